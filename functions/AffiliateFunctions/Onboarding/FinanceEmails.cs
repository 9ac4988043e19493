using Affiliate.Domain.Addresses;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;

namespace AffiliateFunctions.Onboarding;

/// <summary>
/// Sends e-mails about money to a partner and to its contacts for finance. Links that enter or confirm payout details
/// are only in the e-mail to the partner's own address, which is the known one.
/// </summary>
public sealed class FinanceEmails(EmailSender emails, EmailKey addresses)
{
    /// <summary>Sends the e-mail to the partner, and a copy without signed links for payout details to the contacts.</summary>
    /// <param name="key">The key of the partner's e-mail; those of the copies begin with it.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="message">The e-mail to the partner.</param>
    /// <param name="copy">The e-mail to the contacts. It must not contain a link that enters or confirms details.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task SendAsync(
        string key,
        Partner partner,
        EmailMessage message,
        EmailMessage copy,
        CancellationToken cancellationToken
    ) => await TrySendAsync(key, partner, message, copy, cancellationToken);

    /// <inheritdoc cref="SendAsync"/>
    /// <returns>False if the provider has refused the e-mail to the partner's own address for good.</returns>
    public async Task<bool> TrySendAsync(
        string key,
        Partner partner,
        EmailMessage message,
        EmailMessage copy,
        CancellationToken cancellationToken
    )
    {
        var isSent = await emails.TrySendAsync(key, partner.ToRecipient(), message, cancellationToken);
        foreach (var contact in FinanceContacts.Of(partner))
        {
            await emails.SendAsync(
                $"{key}:finance:{NameOf(partner, contact)}",
                EmailRecipient.Of(contact.Email),
                copy with
                {
                    Recipient = contact.Name,
                },
                cancellationToken
            );
        }

        return isSent;
    }

    // The provider and the log of failures store the key of an e-mail, so that it must not reveal the address. The app
    // itself stores and compares no such key: copies that were sent under other keys before need no care.
    private string NameOf(Partner partner, PartnerContact contact) =>
        addresses.PseudonymOf(partner.Program, Mailbox.Of(contact.Email));
}
