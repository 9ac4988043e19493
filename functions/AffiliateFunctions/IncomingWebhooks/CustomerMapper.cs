using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// Creates customers from provider data. Invalid data is left out, so that an unknown country, for example, does not
/// lose a sale.
/// </summary>
internal static class CustomerMapper
{
    private const int MaxName = 200;

    /// <summary>
    /// Returns the customer with the first valid id, or null when no id is valid. A guest who is known only by an
    /// e-mail address is the same customer under all addresses of the mailbox.
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
