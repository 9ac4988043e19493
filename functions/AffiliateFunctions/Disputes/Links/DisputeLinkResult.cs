using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Disputes.Links;

/// <summary>The result of opening or using a link that contests commissions.</summary>
public abstract record DisputeLinkResult
{
    /// <summary>The link is forged, was altered, or belongs to another address than the partner's.</summary>
    internal sealed record Invalid : DisputeLinkResult;

    /// <summary>The link has expired.</summary>
    internal sealed record Expired : DisputeLinkResult;

    /// <summary>The partner has too many open disputes.</summary>
    internal sealed record TooMany(Partner Partner) : DisputeLinkResult;

    /// <summary>There is an open dispute about the same.</summary>
    internal sealed record AlreadyOpen(Partner Partner, Dispute Dispute) : DisputeLinkResult;

    /// <summary>A dispute about the same was granted, and its correction waits for a second person.</summary>
    internal sealed record CorrectionWaits(Partner Partner, Dispute Dispute) : DisputeLinkResult;

    /// <summary>The page shows the form.</summary>
    internal sealed record Open(
        Partner Partner,
        IReadOnlyList<CommissionView> Commissions,
        DisputeMistake? Mistake = null
    ) : DisputeLinkResult;

    /// <summary>The dispute is now stored.</summary>
    internal sealed record Done(Partner Partner, Dispute Dispute) : DisputeLinkResult;
}

/// <summary>A field of the form that must be corrected.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Sentence">How it is corrected.</param>
internal sealed record DisputeMistake(string Field, string Sentence);
