using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using Affiliate.Pages;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>
/// Reads what an approver has to know about a cycle: its payouts, the partners and the payouts of earlier cycles, each
/// as a whole list and not one by one.
/// </summary>
public sealed class CycleOverviewReader(
    CycleStore cycles,
    IPartners partners,
    EarlierPayoutReader earlierPayouts,
    PayoutPolicies policies,
    TimeProvider clock
)
{
    private static readonly TimeSpan RecentlyChanged = TimeSpan.FromDays(60);

    internal async Task<CycleOverview> ReadAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        var payouts = await cycles
            .PayoutsAsync(cycle.Program, cycle.Period, after: null, cancellationToken)
            .Where(payout =>
                payout.Attempt == cycle.Attempt && payout.Status is not (PayoutStatus.PutBack or PayoutStatus.Failed)
            )
            .ToListAsync(cancellationToken);
        var payees = await PayeesAsync(cycle, payouts, cancellationToken);
        var earlier = await earlierPayouts.ReadAsync(cycle, cancellationToken);
        var rules = await policies.InForceAsync(cycle.Program, cancellationToken);
        return new CycleOverview(
            cycle,
            [
                .. payouts
                    .Select(payout => Review(cycle, payout, payees, earlier, rules))
                    .OrderByDescending(reviewed => reviewed.Payout.Amount)
                    .ThenBy(reviewed => reviewed.Payout.Partner.Value, StringComparer.Ordinal),
            ],
            payees.Companies,
            SharedAccounts(payouts, payees),
            earlier
        );
    }

    // All partners of the program are listed, because also those that are not paid may use the account of a payout.
    private async Task<Payees> PayeesAsync(
        StoredCycle cycle,
        List<StoredPayout> payouts,
        CancellationToken cancellationToken
    )
    {
        // The account of a partner whose details were stored before accounts had hashes is known by its payout.
        var accounts = payouts
            .Where(payout => payout.Account is not null)
            .ToDictionary(payout => payout.Partner, payout => payout.Account!);
        var users = accounts.Values.Distinct().ToDictionary(account => account, _ => new List<string>());
        var named = NamedBy(cycle, payouts);
        var (companies, details) = (new Dictionary<PartnerId, string>(), new Dictionary<PartnerId, PartnerPayout>());
        await foreach (var partner in partners.ListAsync(cycle.Program, cancellationToken))
        {
            if (named.Contains(partner.Id))
            {
                companies[partner.Id] = partner.Company;
                details[partner.Id] = partner.Payout;
            }

            var account = partner.Payout.Account ?? accounts.GetValueOrDefault(partner.Id);
            if (account is not null && users.TryGetValue(account, out var names))
            {
                names.Add($"{partner.Company} ({partner.Id})");
            }
        }

        return new Payees(companies, details, users);
    }

    private static HashSet<PartnerId> NamedBy(StoredCycle cycle, List<StoredPayout> payouts) =>
        [
            .. payouts.Select(payout => payout.Partner),
            .. cycle.Skipped.Select(skipped => skipped.Partner),
            .. cycle.Dropped.Select(dropped => dropped.Partner),
            .. cycle.ExcludedByApprovers.Select(excluded => excluded.Partner),
        ];

    private static List<SharedAccount> SharedAccounts(List<StoredPayout> payouts, Payees payees) =>
        [
            .. payouts
                .Where(payees.IsShared)
                .DistinctBy(payout => payout.Account)
                .Select(payout => new SharedAccount(
                    payout.AccountSummary ?? payout.Method,
                    payees.AccountUsers[payout.Account!]
                )),
        ];

    private ReviewedPayout Review(
        StoredCycle cycle,
        StoredPayout payout,
        Payees payees,
        EarlierPayouts earlier,
        PayoutRules rules
    )
    {
        var concerns = PayeeConcerns(payout, payees).Concat(AmountConcerns(cycle, payout, earlier, rules)).ToList();
        return new ReviewedPayout(
            payout,
            payees.Companies.GetValueOrDefault(payout.Partner, payout.Name),
            concerns.Aggregate(PayoutConcerns.None, (all, concern) => all | concern.Concern),
            [.. concerns.Select(concern => concern.Sentence)]
        );
    }

    private IEnumerable<(PayoutConcerns Concern, string Sentence)> PayeeConcerns(StoredPayout payout, Payees payees)
    {
        if (
            payees.Details.GetValueOrDefault(payout.Partner) is { ChangedAt: { } changedAt } details
            && changedAt > clock.GetUtcNow() - RecentlyChanged
        )
        {
            yield return (
                PayoutConcerns.ChangedAccount,
                $"The account was changed from {details.PreviousSummary ?? "none"} to {details.Summary} on "
                    + $"{DisplayFormat.Time(changedAt)}."
            );
        }

        if (payees.IsShared(payout))
        {
            yield return (PayoutConcerns.SharedAccount, "Several partners use the account.");
        }
    }

    private static IEnumerable<(PayoutConcerns Concern, string Sentence)> AmountConcerns(
        StoredCycle cycle,
        StoredPayout payout,
        EarlierPayouts earlier,
        PayoutRules rules
    )
    {
        var before = earlier.ByPartner.GetValueOrDefault(payout.Partner);
        if (before.Count == 0 && earlier.Cycles > 0)
        {
            yield return (
                PayoutConcerns.NewPayee,
                earlier.AreAll ? "First payout." : $"No payout in the {earlier.Cycles} cycles before."
            );
        }

        if (before.IsExceededBy(payout.Amount))
        {
            yield return (PayoutConcerns.UnusualAmount, UnusualText(cycle, payout, before));
        }

        if (rules.SecondApprovalAbove is { } limit && payout.Amount > limit)
        {
            yield return (
                PayoutConcerns.AboveLimit,
                $"Above {cycle.AmountText(limit)}, the limit of the second approval."
            );
        }
    }

    private static string UnusualText(StoredCycle cycle, StoredPayout payout, EarlierTotal before)
    {
        var times = DisplayFormat.Ratio((decimal)payout.Amount * before.Count, before.Sum);
        var average = before.Count == 1 ? "the earlier payout" : $"the average of {before.Count} earlier payouts";
        return $"{times} times {average}, {cycle.AmountText(before.Sum / before.Count)}.";
    }

    private sealed record Payees(
        IReadOnlyDictionary<PartnerId, string> Companies,
        IReadOnlyDictionary<PartnerId, PartnerPayout> Details,
        IReadOnlyDictionary<string, List<string>> AccountUsers
    )
    {
        public bool IsShared(StoredPayout payout) =>
            payout.Account is not null && AccountUsers[payout.Account].Count > 1;
    }
}
