using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>
/// Reads what an approver has to know about a cycle: its payouts with their partners and the payouts of earlier cycles,
/// some partners at a time.
/// </summary>
public sealed class CycleOverviewReader(
    CycleStore cycles,
    SkippedPartnerStore skippedPartners,
    IPartners partners,
    AccountUsers accountUsers,
    EarlierPayoutReader earlierPayouts,
    PayoutPolicies policies,
    TimeProvider clock
)
{
    private const int PayoutsAtOnce = 500;
    private const int MaxSharedAccounts = 500;

    /// <summary>The totals and the largest payouts.</summary>
    internal async Task<CycleOverview> ReadAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        var review = await BeginAsync(cycle, cancellationToken);
        var shared = new Dictionary<UInt128, string>();
        var overview = new CycleOverview(cycle, review.Earlier);
        await foreach (var reviewed in ReviewAsync(review, cancellationToken))
        {
            overview.Add(reviewed);
            if (reviewed.Concerns.HasFlag(PayoutConcerns.SharedAccount))
            {
                var payout = reviewed.Payout;
                shared.TryAdd(AccountUsers.NumberOf(payout.Account!), payout.AccountSummary ?? payout.Method);
            }
        }

        if (cycle.Skipped.Partners > 0)
        {
            await foreach (var skipped in skippedPartners.ListAsync(cycle, after: null, cancellationToken))
            {
                overview.NotPaid.Add(skipped, skipped.Amount);
            }
        }

        return overview.With(
            await CompaniesAsync(overview, cancellationToken),
            await SharedAsync(cycle, shared.Take(MaxSharedAccounts).ToList(), cancellationToken),
            shared.Count
        );
    }

    /// <summary>Prepares a review of all payouts of a cycle.</summary>
    internal async Task<PayoutReview> BeginAsync(StoredCycle cycle, CancellationToken cancellationToken) =>
        new(
            cycle,
            await accountUsers.CountAsync(cycle, PayoutsOf(cycle, cancellationToken), cancellationToken),
            await earlierPayouts.FindAsync(cycle, cancellationToken),
            await policies.InForceAsync(cycle.Program, cancellationToken),
            clock.GetUtcNow()
        );

    /// <summary>The payouts with what an approver has to know about each, by partner.</summary>
    internal async IAsyncEnumerable<ReviewedPayout> ReviewAsync(
        PayoutReview review,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        PartnerId? after = null;
        await foreach (var payouts in PayoutsOf(review.Cycle, cancellationToken).Chunk(PayoutsAtOnce))
        {
            var ids = payouts.Select(payout => payout.Partner);
            var payees = await partners.FindAllAsync(review.Cycle.Program, ids, cancellationToken);
            var last = payouts[^1].Partner;
            var earlier = await earlierPayouts.TotalsAsync(review.Earlier, after, last, cancellationToken);
            foreach (var payout in payouts)
            {
                var before = earlier.GetValueOrDefault(payout.Partner);
                yield return review.Of(payout, payees.GetValueOrDefault(payout.Partner), before);
            }

            after = last;
        }
    }

    /// <summary>The companies of some partners; partners that are gone are left out.</summary>
    internal async Task<IReadOnlyDictionary<PartnerId, string>> CompaniesAsync(
        StoredCycle cycle,
        IEnumerable<PartnerId> ids,
        CancellationToken cancellationToken
    ) =>
        (await partners.FindAllAsync(cycle.Program, ids, cancellationToken)).ToDictionary(
            partner => partner.Key,
            partner => partner.Value.Company
        );

    private Task<IReadOnlyDictionary<PartnerId, string>> CompaniesAsync(
        CycleOverview overview,
        CancellationToken cancellationToken
    ) =>
        CompaniesAsync(
            overview.Cycle,
            [
                .. overview.NotPaid.Items.Select(skipped => skipped.Partner),
                .. overview.Exceeding.Items.Select(exceeding => exceeding.Reviewed.Payout.Partner),
                .. overview.Cycle.Dropped.Select(dropped => dropped.Partner),
                .. overview.Cycle.ExcludedByApprovers.Select(excluded => excluded.Partner),
            ],
            cancellationToken
        );

    private async Task<IReadOnlyList<SharedAccount>> SharedAsync(
        StoredCycle cycle,
        List<KeyValuePair<UInt128, string>> shared,
        CancellationToken cancellationToken
    )
    {
        if (shared.Count == 0)
        {
            return [];
        }

        var names = await accountUsers.NamesAsync(cycle, shared.Select(account => account.Key), cancellationToken);
        return [.. shared.Select(account => new SharedAccount(account.Value, names[account.Key]))];
    }

    private IAsyncEnumerable<StoredPayout> PayoutsOf(StoredCycle cycle, CancellationToken cancellationToken) =>
        cycles
            .PayoutsAsync(cycle, cancellationToken)
            .Where(payout => payout.Status is not (PayoutStatus.PutBack or PayoutStatus.Failed));
}
