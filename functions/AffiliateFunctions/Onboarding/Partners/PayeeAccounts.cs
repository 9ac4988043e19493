using AffiliateFunctions.Audit;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Puts payout details in force, in the same way for callers with the key and for partners: a replaced account is held,
/// recorded and reported to the cycles that would pay it.
/// </summary>
public sealed class PayeeAccounts(PayoutAccountHash hashes, IAuditLog audit)
{
    /// <summary>The partner with the details in force. The same details change nothing.</summary>
    internal Partner With(Partner partner, PayoutDetails details, string summary, DateTimeOffset now)
    {
        // Payout details that were stored before accounts had hashes count as changed.
        var (before, account) = (partner.Payout, hashes.Of(details));
        return before.Account == account
            ? partner
            : partner with
            {
                Payout = new PartnerPayout(details.Method, summary)
                {
                    Account = account,
                    ChangedAt = before.Method is null ? null : now,
                    PreviousSummary = before.Summary,
                },
            };
    }

    /// <summary>Records a change of details and starts what follows from it. Can be repeated.</summary>
    internal async Task ReportAsync(
        Partner partner,
        DateTimeOffset changedAt,
        string actor,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"partner:{partner.Id}:payout_details:{changedAt:O}",
                actor,
                "payout_details_changed",
                partner.Id.Value,
                $"From {partner.Payout.PreviousSummary ?? "none"} to {partner.Payout.Summary ?? "none"}.",
                changedAt
            ),
            cancellationToken
        );
        await orchestrations.StartPayeeChangeAsync(
            new PayeeChange(partner.Program, partner.Id, changedAt, DetailsChanged: true),
            cancellationToken
        );
    }
}
