using Affiliate.Domain.Monetary;
using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// Makes the approval request for the payouts of a cycle. Returns null when no further approval is needed.
/// </summary>
public sealed class PrepareCycleApproval(
    IPrograms programs,
    CycleStore cycles,
    IApprovals approvals,
    TimeProvider clock
)
{
    /// <summary>The decision to approve the payouts.</summary>
    public const string Approve = "approve";

    // The payouts hold the whole list. A page of an approval has room for this many.
    private const int MaxExceeding = 100;

    private static readonly ApprovalOption[] Options =
    [
        new(Approve, "Approve the payouts"),
        new("reject", "Reject the payouts", ReasonRequired: true),
    ];

    /// <inheritdoc cref="PrepareCycleApproval"/>
    [Function(nameof(PrepareCycleApproval))]
    public async Task<ApprovalRequest?> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var key = input.Key;
        var program = await programs.FindAsync(key.Program, cancellationToken);
        var charter =
            program?.Charter ?? throw new InvalidOperationException($"The program {key.Program} has no charter.");
        var cycle = await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored => stored.MoveTo(CycleStatus.AwaitingApproval),
            cancellationToken
        );
        if (input.Outcomes.Count >= (cycle.NeedsSecondApproval ? 2 : 1))
        {
            return null;
        }

        var payouts = (await cycles.AllPayoutsAsync(key.Program, key.Period, cancellationToken))
            .Where(payout => payout.Status == PayoutStatus.Reserved)
            .ToList();
        var exceeding = payouts
            .SelectMany(payout =>
                payout.Lines.Where(line => line.ExceededBase is not null).Select(line => (Payout: payout, Line: line))
            )
            .ToList();
        var isFirst = input.Outcomes.Count == 0;
        var request = new ApprovalRequest
        {
            Id = $"cycle-{key.Period}-{(isFirst ? "finance" : "second")}",
            Program = key.Program,
            Kind = "cycle",
            Subject = $"{(isFirst ? "Approve" : "Second approval of")} the payouts of {key.Period} of {program.Name}",
            Facts =
            [
                new("Period", key.Period.Value),
                new("Payouts", $"{cycle.Partners}"),
                new("Total", AmountOf(cycle.Total, cycle.Currency)),
                new("Not paid now", $"{cycle.Skipped.Count} partners"),
                .. exceeding.Count == 0
                    ? Array.Empty<ApprovalFact>()
                    :
                    [
                        new(
                            "More than their sale",
                            $"{exceeding.Count} commissions of "
                                + $"{AmountOf(exceeding.Sum(pair => pair.Line.Amount), cycle.Currency)}"
                        ),
                    ],
                new("Prepared by", cycle.StartedBy),
                new("Fingerprint of the lines (SHA-256)", cycle.Fingerprint!),
            ],
            Sections =
            [
                new(
                    "Payouts",
                    [
                        .. payouts.Select(payout =>
                            $"{payout.Name} ({payout.Partner}): {AmountOf(payout.Amount, payout.Currency)} by "
                            + $"{payout.Method}"
                        ),
                    ]
                ),
                .. exceeding.Count == 0
                    ? Array.Empty<ApprovalSection>()
                    :
                    [
                        new(
                            "Commissions of more than their sale",
                            [.. exceeding.Take(MaxExceeding).Select(pair => ExceedingOf(pair.Payout, pair.Line))]
                        ),
                    ],
                new(
                    "Not paid now",
                    [
                        .. cycle.Skipped.Select(skipped =>
                            $"{skipped.Partner}: {AmountOf(skipped.Amount, cycle.Currency)}, {skipped.Reason}"
                        ),
                    ]
                ),
            ],
            Options = Options,
            Owner = isFirst ? charter.Finance : charter.Owner,
            Backup = isFirst ? charter.Owner : charter.BackupOwner,
            Excluded = [cycle.StartedBy, .. input.Outcomes.Select(outcome => outcome.Actor)],
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = "reject",
        };
        return await approvals.PrepareAsync(request, clock.GetUtcNow(), cancellationToken);
    }

    private static string ExceedingOf(StoredPayout payout, PayoutLine line) =>
        $"{payout.Name}: {line.Text} ({line.Commission}), {AmountOf(line.Amount, payout.Currency)} on "
        + $"{AmountOf(line.ExceededBase!.Value, payout.Currency)}";

    private static string AmountOf(long amount, string currency) =>
        DisplayFormat.Amount(amount, currency, Currency.Parse(currency).Digits);

    /// <summary>The cycle, and the approvals so far.</summary>
    public sealed record Input(CycleKey Key, IReadOnlyList<ApprovalOutcome> Outcomes);
}

/// <summary>Records an approval or rejection on the cycle.</summary>
public sealed class RecordCycleApproval(CycleStore cycles)
{
    /// <inheritdoc cref="RecordCycleApproval"/>
    [Function(nameof(RecordCycleApproval))]
    public async Task<bool> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var outcome = input.Outcome;
        var approval = new CycleApproval(
            outcome.ApprovalId,
            outcome.Decision,
            outcome.Actor,
            outcome.Reason,
            outcome.DecidedAt
        );
        await cycles.ChangeAsync(
            input.Key.Program,
            input.Key.Period,
            stored =>
                stored.Approvals.Any(cycleApproval => cycleApproval.Id == approval.Id)
                    ? stored
                    : stored with
                    {
                        Approvals = [.. stored.Approvals, approval],
                    },
            cancellationToken
        );
        return true;
    }

    /// <summary>The cycle, and the outcome of the approval.</summary>
    public sealed record Input(CycleKey Key, ApprovalOutcome Outcome);
}

/// <summary>Marks the cycle as approved. From this step on, the cycle is paid.</summary>
public sealed class MarkCycleApproved(CycleStore cycles, TimeProvider clock)
{
    /// <inheritdoc cref="MarkCycleApproved"/>
    [Function(nameof(MarkCycleApproved))]
    public async Task<bool> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored =>
                stored.Status < CycleStatus.Approved
                    ? stored.MoveTo(CycleStatus.Approved) with
                    {
                        ApprovedAt = now,
                    }
                    : stored,
            cancellationToken
        );
        return true;
    }
}

/// <summary>Makes all commissions of a rejected cycle payable again.</summary>
public sealed class ReleasePayouts(CycleStore cycles, ILedger ledger, IAuditLog audit, TimeProvider clock)
{
    private const string Reason = "cycle_rejected";

    /// <inheritdoc cref="ReleasePayouts"/>
    [Function(nameof(ReleasePayouts))]
    public async Task<bool> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        await foreach (var payout in cycles.PayoutsAsync(key.Program, key.Period, after: null, cancellationToken))
        {
            if (payout.Status == PayoutStatus.Reserved)
            {
                await ledger.ReleaseAsync(key.Program, payout.Partner, key.Period, Reason, cancellationToken);
                await cycles.PutPayoutAsync(
                    key.Program,
                    key.Period,
                    payout with
                    {
                        Status = PayoutStatus.PutBack,
                        Reason = Reason,
                    },
                    cancellationToken
                );
            }
        }

        var cycle = await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored => stored with { Status = CycleStatus.Rejected },
            cancellationToken
        );
        await audit.RecordAsync(
            new AuditEntry(
                key.Program,
                $"cycle:{key.Period}:rejected",
                cycle.Approvals.Count > 0 ? cycle.Approvals[^1].Actor : "rule:expiry",
                "cycle_rejected",
                key.Period.Value,
                cycle.Approvals.Count > 0 ? cycle.Approvals[^1].Reason : null,
                clock.GetUtcNow()
            ),
            cancellationToken
        );
        return true;
    }
}
