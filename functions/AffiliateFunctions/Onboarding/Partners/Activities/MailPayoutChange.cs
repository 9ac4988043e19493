using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Partners.Activities;

/// <summary>
/// Informs a partner that its payout details have changed, so that a change which the partner did not ask for is
/// noticed before money is sent.
/// </summary>
public sealed class MailPayoutChange(IPartners partners, IPrograms programs, FinanceEmails emails)
{
    /// <inheritdoc cref="MailPayoutChange"/>
    [Function(nameof(MailPayoutChange))]
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

        var message = new EmailMessage
        {
            Kind = EmailKind.PayoutDetailsChanged,
            Subject = "Your payout details have changed",
            Brand = program.Brand(),
            Recipient = partner.Name,
            Paragraphs =
            [
                "Your payout details have been changed. For your safety we make no payout to the new details "
                    + $"until {DisplayFormat.Time(change.At + PartnerPayout.HoldAfterChange)}.",
                "If you have not asked for this change, reply to this e-mail at once.",
            ],
            Facts =
            [
                new Fact("Before", partner.Payout.PreviousSummary ?? "none"),
                new Fact("Now", partner.Payout.Summary ?? "none"),
                new Fact("Changed at", DisplayFormat.Time(change.At)),
            ],
        };
        await emails.SendAsync(
            $"partner:{change.Program}:{change.Partner}:payout_details:{change.At.UtcTicks}",
            partner,
            message,
            copy: message,
            cancellationToken
        );
    }
}
