using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// What the other credited partners get of a conversion: what is the same for all of them once, and for each only what
/// differs, so that a row holds the shares of many partners.
/// </summary>
/// <param name="Like">One of the commissions, which the others are like.</param>
/// <param name="Traces">The trace of each rule, as one of its partners has it, compressed.</param>
/// <param name="Parts">The shares.</param>
/// <param name="Caps">The caps that hold each partner's down.</param>
public sealed record StoredShares(
    Commission Like,
    byte[] Traces,
    IReadOnlyList<StoredShare> Parts,
    IReadOnlyList<ShareCap> Caps
)
{
    /// <summary>The shares, or null where there are none.</summary>
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
            [.. shares.Select(share => StoredShare.Of(share.Commission))],
            caps
        );
    }

    /// <summary>The commissions, as they were before they were put together.</summary>
    public IEnumerable<NewCommission> Commissions()
    {
        var traces = JsonElement
            .Parse(CompressedText.Expand(Traces))
            .EnumerateArray()
            .Select(trace => CommissionTrace.Parse(trace.GetRawText()))
            .ToDictionary(trace => trace.Rule, StringComparer.Ordinal);
        return Parts.Select(part => new NewCommission(
            part.Like(Like),
            traces[part.Rule] with
            {
                Partner = part.Partner,
                Amount = part.Amount,
            }
        ));
    }
}

/// <summary>What is a share's own.</summary>
/// <param name="Id">The commission's id.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Rule">The rule.</param>
/// <param name="BaseAmount">What the rule was applied to, in minor units.</param>
/// <param name="Amount">The share, in minor units.</param>
public sealed record StoredShare(CommissionId Id, PartnerId Partner, string Rule, long BaseAmount, long Amount)
{
    /// <summary>The share of a commission.</summary>
    public static StoredShare Of(Commission commission) =>
        new(commission.Id, commission.Partner, commission.Rule, commission.BaseAmount, commission.Amount)
        {
            Lines = commission.Lines,
        };

    /// <summary>The places of the sale's lines that it is for; null where it is for the whole.</summary>
    public IReadOnlyList<int>? Lines { get; init; }

    /// <summary>
    /// The commission of this share: like another share of the same conversion in all but its own values.
    /// </summary>
    public Commission Like(Commission other) =>
        other with
        {
            Id = Id,
            Partner = Partner,
            Rule = Rule,
            BaseAmount = BaseAmount,
            Lines = Lines,
            Amount = Amount,
            Standing = Amount,
            Kept = Amount,
        };
}
