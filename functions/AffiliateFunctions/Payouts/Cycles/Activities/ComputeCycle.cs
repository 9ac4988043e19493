using Affiliate.Domain.Identity;
using Affiliate.Domain.Payouts;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// Computes the total of the payouts, releases payouts beyond the monthly limits, and records the partners that are not
/// paid with the reasons. The payouts are read twice, so that only their amounts are in memory. The limits count
/// everything that the program's cycles pay in the calendar month, whatever their periods are. An approval and the
/// payment are compared with the fingerprint computed here.
/// </summary>
public sealed class ComputeCycle(
    IPrograms programs,
    CycleStore cycles,
    SkippedPartnerStore skippedPartners,
    MonthlyPayoutStore months,
    PayoutReleases releases,
    PayoutPolicies policies
)
{
    // As many partners as a transaction stores.
    private const int PageSize = 100;

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
        var (fits, monthTotal) = await FitAsync(program, cycle, rules, cancellationToken);
        using var paid = await KeepAsync(cycle, fits, cancellationToken);
        var skipped = await skippedPartners
            .ListAsync(cycle, after: null, cancellationToken)
            .AggregateAsync(
                SkippedTotals.None,
                (totals, partner) => totals.With(partner.Amount),
                cancellationToken: cancellationToken
            );
        var computed = await cycles.ChangeAsync(
            program.Slug,
            cycle.Period,
            stored =>
                stored.Status != CycleStatus.Closing
                    ? stored
                    : stored.MoveTo(CycleStatus.Computed).With(paid) with
                    {
                        NeedsSecondApproval = rules.SecondApprovalAbove is { } limit && monthTotal > limit,
                        Skipped = skipped,
                    },
            cancellationToken
        );
        return new ComputedCycle(computed.Partners, computed.Total, computed.Status);
    }

    // The totals of the month are read and written in one step, so that two cycles cannot both use what is left.
    private async Task<(IReadOnlyList<bool> Fits, long MonthTotal)> FitAsync(
        AffiliateProgram program,
        StoredCycle cycle,
        PayoutRules rules,
        CancellationToken cancellationToken
    )
    {
        var amounts = await releases
            .ReadPayoutsAsync(cycle, cancellationToken)
            .Where(payout => payout.Status == PayoutStatus.Reserved)
            .Select(payout => payout.Amount)
            .ToListAsync(cancellationToken);
        var (fits, monthTotal) = ((IReadOnlyList<bool>)[], 0L);
        await months.SetAsync(
            program.Slug,
            Period.Of(cycle.StartedAt, program.Zone),
            cycle.Period,
            others =>
            {
                fits = PayoutGate.Fit(amounts, MaxOf(program, rules) is { } max ? Math.Max(0, max - others) : null);
                var total = amounts.Where((_, number) => fits[number]).Sum();
                monthTotal = others + total;
                return total;
            },
            cancellationToken
        );
        return (fits, monthTotal);
    }

    // Releases the payouts that do not fit, and returns the totals of the others. An interrupted run of the step may
    // have released some.
    private async Task<PayoutTotals> KeepAsync(
        StoredCycle cycle,
        IReadOnlyList<bool> fits,
        CancellationToken cancellationToken
    )
    {
        var (paid, number, others) = (new PayoutTotals(), 0, new List<StoredPayout>());
        await foreach (var payout in releases.ReadPayoutsAsync(cycle, cancellationToken))
        {
            var isReserved = payout.Status == PayoutStatus.Reserved;
            if (isReserved && number == fits.Count)
            {
                throw new ContendedException($"the payouts of {cycle.Period} of {cycle.Program}");
            }

            if (isReserved && fits[number++])
            {
                paid.Add(payout);
                continue;
            }

            others.Add(payout);
            if (others.Count == PageSize)
            {
                await SkipAsync(cycle, others, cancellationToken);
                others.Clear();
            }
        }

        await SkipAsync(cycle, others, cancellationToken);
        return paid;
    }

    // The reasons are stored first, so that each released payout has one.
    private async Task SkipAsync(StoredCycle cycle, List<StoredPayout> others, CancellationToken cancellationToken)
    {
        var skipped = others.Select(payout => new SkippedPartner(
            payout.Partner,
            payout.Amount,
            SkipReasons.MonthlyLimit
        ));
        await skippedPartners.PutAsync(cycle, skipped, cancellationToken);
        foreach (var payout in others.Where(payout => payout.Status == PayoutStatus.Reserved))
        {
            await releases.ReleaseAsync(
                cycle,
                payout,
                SkipReasons.MonthlyLimit,
                PayoutStatus.PutBack,
                cancellationToken
            );
        }
    }

    private static long? MaxOf(AffiliateProgram program, PayoutRules rules) =>
        (program.Limits.MaxMonthlyPayout, rules.MaxMonthlyTotal) switch
        {
            ({ } pilot, { } other) => Math.Min(pilot, other),
            var (pilot, other) => pilot ?? other,
        };
}
