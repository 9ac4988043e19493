using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Review;

/// <summary>An event of the month, as the measures see it.</summary>
public sealed record ReviewedEvent
{
    /// <summary><c>click</c>, <c>lead</c>, <c>stage</c>, <c>sale</c>, <c>refund</c> or <c>sale_change</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>accepted</c>, <c>applied</c>, <c>held</c> or <c>rejected</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whether it occurred in an earlier month whose tally was taken before it was received.</summary>
    public bool IsLate { get; init; }

    /// <summary>Whether it is a click of a bot.</summary>
    public bool IsOfBot { get; init; }

    /// <summary>The customer, or null.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>The credited partner, or null.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>The stage in the CRM, or null.</summary>
    public string? Stage { get; init; }

    /// <summary>Whether a partner has reported the stage itself. Such a stage proves nothing about the customer.</summary>
    public bool IsReportedByPartner { get; init; }

    /// <summary>Whether the sale is reported as a renewal or an upgrade.</summary>
    public bool IsOfExistingCustomer { get; init; }

    /// <summary>
    /// The amount without tax, shipping, tip and duty, in minor units of the program's currency; null if it is unknown.
    /// </summary>
    public long? Net { get; init; }

    /// <summary>The payment fee, in minor units of the program's currency.</summary>
    public long Fee { get; init; }

    /// <summary>How many of the optional fields that decisions need are filled.</summary>
    public int FilledFields { get; init; }

    /// <summary>How many such fields the event has.</summary>
    public int Fields { get; init; }

    /// <summary>
    /// Whether the sale follows an earlier one of its customer, as it was known when the sale was applied; null if that
    /// is not known, and for other events.
    /// </summary>
    public bool? IsRenewal { get; init; }

    /// <summary>When the event occurred; null if it is not known.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>When the event was received.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When its effect was stored, or null.</summary>
    public DateTimeOffset? AppliedAt { get; init; }
}
