using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>The offer of a lead to one partner.</summary>
/// <param name="Number">The number of the offer, from 1.</param>
/// <param name="Partner">The partner.</param>
/// <param name="OfferedAt">When the partner was asked.</param>
/// <param name="DueAt">Until when the partner can answer.</param>
public sealed record LeadOffer(int Number, PartnerId Partner, DateTimeOffset OfferedAt, DateTimeOffset DueAt)
{
    /// <summary>When the partner was reminded, or null.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>The partner's answer, or null.</summary>
    public LeadAnswer? Answer { get; init; }

    /// <summary>When the partner answered, or null.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Why the partner declines, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The deal of another partner that holds the domain, or null.</summary>
    public LeadConflict? Conflict { get; init; }

    /// <summary>How the offer ended; null while it is open.</summary>
    public OfferEnd? End { get; init; }

    /// <summary>When the offer ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the partner is reminded: after half of the time.</summary>
    internal DateTimeOffset RemindAt => OfferedAt + ((DueAt - OfferedAt) / 2);

    /// <summary>Whether the partner can still answer.</summary>
    internal bool IsOpenAt(DateTimeOffset time) => End is null && Answer is null && time < DueAt;

    /// <summary>The offer after its end.</summary>
    internal LeadOffer Ended(OfferEnd end, DateTimeOffset at) => this with { End = end, EndedAt = at };
}

/// <summary>The answer of a partner.</summary>
public enum LeadAnswer
{
    /// <summary>The partner takes the lead.</summary>
    Accepted,

    /// <summary>The partner does not take the lead.</summary>
    Declined,
}

/// <summary>How an offer ended.</summary>
public enum OfferEnd
{
    /// <summary>The partner has accepted, and the deal is registered.</summary>
    Accepted,

    /// <summary>The partner has declined.</summary>
    Declined,

    /// <summary>The partner has not answered in time.</summary>
    Unanswered,

    /// <summary>The partner is no longer active.</summary>
    PartnerInactive,

    /// <summary>Another partner keeps the domain, as the owner has decided.</summary>
    DomainHeld,

    /// <summary>The company has withdrawn the lead.</summary>
    Withdrawn,
}

/// <summary>The deal that holds the domain of a lead.</summary>
/// <param name="Deal">The deal.</param>
/// <param name="Holder">The partner that holds the domain.</param>
/// <param name="HeldUntil">Until when the deal holds the domain.</param>
/// <param name="At">When the conflict was found.</param>
public sealed record LeadConflict(EventId Deal, PartnerId Holder, DateTimeOffset HeldUntil, DateTimeOffset At);

/// <summary>The deal of a lead that a partner has accepted.</summary>
/// <param name="Id">The deal.</param>
/// <param name="Partner">The partner.</param>
/// <param name="AcceptedAt">Since when the partner has the lead.</param>
/// <param name="ExpiresAt">When the registration expires.</param>
public sealed record LeadDeal(EventId Id, PartnerId Partner, DateTimeOffset AcceptedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>When the partner extended the registration, or null. It can be extended once.</summary>
    public DateTimeOffset? ExtendedAt { get; init; }
}

/// <summary>An update by the partner that has the lead.</summary>
/// <param name="Number">The number of the update, from 1.</param>
/// <param name="Kind">What the partner reports.</param>
/// <param name="At">When the partner reported it.</param>
/// <param name="Note">What the partner adds, or null.</param>
public sealed record LeadReport(int Number, LeadReportKind Kind, DateTimeOffset At, string? Note);

/// <summary>What a partner reports about its lead.</summary>
public enum LeadReportKind
{
    /// <summary>A meeting with the customer.</summary>
    Meeting,

    /// <summary>The negotiation has begun.</summary>
    Negotiation,

    /// <summary>The deal is won.</summary>
    Won,

    /// <summary>The deal is lost.</summary>
    Lost,

    /// <summary>The partner needs more time: the registration is extended, once.</summary>
    Extension,
}
