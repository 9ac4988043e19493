using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Payees.Activities;

/// <summary>
/// Records that a partner has not asked for a confirmed change of its payout details, and informs finance before money
/// is sent.
/// </summary>
public sealed class ReportPayoutDispute(IPartners partners, IPrograms programs, IAuditLog audit, EmailSender emails)
{
    /// <inheritdoc cref="ReportPayoutDispute"/>
    [Function(nameof(ReportPayoutDispute))]
    public async Task RunAsync([ActivityTrigger] PayoutDispute dispute, CancellationToken cancellationToken)
    {
        // An erased partner gets no payout any more.
        if (
            await partners.FindAsync(dispute.Program, dispute.Partner, cancellationToken)
                is not { IsPayee: true } partner
            || await programs.FindAsync(dispute.Program, cancellationToken) is not { } program
        )
        {
            return;
        }

        await audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"partner:{partner.Id}:payout_change:{dispute.Change}:disputed",
                partner.Id.Value,
                "payout_change_disputed",
                partner.Id.Value,
                "The partner has not asked for the change that was confirmed.",
                dispute.At
            ),
            cancellationToken
        );
        if (program.Charter is not { } charter)
        {
            return;
        }

        await emails.SendAsync(
            $"partner:{program.Slug}:{partner.Id}:payout_change:{dispute.Change}:disputed",
            charter.Finance.Email,
            new EmailMessage
            {
                Kind = EmailKind.PayoutDetailsDisputed,
                Subject = $"{partner.Company} has not asked for its new payout details",
                Brand = program.Brand(),
                Recipient = charter.Finance.Name,
                Paragraphs =
                [
                    $"New payout details of {partner.Company} were confirmed by a link from its e-mails, and the "
                        + "partner reports that it was not the partner. The details below are in force.",
                    "Somebody else may read the partner's e-mails. Please call the partner before the next payout, and "
                        + "suspend the partner or correct its payout details.",
                ],
                Facts = [new Fact("Partner", partner.Id.Value), .. PayoutChangePages.AfterConfirmation(partner)],
            },
            cancellationToken
        );
    }
}
