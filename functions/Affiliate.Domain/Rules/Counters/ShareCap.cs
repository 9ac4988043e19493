using Affiliate.Domain.Attribution;

namespace Affiliate.Domain.Rules;

/// <summary>
/// A cap per partner for a conversion with several credited partners. The cap limits each partner's own share.
/// </summary>
/// <param name="Cap">The id of the cap.</param>
/// <param name="Key">The key of the cap in the window of the conversion's time.</param>
/// <param name="Max">The limit in that window, in minor units.</param>
public sealed record ShareCap(string Cap, string Key, long Max)
{
    /// <summary>
    /// Returns the caps of a rule book that limit shares, in order; an empty list when only one partner is credited.
    /// </summary>
    public static IReadOnlyList<ShareCap> Of(RuleBook book, IReadOnlyList<Credit> credits, DateTimeOffset at) =>
        credits.Count > 1
            ?
            [
                .. book
                    .Caps.Where(cap => cap.Scope == CapScope.Partner)
                    .Select(cap => new ShareCap(cap.Id, WindowNames.CapKey(cap, at), cap.Max)),
            ]
            : [];
}

/// <summary>Limits the shares of one partner in one conversion by the partner's caps, one after the other.</summary>
/// <param name="caps">The caps.</param>
/// <param name="usedBefore">Returns the amount that a cap has already paid to the partner, in minor units.</param>
public sealed class ShareCapUse(IReadOnlyList<ShareCap> caps, Func<ShareCap, long> usedBefore)
{
    private readonly long[] used = new long[caps.Count];

    /// <summary>
    /// The amounts that the shares so far use of the caps, in minor units, by cap and window; empty before the first
    /// share.
    /// </summary>
    public IReadOnlyDictionary<string, long> Used { get; private set; } = Evaluation.NoCapUse;

    /// <summary>Applies the caps to a share.</summary>
    /// <param name="share">The share, in minor units.</param>
    /// <returns>The remaining amount, in minor units, and the amount that each cap removed.</returns>
    public (long Amount, IReadOnlyList<CapTrace> Traces) Hold(long share)
    {
        var (amount, traces) = (share, new List<CapTrace>(caps.Count));
        for (var i = 0; i < caps.Count; i++)
        {
            var before = usedBefore(caps[i]) + used[i];
            var removed = Math.Max(0, amount - Math.Max(0, caps[i].Max - before));
            traces.Add(new CapTrace(caps[i].Cap, caps[i].Max, before, removed));
            amount -= removed;
        }

        for (var i = 0; i < caps.Count; i++)
        {
            used[i] += amount;
        }

        Used = caps.Select((cap, i) => KeyValuePair.Create(cap.Key, used[i])).ToDictionary(StringComparer.Ordinal);
        return (amount, traces);
    }
}
