using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Finds out what a cycle waits for.</summary>
public sealed class CycleProgress(IPrograms programs, IApprovals approvals, TimeProvider clock)
{
    /// <summary>What the cycle waits for, or null when it is finished.</summary>
    public async Task<WaitingFor?> OfAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        var charter = (await programs.FindAsync(cycle.Program, cancellationToken))?.Charter;
        return cycle.Status switch
        {
            CycleStatus.Closing => new WaitingFor("compute", null, cycle.StartedAt, "The payouts are computed."),
            CycleStatus.Computed or CycleStatus.AwaitingApproval => await ApprovalAsync(cycle, cancellationToken),
            CycleStatus.Approved => new WaitingFor("files", null, cycle.ApprovedAt, "The payment files are written."),
            CycleStatus.Rejected => new WaitingFor(
                "correction",
                charter?.Finance.Email,
                cycle.Approvals.Count > 0 ? cycle.Approvals[^1].DecidedAt : null,
                "The period can be started again. Otherwise the next cycle pays the amounts."
            ),
            CycleStatus.Paying => Settlement(cycle, charter?.Finance.Email, charter?.Owner.Email),
            CycleStatus.Settled => new WaitingFor(
                "review",
                charter?.Owner.Email,
                cycle.SettledAt,
                "The cycle ends when the review of the month is decided."
            ),
            _ => null,
        };
    }

    private async Task<WaitingFor> ApprovalAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        if (
            cycle.OpenApproval is not { } id
            || await approvals.FindScheduleAsync(cycle.Program, id, cancellationToken) is not { Decision: null } open
        )
        {
            return new WaitingFor("approval", null, cycle.StartedAt, "The next approval is requested.");
        }

        var now = clock.GetUtcNow();
        var isEscalated = open.EscalateAt <= now && open.Backup is not null;
        var next =
            now < open.RemindAt ? $"A reminder is sent on {DisplayFormat.Time(open.RemindAt)}."
            : now < open.EscalateAt ? $"The backup is asked too on {DisplayFormat.Time(open.EscalateAt)}."
            : $"The backup owner is asked on {DisplayFormat.Time(open.ExpiresAt)}.";
        return new WaitingFor(
            "approval",
            isEscalated ? $"{open.FirstAsked}, {open.Backup}" : open.FirstAsked,
            open.AskedAt,
            next
        );
    }

    private static WaitingFor Settlement(StoredCycle cycle, string? finance, string? owner) =>
        cycle.SettlementReminders switch
        {
            0 => new WaitingFor(
                "settlement",
                finance,
                cycle.PayingSince,
                $"A reminder is sent after {CheckSettlement.RemindAfter} banking days."
            ),
            1 => new WaitingFor(
                "settlement",
                finance,
                cycle.PayingSince,
                $"The owner is informed after {CheckSettlement.EscalateAfter} banking days."
            ),
            _ => new WaitingFor(
                "settlement",
                $"{finance}, {owner}",
                cycle.PayingSince,
                "The cycle waits until the results are imported."
            ),
        };
}
