using Affiliate.Domain.Rules;
using Affiliate.Pages;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>Decides what an approver has to know about a payout.</summary>
/// <param name="Cycle">The cycle.</param>
/// <param name="AccountUsers">How many partners use each account, by its number.</param>
/// <param name="Earlier">The cycles before.</param>
/// <param name="Rules">The payout rules in force.</param>
/// <param name="Now">The time of the review.</param>
internal sealed record PayoutReview(
    StoredCycle Cycle,
    IReadOnlyDictionary<UInt128, int> AccountUsers,
    EarlierCycles Earlier,
    PayoutRules Rules,
    DateTimeOffset Now
)
{
    private static readonly TimeSpan RecentlyChanged = TimeSpan.FromDays(60);

    /// <summary>The payout with what an approver has to know about it.</summary>
    /// <param name="payout">The payout.</param>
    /// <param name="payee">The partner; null if it is gone.</param>
    /// <param name="before">The partner's earlier payouts.</param>
    public ReviewedPayout Of(StoredPayout payout, Partner? payee, EarlierTotal before)
    {
        var concerns = PayeeConcerns(payout, payee).Concat(AmountConcerns(payout, before)).ToList();
        return new ReviewedPayout(
            payout,
            payee?.Company ?? payout.Name,
            concerns.Aggregate(PayoutConcerns.None, (all, concern) => all | concern.Concern),
            [.. concerns.Select(concern => concern.Sentence)]
        );
    }

    private IEnumerable<(PayoutConcerns Concern, string Sentence)> PayeeConcerns(StoredPayout payout, Partner? payee)
    {
        if (payee?.Payout is { ChangedAt: { } changedAt } details && changedAt > Now - RecentlyChanged)
        {
            yield return (
                PayoutConcerns.ChangedAccount,
                $"The account was changed from {details.PreviousSummary ?? "none"} to {details.Summary} on "
                    + $"{DisplayFormat.Time(changedAt)}."
            );
        }

        if (
            payout.Account is { } account
            && AccountUsers.GetValueOrDefault(CycleApprovals.AccountUsers.NumberOf(account)) > 1
        )
        {
            yield return (PayoutConcerns.SharedAccount, "Several partners use the account.");
        }
    }

    private IEnumerable<(PayoutConcerns Concern, string Sentence)> AmountConcerns(
        StoredPayout payout,
        EarlierTotal before
    )
    {
        if (before.Count == 0 && Earlier.Cycles.Count > 0)
        {
            yield return (
                PayoutConcerns.NewPayee,
                Earlier.AreAll ? "First payout." : $"No payout in the {Earlier.Cycles.Count} cycles before."
            );
        }

        if (before.IsExceededBy(payout.Amount))
        {
            yield return (PayoutConcerns.UnusualAmount, UnusualText(payout, before));
        }

        if (Rules.SecondApprovalAbove is { } limit && payout.Amount > limit)
        {
            yield return (
                PayoutConcerns.AboveLimit,
                $"Above {Cycle.AmountText(limit)}, the limit of the second approval."
            );
        }
    }

    private string UnusualText(StoredPayout payout, EarlierTotal before)
    {
        var times = DisplayFormat.Ratio((decimal)payout.Amount * before.Count, before.Sum);
        var average = before.Count == 1 ? "the earlier payout" : $"the average of {before.Count} earlier payouts";
        return $"{times} times {average}, {Cycle.AmountText(before.Sum / before.Count)}.";
    }
}
