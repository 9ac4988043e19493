using System.Text.Json;
using System.Text.Json.Serialization;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// The shares of the other credited partners of a conversion. Values that all shares have in common are stored once, so
/// that a row can hold the shares of many partners.
/// </summary>
/// <param name="Like">One of the commissions, as a template for the others.</param>
/// <param name="Traces">The trace of each rule for one of its partners, compressed.</param>
/// <param name="Parts">The shares.</param>
/// <param name="Caps">The caps that limit each partner's shares.</param>
public sealed record StoredShares(
    Commission Like,
    byte[] Traces,
    IReadOnlyList<StoredShare> Parts,
    IReadOnlyList<ShareCap> Caps
)
{
    /// <summary>Creates the stored form of the shares, or null when there are none.</summary>
    public static StoredShares? Of(IReadOnlyList<NewCommission> shares, IReadOnlyList<ShareCap> caps)
    {
        if (shares.Count == 0)
        {
            return null;
        }

        var traces = shares
            .DistinctBy(share => share.Commission.Rule, StringComparer.Ordinal)
            .Select(share => share.Trace!.ToJson());
        return new StoredShares(
            shares[0].Commission,
            CompressedText.Compress($"[{string.Join(',', traces)}]"),
            [.. shares.Select(share => StoredShare.Of(share.Commission, share.Trace!.Hold))],
            caps
        );
    }

    /// <summary>Returns the shares of those partners that the predicate names; null when there are none.</summary>
    public StoredShares? Where(Func<PartnerId, bool> isWanted)
    {
        StoredShare[] parts = [.. Parts.Where(part => isWanted(part.Partner))];
        return parts.Length == 0 ? null : this with { Parts = parts };
    }

    /// <summary>Returns the original commissions.</summary>
    public IEnumerable<NewCommission> Commissions()
    {
        var traces = JsonElement
            .Parse(CompressedText.Expand(Traces))
            .EnumerateArray()
            .Select(trace => CommissionTrace.Parse(trace.GetRawText()))
            .ToDictionary(trace => trace.Rule, StringComparer.Ordinal);
        return Parts.Select(part => new NewCommission(part.Like(Like), TraceOf(part, traces[part.Rule])));
    }

    // A commission for recruited partners is not shared, so its only part is the partner's own.
    private static CommissionTrace TraceOf(StoredShare part, CommissionTrace like) =>
        like with
        {
            Partner = part.Partner,
            Amount = part.Amount,
            Hold = part.Hold ?? like.Hold,
            Split = like.Split.Count == 1 ? [new SplitPart(part.Partner, 1, part.Amount)] : like.Split,
        };
}

/// <summary>The values that are specific to one share.</summary>
/// <param name="Id">The commission's id.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Rule">The rule.</param>
/// <param name="BaseAmount">The amount that the rule was applied to, in minor units.</param>
/// <param name="Amount">The share, in minor units.</param>
public sealed record StoredShare(CommissionId Id, PartnerId Partner, string Rule, long BaseAmount, long Amount)
{
    /// <summary>Returns the share of a commission.</summary>
    /// <param name="commission">The commission.</param>
    /// <param name="hold">How long it waits until it is payable, if its trace tells it.</param>
    public static StoredShare Of(Commission commission, HoldTrace? hold) =>
        new(commission.Id, commission.Partner, commission.Rule, commission.BaseAmount, commission.Amount)
        {
            Lines = commission.Lines,
            Source = commission.Source,
            Origin = commission.Origin,
            DueAt = commission.DueAt,
            Hold = hold,
        };

    /// <summary>The source of the commission; null for a share that was stored before there were several.</summary>
    public string? Source { get; init; }

    /// <summary>The link and the sub-id by which the customer came to the partner; null if neither is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LinkOrigin? Origin { get; init; }

    /// <summary>When the share becomes payable; null for a share that was stored before groups had hold days.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How long the share waits until it is payable, and why; null if its trace does not tell it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HoldTrace? Hold { get; init; }

    /// <summary>The positions of the sale's lines that the share covers; null when it covers the whole sale.</summary>
    public IReadOnlyList<int>? Lines { get; init; }

    /// <summary>
    /// Returns the commission of this share: a copy of another share of the same conversion with the values of this
    /// one.
    /// </summary>
    public Commission Like(Commission other) =>
        other with
        {
            Id = Id,
            Partner = Partner,
            Source = Source ?? other.Source,
            Rule = Rule,
            BaseAmount = BaseAmount,
            Lines = Lines,
            Amount = Amount,
            CurrentAmount = Amount,
            Kept = Amount,
            Origin = Origin,
            DueAt = DueAt ?? other.DueAt,
        };
}
