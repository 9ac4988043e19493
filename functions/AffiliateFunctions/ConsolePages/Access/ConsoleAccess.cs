using Affiliate.Domain.Addresses;
using AffiliateFunctions.Approvals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.ConsolePages.Access;

/// <summary>Decides which signed-in persons can open the console.</summary>
public sealed class ConsoleAccess(IOptions<ConsoleOptions> options, ApprovalSignIns signIns)
{
    /// <summary>
    /// The person whom the platform has signed in, whether the console is open to the person or not; or null. Only the
    /// company's identity provider counts: at other providers, people may enter any address.
    /// </summary>
    public SignedInPerson? PersonOf(HttpRequest request) =>
        options.Value.IsForPersons && signIns.PersonOf(request) is { Provider: ApprovalSignIns.Provider } person
            ? person
            : null;

    /// <summary>The address by which the person can open the console, or null.</summary>
    public string? AddressOf(SignedInPerson person)
    {
        var named = person.Addresses.FirstOrDefault(address =>
            options.Value.Addresses.Any(allowed => Mailbox.AreSame(allowed, address))
        );
        return named ?? (IsInGroup(person) && person.Addresses is [var first, ..] ? first : null);
    }

    private bool IsInGroup(SignedInPerson person) =>
        person.Groups.Intersect(options.Value.Groups, StringComparer.OrdinalIgnoreCase).Any();
}
