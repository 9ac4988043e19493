using Affiliate.Domain.Programs;
using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Finds out what a cycle waits for.</summary>
public sealed class CycleProgress(IPrograms programs, IApprovals approvals, CycleStore cycles, TimeProvider clock)
{
    /// <summary>What the cycle waits for, or null when it is finished.</summary>
    public async Task<WaitingFor?> OfAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        var program = await programs.FindAsync(cycle.Program, cancellationToken);
        var charter = program?.Charter;
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
            CycleStatus.Paying => await SettlementAsync(cycle, program, cancellationToken),
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
        return new WaitingFor(
            "approval",
            isEscalated ? $"{open.FirstAsked}, {open.Backup}" : open.FirstAsked,
            open.AskedAt,
            now < open.RemindAt ? $"A reminder is sent on {DisplayFormat.Time(open.RemindAt)}."
                : now < open.EscalateAt && open.Backup is not null
                    ? $"{open.Backup} is asked too on {DisplayFormat.Time(open.EscalateAt)}."
                : $"The approval is requested again on {DisplayFormat.Time(open.ExpiresAt)}, of the backup owner first."
        );
    }

    private async Task<WaitingFor> SettlementAsync(
        StoredCycle cycle,
        AffiliateProgram? program,
        CancellationToken cancellationToken
    )
    {
        if (!cycle.Files.Any(file => file.IsInFlight))
        {
            return Settlement(cycle, program);
        }

        var isImported = await cycles
            .PayoutsAsync(cycle.Program, cycle.Period, after: null, cancellationToken)
            .AllAsync(
                payout => payout.Status != PayoutStatus.Reserved || cycle.BatchOf(payout) is not null,
                cancellationToken
            );
        return isImported ? OfProviders(cycle, program) : Settlement(cycle, program);
    }

    // People are needed only if something keeps a batch from being sent or reported.
    private WaitingFor OfProviders(StoredCycle cycle, AffiliateProgram? program)
    {
        var batches = cycle.Files.Where(file => file.IsInFlight).ToList();
        var providers = string.Join(", ", batches.Select(batch => PayoutRails.TitleOf(batch.Rail)).Distinct());
        var problems = batches.Select(batch => batch.Problem).OfType<string>().ToList();
        return new WaitingFor(
            "settlement",
            problems.Count > 0 ? program?.Charter?.Finance.Email : null,
            cycle.PayingSince,
            problems.Count > 0
                ? $"{string.Join(" ", problems)} {providers} is asked again within a day.{StatementsText(cycle, program)}"
                : $"{providers} is asked for the results of the payments, at least once a day."
                    + StatementsText(cycle, program)
        );
    }

    private string StatementsText(StoredCycle cycle, AffiliateProgram? program) =>
        program is not null
        && CheckSettlement.DateAfter(program, cycle, CheckSettlement.StatementsAfter) is { } day
        && CheckSettlement.DateIn(program, clock.GetUtcNow()) < day
            ? $" The statements are sent on {DisplayFormat.Day(day)} at the latest."
            : string.Empty;

    private static WaitingFor Settlement(StoredCycle cycle, AffiliateProgram? program)
    {
        var (finance, owner) = (program?.Charter?.Finance.Email, program?.Charter?.Owner.Email);
        var next = cycle.SettlementReminders switch
        {
            0 => $"A reminder and the statements are sent {After(CheckSettlement.RemindAfter)}.",
            1 => $"The owner is informed {After(CheckSettlement.EscalateAfter)}.",
            _ => "The cycle waits until the results are imported.",
        };
        return new WaitingFor(
            "settlement",
            cycle.SettlementReminders < 2 ? finance : $"{finance}, {owner}",
            cycle.PayingSince,
            next
        );

        string After(int bankingDays) =>
            program is not null && CheckSettlement.DateAfter(program, cycle, bankingDays) is { } day
                ? $"on {DisplayFormat.Day(day)}"
                : $"after {bankingDays} banking days";
    }
}
