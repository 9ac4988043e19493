using System.Collections.Immutable;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>
/// The shares of one partner, held down by its own caps as its counters stand, with what they use of them.
/// </summary>
/// <param name="Commissions">What is left of the shares; one of which nothing is left is none.</param>
/// <param name="Used">What they use, in minor units, by cap and window.</param>
internal sealed record CappedShares(
    IReadOnlyList<NewCommission> Commissions,
    ImmutableSortedDictionary<string, long> Used
)
{
    /// <summary>Holds them down, in the order of the caps; bonuses go beside the caps.</summary>
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
            if (caps.Count == 0 || share.Commission.Source == Grant.BonusSource)
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
                Standing = amount,
                Kept = amount,
            },
            share.Trace! with
            {
                Amount = amount,
                ShareCaps = traces,
            }
        );
}
