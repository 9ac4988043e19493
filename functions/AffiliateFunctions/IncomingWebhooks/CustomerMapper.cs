using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Makes customers of what providers tell. A fact that does not fit is left out: a sale is not lost over a country that
/// does not exist.
/// </summary>
internal static class CustomerMapper
{
    private const int MaxName = 200;

    /// <summary>
    /// The customer by the first of the ids that can be one; null where none can. A guest, who is known by the address
    /// alone, is the same one under all addresses of the mailbox.
    /// </summary>
    public static CustomerBody? Of(
        IEnumerable<string?> ids,
        string? email = null,
        string? name = null,
        string? company = null,
        string? country = null
    ) =>
        ids.FirstOrDefault(id => CustomerId.TryParse(id, out _)) is { } id
            ? new CustomerBody
            {
                ExternalId =
                    id == email && Mailbox.Of(id) is var mailbox && CustomerId.TryParse(mailbox, out _) ? mailbox : id,
                Email = MailAddressText.Fits(email) ? email : null,
                Name = Cut(name),
                Company = Cut(company),
                Country = CountryCode.TryParse(country?.ToUpperInvariant(), out var known) ? known.Value : null,
            }
            : null;

    private static string? Cut(string? text) => text is { Length: > MaxName } ? null : text;
}
