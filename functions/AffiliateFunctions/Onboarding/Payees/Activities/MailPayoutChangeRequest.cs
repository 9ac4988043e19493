using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Payees.Activities;

/// <summary>
/// Asks the partner, at the address that the program knows, to confirm new payout details, and shows how to stop them.
/// </summary>
public sealed class MailPayoutChangeRequest(
    IPartners partners,
    IPrograms programs,
    PayoutChangeLinks links,
    EmailSender emails
)
{
    /// <inheritdoc cref="MailPayoutChangeRequest"/>
    [Function(nameof(MailPayoutChangeRequest))]
    public async Task RunAsync([ActivityTrigger] PayoutChangeKey key, CancellationToken cancellationToken)
    {
        // A change that was decided or replaced in the meantime needs no confirmation. An erased partner has no change.
        if (
            await partners.FindAsync(key.Program, key.Partner, cancellationToken) is not { } partner
            || partner.PayoutChange is not { Status: PayoutChangeStatus.Pending } change
            || change.Id != key.Change
            || await programs.FindAsync(key.Program, cancellationToken) is not { } program
        )
        {
            return;
        }

        await emails.SendAsync(
            $"partner:{key.Program}:{key.Partner}:payout_change:{key.Change}",
            partner.Email,
            new EmailMessage
            {
                Kind = EmailKind.ConfirmPayoutDetails,
                Subject = "Please confirm your new payout details",
                Brand = program.Brand(),
                Recipient = partner.Name,
                Paragraphs =
                [
                    $"New payout details were entered for your payouts of {program.Name}. Nothing changes until you "
                        + $"confirm them; after {DisplayFormat.Time(change.ExpiresAt)} they are dropped.",
                    "If you have not entered them, do not confirm, and discard them by the second link: we go on paying "
                        + "you as now, and our finance team is informed.",
                ],
                Facts = PayoutChangePages.FactsOf(partner, change),
                Link = links.ToConfirm(partner, change),
                MoreLinks = [links.ToDiscard(partner, change)],
                Closing = "For your safety nothing is paid to new details in the first three days.",
            },
            cancellationToken
        );
    }
}
