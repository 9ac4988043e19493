using Affiliate.Domain.Monetary;
using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

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
                            "Above the amount of their sale",
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
                            "Commissions above the amount of their sale",
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
