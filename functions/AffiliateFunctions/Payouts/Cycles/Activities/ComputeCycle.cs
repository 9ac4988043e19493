using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Computes the total of the payouts, releases payouts beyond the monthly limits, and records the partners that are not
/// paid with the reasons. The limits count everything that the program's cycles pay in the calendar month, whatever
/// their periods are. An approval and the payment are compared with the fingerprint computed here.
/// </summary>
public sealed class ComputeCycle(
    IPrograms programs,
    CycleStore cycles,
    MonthlyPayoutStore months,
    PayoutReleases releases,
    PayoutPolicies policies
)
{
    /// <inheritdoc cref="ComputeCycle"/>
    [Function(nameof(ComputeCycle))]
    public async Task<ComputedCycle> RunAsync([ActivityTrigger] CycleKey key, CancellationToken cancellationToken)
    {
        var (program, cycle) = await cycles.RequireWithProgramAsync(programs, key, cancellationToken);
        if (cycle.Status != CycleStatus.Closing)
        {
            return new ComputedCycle(cycle.Partners, cycle.Total, cycle.Status);
        }

        var rules = await policies.InForceAsync(program.Slug, cancellationToken);
        var payouts = await releases.ReadPayoutsAsync(cycle, cancellationToken);
        var reserved = payouts.Where(payout => payout.Status == PayoutStatus.Reserved).ToList();
        var fitted = await FitAsync(program, cycle, rules, reserved, cancellationToken);
        var beyondLimit = reserved.Except(fitted.Paid).ToList();
        foreach (var beyond in beyondLimit)
        {
            await releases.ReleaseAsync(
                cycle,
                beyond,
                SkipReasons.MonthlyLimit,
                PayoutStatus.PutBack,
                cancellationToken
            );
        }

        // An interrupted run of the step may have released some.
        var skipped = await cycles.SkippedAsync(cycle, cancellationToken).ToListAsync(cancellationToken);
        skipped.AddRange(
            payouts
                .Where(payout => payout.Status == PayoutStatus.PutBack)
                .Concat(beyondLimit)
                .Select(payout => new SkippedPartner(payout.Partner, payout.Amount, SkipReasons.MonthlyLimit))
        );
        var computed = await cycles.ChangeAsync(
            program.Slug,
            cycle.Period,
            stored =>
                stored.Status != CycleStatus.Closing
                    ? stored
                    : stored.MoveTo(CycleStatus.Computed).With(fitted.Paid) with
                    {
                        NeedsSecondApproval = rules.SecondApprovalAbove is { } limit && fitted.MonthTotal > limit,
                        Skipped = skipped,
                    },
            cancellationToken
        );
        return new ComputedCycle(computed.Partners, computed.Total, computed.Status);
    }

    // The totals of the month are read and written in one step, so that two cycles cannot both use what is left.
    private async Task<(List<StoredPayout> Paid, long MonthTotal)> FitAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        PayoutRules rules,
        List<StoredPayout> reserved,
        CancellationToken cancellationToken
    )
    {
        var (paid, monthTotal) = (new List<StoredPayout>(), 0L);
        await months.SetAsync(
            program.Slug,
            Period.Of(cycle.StartedAt, program.Zone),
            cycle.Period,
            others =>
            {
                var fits = PayoutGate.Fit(
                    [.. reserved.Select(payout => payout.Amount)],
                    MaxOf(program, rules) is { } max ? Math.Max(0, max - others) : null
                );
                paid = [.. reserved.Where((_, i) => fits[i])];
                var total = paid.Sum(payout => payout.Amount);
                monthTotal = others + total;
                return total;
            },
            cancellationToken
        );
        return (paid, monthTotal);
    }

    private static long? MaxOf(AffiliateProgram program, PayoutRules rules) =>
        (program.Limits.MaxMonthlyPayout, rules.MaxMonthlyTotal) switch
        {
            ({ } pilot, { } other) => Math.Min(pilot, other),
            var (pilot, other) => pilot ?? other,
        };
}
