using System.Collections.Immutable;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>The shares of one partner after its own caps, with the cap usage.</summary>
/// <param name="Commissions">The remaining shares; a share that the caps reduce to zero is left out.</param>
/// <param name="Used">The cap usage of the shares, in minor units, by cap and window.</param>
internal sealed record CappedShares(
    IReadOnlyList<NewCommission> Commissions,
    ImmutableSortedDictionary<string, long> Used
)
{
    /// <summary>Limits the shares in the order of the caps; bonuses are not capped.</summary>
    public static CappedShares Of(
        IReadOnlyList<ShareCap> caps,
        PartnerCounters counters,
        IEnumerable<NewCommission> shares
    )
    {
        var (use, commissions) = (
            new ShareCapUse(caps, cap => counters.CapUse.GetValueOrDefault(cap.Key)),
            new List<NewCommission>()
        );
        foreach (var share in shares)
        {
            if (caps.Count == 0 || share.Commission.Source is Grant.BonusSource or Grant.OverrideSource)
            {
                commissions.Add(share);
                continue;
            }

            var (amount, traces) = use.Hold(share.Commission.Amount);
            if (amount > 0)
            {
                commissions.Add(Capped(share, amount, traces));
            }
        }

        return new CappedShares(commissions, use.Used.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    private static NewCommission Capped(NewCommission share, long amount, IReadOnlyList<CapTrace> traces) =>
        new(
            share.Commission with
            {
                Amount = amount,
                CurrentAmount = amount,
                Kept = amount,
            },
            share.Trace! with
            {
                Amount = amount,
                ShareCaps = traces,
            }
        );
}
