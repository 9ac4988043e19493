using Affiliate.Domain.Addresses;
using AffiliateFunctions.ConsolePages.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AffiliateFunctions.ConsolePages;

/// <summary>A request to the console that the guard has admitted.</summary>
/// <param name="Session">The session.</param>
/// <param name="FormToken">The token of the session's forms.</param>
/// <param name="Form">The sent fields; empty for a request for a page.</param>
public sealed record ConsoleVisit(
    ConsoleSession Session,
    string FormToken,
    IReadOnlyDictionary<string, StringValues> Form
)
{
    /// <summary>
    /// All e-mail addresses of the person, as the platform's sign-in names them with this request; empty for a session
    /// of a function key.
    /// </summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Whether a function key has opened the session.</summary>
    public bool IsOfKey => Session.Way == ConsoleOptions.FunctionKey;

    /// <summary>The person who acts, as audit records name the person.</summary>
    public string Person => Session.Person;

    /// <summary>Whether the person owns the mailbox of an address.</summary>
    public bool Owns(string? email) => Addresses.Any(address => Mailbox.AreSame(address, email));

    /// <summary>The value of a field of the form, without spaces around it; null for an empty one.</summary>
    public string? Field(string name) =>
        Form.TryGetValue(name, out var values) && values.LastOrDefault()?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>All values of a field of the form.</summary>
    public IReadOnlyList<string> Fields(string name) =>
        Form.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];

    /// <summary>The admitted visit of a request to a function that the guard protects.</summary>
    /// <exception cref="InvalidOperationException">The guard has not admitted the request.</exception>
    internal static ConsoleVisit Of(HttpRequest request) =>
        request.HttpContext.Features.Get<ConsoleVisit>()
        ?? throw new InvalidOperationException("The guard of the console has not admitted this request.");
}
