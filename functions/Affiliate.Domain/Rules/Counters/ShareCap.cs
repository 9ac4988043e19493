using Affiliate.Domain.Attribution;

namespace Affiliate.Domain.Rules;

/// <summary>
/// A cap of single partners, where several are credited for a conversion: it holds down each one's own share.
/// </summary>
/// <param name="Cap">The cap.</param>
/// <param name="Key">The cap with the window of the conversion's time.</param>
/// <param name="Max">The most in that window, in minor units.</param>
public sealed record ShareCap(string Cap, string Key, long Max)
{
    /// <summary>
    /// The caps of a rule book that hold shares down, in its order; none where there is but one partner.
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

/// <summary>Holds the shares of one partner in one conversion down by its caps, one after the other.</summary>
/// <param name="caps">The caps.</param>
/// <param name="usedBefore">What each has paid the partner before, in minor units.</param>
public sealed class ShareCapUse(IReadOnlyList<ShareCap> caps, Func<ShareCap, long> usedBefore)
{
    private readonly long[] used = new long[caps.Count];

    /// <summary>
    /// What the shares so far use of the caps, in minor units, by cap and window; empty before the first share.
    /// </summary>
    public IReadOnlyDictionary<string, long> Used { get; private set; } = Evaluation.NoCapUse;

    /// <summary>What is left of a share.</summary>
    /// <param name="share">The share, in minor units.</param>
    /// <returns>The amount, in minor units, and what each cap took.</returns>
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
