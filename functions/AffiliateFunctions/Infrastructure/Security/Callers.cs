using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// Names the caller of the current request by its function key. Audit records name this caller; what a request says
/// about its sender is recorded beside it.
/// </summary>
/// <param name="options">The names of the keys.</param>
public sealed class Callers(IOptions<CallerOptions> options)
{
    /// <summary>The actor of a request with a key that has no name.</summary>
    public const string Unnamed = "key";

    private readonly Dictionary<string, string> names = options.Value.Names.ToDictionary(
        named => named.Value,
        named => $"{Unnamed}:{named.Key}",
        StringComparer.OrdinalIgnoreCase
    );

    private readonly AsyncLocal<string?> current = new();

    /// <summary>
    /// The caller of the current request, such as <c>key:crm</c>, or the person who uses pages of the app; <c>key</c> for a
    /// key without a name, and outside of requests.
    /// </summary>
    public string Actor => current.Value ?? Unnamed;

    /// <summary>Replaces the actor <c>key</c> by the name of the current caller.</summary>
    public string Resolve(string actor) => actor == Unnamed ? Actor : actor;

    /// <summary>Sets the person who acts in the rest of the request by pages of the app.</summary>
    /// <param name="person">The person, as audit records name the person.</param>
    internal void EnterPerson(string person) => current.Value = person;

    /// <summary>Sets the caller for the rest of the request. The platform has verified the key before.</summary>
    internal void Enter(HttpRequest request)
    {
        if (names.Count > 0 && KeyOf(request) is { Length: > 0 } key)
        {
            var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
            current.Value = names.GetValueOrDefault(hash);
        }
    }

    // The platform takes the first value of a repeated header or parameter.
    private static string? KeyOf(HttpRequest request) =>
        request.Headers.TryGetValue("x-functions-key", out var header)
            ? header.FirstOrDefault()
            : request.Query["code"].FirstOrDefault();
}
