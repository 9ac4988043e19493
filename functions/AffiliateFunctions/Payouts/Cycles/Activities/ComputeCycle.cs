using Affiliate.Domain.Payouts;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Computes the total of the payouts, releases payouts beyond the limits, and records the partners that are not paid
/// with the reasons. The cycle is fixed from this step on: the approval and the payment are compared with the
/// fingerprint computed here.
/// </summary>
public sealed class ComputeCycle(ILedger ledger, IPrograms programs, CycleStore cycles, PayoutPolicies policies)
{
    private const string BeyondLimit = "monthly_limit";

    /// <inheritdoc cref="ComputeCycle"/>
    [Function(nameof(ComputeCycle))]
    public async Task<ComputedCycle> RunAsync([ActivityTrigger] Input input, CancellationToken cancellationToken)
    {
        var key = input.Key;
        var rules = await policies.InForceAsync(key.Program, cancellationToken);
        var reserved = await cycles.AllPayoutsAsync(key.Program, key.Period, cancellationToken);
        var fits = PayoutGate.Fit(
            [.. reserved.Select(payout => payout.Amount)],
            await MostAsync(key, rules, cancellationToken)
        );
        foreach (var beyond in reserved.Where((_, i) => !fits[i]))
        {
            await ledger.ReleaseAsync(key.Program, beyond.Partner, key.Period, BeyondLimit, cancellationToken);
            await cycles.PutPayoutAsync(
                key.Program,
                key.Period,
                beyond with
                {
                    Status = PayoutStatus.PutBack,
                    Reason = BeyondLimit,
                },
                cancellationToken
            );
        }

        var paid = reserved.Where((_, i) => fits[i]).ToList();
        var skipped = input
            .Verdicts.Where(verdict => verdict.Refusal is not null && verdict.Due != 0)
            .Select(verdict => new SkippedPartner(verdict.Partner, verdict.Due, verdict.Refusal!))
            .Concat(
                reserved
                    .Where((_, i) => !fits[i])
                    .Select(beyond => new SkippedPartner(beyond.Partner, beyond.Amount, BeyondLimit))
            );
        var cycle = await cycles.ChangeAsync(
            key.Program,
            key.Period,
            stored =>
                stored.Status != CycleStatus.Closing
                    ? stored
                    : stored.MoveTo(CycleStatus.Computed) with
                    {
                        Partners = paid.Count,
                        Total = paid.Sum(payout => payout.Amount),
                        Fingerprint = StoredPayout.Fingerprint(paid),
                        NeedsSecondApproval =
                            rules.SecondApprovalAbove is { } limit && paid.Sum(payout => payout.Amount) > limit,
                        Skipped = [.. skipped],
                    },
            cancellationToken
        );
        return new ComputedCycle(cycle.Partners, cycle.Total);
    }

    private async Task<long?> MostAsync(CycleKey key, PayoutRules rules, CancellationToken cancellationToken)
    {
        var pilot = (await programs.FindAsync(key.Program, cancellationToken))?.Limits.MaxMonthlyPayout;
        return (pilot, rules.MaxMonthlyTotal) switch
        {
            ({ } number, { } other) => Math.Min(number, other),
            _ => pilot ?? rules.MaxMonthlyTotal,
        };
    }

    /// <summary>All partners of a cycle, each with the decision whether it is paid.</summary>
    public sealed record Input(CycleKey Key, IReadOnlyList<PartnerVerdict> Verdicts);
}
