using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Partners.Activities;

/// <summary>
/// Informs a partner that its contacts for finance have changed, so that statements do not go to a stranger unnoticed.
/// </summary>
public sealed class MailContactChange(IPartners partners, IPrograms programs, EmailSender emails)
{
    /// <inheritdoc cref="MailContactChange"/>
    [Function(nameof(MailContactChange))]
    public async Task RunAsync([ActivityTrigger] PayeeChange change, CancellationToken cancellationToken)
    {
        // An erased partner has no address.
        if (
            await partners.FindAsync(change.Program, change.Partner, cancellationToken) is not { IsPayee: true } partner
            || await programs.FindAsync(change.Program, cancellationToken) is not { } program
        )
        {
            return;
        }

        var contacts = FinanceContacts.Of(partner);
        await emails.SendAsync(
            $"partner:{change.Program}:{change.Partner}:contacts:{change.At.UtcTicks}",
            partner.Email,
            new EmailMessage
            {
                Kind = EmailKind.ContactsChanged,
                Subject = "Your contacts for finance have changed",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    contacts.Count > 0
                        ? "Statements and e-mails about payouts now also go to the contacts below. Links by which payout "
                            + "details are entered or confirmed come to you alone."
                        : "Statements and e-mails about payouts now come to you alone.",
                    "If you have not asked for this change, reply to this e-mail at once.",
                ],
                Facts =
                [
                    .. contacts.Select(contact => new Fact(contact.Name, contact.Email)),
                    new Fact("Changed at", DisplayFormat.Time(change.At)),
                ],
            },
            cancellationToken
        );
    }
}
