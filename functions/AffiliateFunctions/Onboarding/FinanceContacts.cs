using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Addresses;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;

namespace AffiliateFunctions.Onboarding;

/// <summary>
/// Sends e-mails about money to a partner and to its contacts for finance. Links that enter or confirm payout details
/// are only in the e-mail to the partner's own address, which is the known one.
/// </summary>
public static class FinanceContacts
{
    private const int KeyLength = 16;

    /// <summary>The contacts for finance, each mailbox once, without the partner's own.</summary>
    public static IReadOnlyList<PartnerContact> Of(Partner partner) =>
        [
            .. partner
                .Contacts.Where(contact =>
                    contact.Role == ContactRole.Finance && !Mailbox.AreSame(contact.Email, partner.Email)
                )
                .DistinctBy(contact => Mailbox.Of(contact.Email), StringComparer.Ordinal),
        ];

    /// <summary>Sends the e-mail to the partner, and a copy without signed links for payout details to the contacts.</summary>
    /// <param name="emails">The sender.</param>
    /// <param name="key">The key of the partner's e-mail; those of the copies begin with it.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="message">The e-mail to the partner.</param>
    /// <param name="copy">The e-mail to the contacts. It must not contain a link that enters or confirms details.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task SendWithFinanceAsync(
        this EmailSender emails,
        string key,
        Partner partner,
        EmailMessage message,
        EmailMessage copy,
        CancellationToken cancellationToken
    )
    {
        await emails.SendAsync(key, partner.ToRecipient(), message, cancellationToken);
        foreach (var contact in Of(partner))
        {
            await emails.SendAsync(
                $"{key}:finance:{HashOf(contact.Email)}",
                EmailRecipient.Of(contact.Email),
                copy with
                {
                    Recipient = contact.Name,
                },
                cancellationToken
            );
        }
    }

    // Keys are stored, and must not contain addresses.
    private static string HashOf(string email) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Mailbox.Of(email))))[..KeyLength];
}
