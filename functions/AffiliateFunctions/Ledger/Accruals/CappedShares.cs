using System.Collections.Immutable;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>The shares of one partner, held down by its own caps as its counters stand, with what they use of them.</summary>
/// <param name="Commissions">What is left of the shares; one of which nothing is left is none.</param>
/// <param name="Used">What they use, in minor units, by cap and window.</param>
internal sealed record CappedShares(IReadOnlyList<NewCommission> Commissions, ImmutableSortedDictionary<string, long> Used)
{
    /// <summary>Holds them down, in the order of the caps; bonuses go beside the caps.</summary>
    public static CappedShares Of(IReadOnlyList<ShareCap> caps, PartnerCounters counters, IEnumerable<NewCommission> shares)
    {
        var used = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);
        var commissions = new List<NewCommission>();
        foreach (var share in shares)
        {
            if (caps.Count == 0 || share.Commission.Source == Grant.BonusSource)
            {
                commissions.Add(share);
                continue;
            }

            var (amount, traces) = (share.Commission.Amount, new List<CapTrace>());
            foreach (var cap in caps)
            {
                var before = counters.CapUse.GetValueOrDefault(cap.Key) + used.GetValueOrDefault(cap.Key);
                var removed = Math.Max(0, amount - Math.Max(0, cap.Max - before));
                traces.Add(new CapTrace(cap.Cap, cap.Max, before, removed));
                amount -= removed;
            }

            used = caps.Aggregate(used, (sum, cap) => sum.SetItem(cap.Key, sum.GetValueOrDefault(cap.Key) + amount));
            commissions.AddRange(amount == 0 ? [] : [Capped(share, amount, traces)]);
        }

        return new CappedShares(commissions, used);
    }

    private static NewCommission Capped(NewCommission share, long amount, IReadOnlyList<CapTrace> traces) => new(
        share.Commission with { Amount = amount, Standing = amount, Kept = amount }, share.Trace! with { Amount = amount, ShareCaps = traces });
}
