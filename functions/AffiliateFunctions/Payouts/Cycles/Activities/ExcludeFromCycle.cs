using Affiliate.Domain.Identity;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.CycleApprovals;
using AffiliateFunctions.Payouts.Store;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Records on the cycle what an approver has selected to be excluded, all at once. The next step of the cycle,
/// <see cref="DropChangedPayouts"/>, takes it out; a repeated step finds what is recorded.
/// </summary>
public sealed class ExcludeFromCycle(CycleStore cycles, IApprovals approvals, IAuditLog audit)
{
    /// <inheritdoc cref="ExcludeFromCycle"/>
    [Function(nameof(ExcludeFromCycle))]
    public async Task RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var (key, outcome) = (input.Key, input.Outcome);
        var cycle = await cycles.RequireAttemptAsync(key, cancellationToken);
        if (cycle.Status >= CycleStatus.Approved)
        {
            return;
        }

        var selected = await SelectedAsync(cycle, outcome, cancellationToken);
        cycle = await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored =>
                stored.ExcludedByApprovers.Any(excluded => excluded.Approval == outcome.ApprovalId)
                    ? stored
                    : stored with
                    {
                        ExcludedByApprovers = [.. stored.ExcludedByApprovers, .. selected],
                    },
            cancellationToken
        );
        foreach (var exclusion in cycle.ExcludedByApprovers.Where(other => other.Approval == outcome.ApprovalId))
        {
            await RecordAsync(key, exclusion, cancellationToken);
        }
    }

    // A commission of a payout that is selected as a whole needs no exclusion of its own.
    private async Task<List<CycleExclusion>> SelectedAsync(
        StoredCycle cycle,
        ApprovalOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        var values = await approvals.FindSelectionAsync(cycle.Program, outcome.ApprovalId, cancellationToken);
        var selected = values.Select(CycleSelection.Parse).ToLookup(selection => selection.Partner);
        var payouts = await cycles.FindPayoutsAsync(cycle, selected.Select(rows => rows.Key), cancellationToken);
        var exclusions = new List<CycleExclusion>();
        foreach (var rows in selected)
        {
            if (payouts.TryGetValue(rows.Key, out var payout))
            {
                exclusions.AddRange(
                    rows.Any(row => row.Commission is null)
                        ? [ExclusionOf(payout, null, outcome)]
                        : rows.Select(row => ExclusionOf(payout, row.Commission, outcome))
                );
            }
        }

        return exclusions;
    }

    private static CycleExclusion ExclusionOf(StoredPayout payout, CommissionId? commission, ApprovalOutcome outcome)
    {
        var line = payout.Lines.FirstOrDefault(line => line.Commission == commission);
        return new CycleExclusion(
            outcome.ApprovalId,
            payout.Partner,
            commission,
            commission is null ? payout.Amount : line?.Amount ?? 0,
            line is null ? null : AdjustmentText.WithoutReason(line.Text),
            outcome.Actor,
            outcome.Reason,
            outcome.DecidedAt
        );
    }

    private Task RecordAsync(CycleKey key, CycleExclusion exclusion, CancellationToken cancellationToken)
    {
        var subject = exclusion.Commission?.Value ?? StoredPayout.IdOf(exclusion.Partner, key.Period);
        return audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"cycle:{key.Period}:{exclusion.Approval}:excluded:{subject}",
                exclusion.Actor,
                exclusion.Commission is null ? "payout_excluded" : "commission_excluded",
                subject,
                exclusion.Reason,
                exclusion.At
            ),
            cancellationToken
        );
    }

    /// <summary>The cycle, and the decision of the approver.</summary>
    public sealed record Input(CycleKey Key, ApprovalOutcome Outcome);
}
