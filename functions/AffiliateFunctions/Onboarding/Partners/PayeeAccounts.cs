using AffiliateFunctions.Audit;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Puts payout details in force, in the same way for callers with the key and for partners: a replaced account is held,
/// recorded and reported to the cycles that would pay it.
/// </summary>
public sealed class PayeeAccounts(PayoutAccountHash hashes, IAuditLog audit, TimeProvider clock)
{
    private const int AccountNameLength = 12;

    /// <summary>
    /// The partner with the details in force. The same details change nothing. A change that waits for its confirmation
    /// ends, because these details are the later ones.
    /// </summary>
    internal Partner With(Partner partner, PayoutDetails details, string summary, DateTimeOffset now)
    {
        // Payout details that were stored before accounts had hashes count as changed.
        var (before, account) = (partner.Payout, hashes.Of(details));
        var settled = partner.PayoutChange is { Status: PayoutChangeStatus.Pending }
            ? partner with
            {
                PayoutChange = null,
            }
            : partner;
        return before.Account == account
            ? settled
            : settled with
            {
                Payout = new PartnerPayout(details.Method, summary)
                {
                    Account = account,
                    ChangedAt = before.Method is null ? null : now,
                    PreviousSummary = before.Summary,
                },
            };
    }

    /// <summary>
    /// Names payout details in an audit record. Records cannot be erased, so an account is named by the beginning of
    /// its keyed hash, by which two records of one account can be recognised, and not by its last digits.
    /// </summary>
    internal static string TextOf(string? method, string? account) =>
        account is null ? "No payout details." : $"Payout by {method}, account {account[..AccountNameLength]}.";

    /// <summary>
    /// Records the details in force. First details are recorded once, whoever enters them. Details that have replaced
    /// others are recorded as a change, and what follows from the change is started. Can be repeated.
    /// </summary>
    internal async Task ReportAsync(
        Partner partner,
        string actor,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (partner.Payout.ChangedAt is not { } changedAt)
        {
            await RecordAsync("entered", "payout_details_entered", clock.GetUtcNow());
            return;
        }

        await RecordAsync($"{changedAt:O}", "payout_details_changed", changedAt);
        await orchestrations.StartPayeeChangeAsync(
            new PayeeChange(partner.Program, partner.Id, changedAt),
            cancellationToken
        );

        Task RecordAsync(string cause, string action, DateTimeOffset at) =>
            audit.RecordAsync(
                new AuditEntry(
                    partner.Program,
                    $"partner:{partner.Id}:payout_details:{cause}",
                    actor,
                    action,
                    partner.Id.Value,
                    TextOf(partner.Payout.Method, partner.Payout.Account),
                    at
                ),
                cancellationToken
            );
    }

    /// <summary>Records that the partner has not asked for a change. Can be repeated.</summary>
    internal Task RecordDiscardAsync(Partner partner, PayoutChange change, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"partner:{partner.Id}:payout_change:{change.Id}:discarded",
                partner.Id.Value,
                "payout_change_discarded",
                partner.Id.Value,
                $"The partner has not asked for the change. {TextOf(change.Method, change.Account)}",
                change.DecidedAt!.Value
            ),
            cancellationToken
        );
}
