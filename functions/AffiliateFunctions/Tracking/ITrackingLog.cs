using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Tracking.Intake;

namespace AffiliateFunctions.Tracking;

/// <summary>Reads the stored tracking events for the review and for simulation.</summary>
public interface ITrackingLog
{
    /// <summary>Returns the events of the time, in no particular order.</summary>
    IAsyncEnumerable<TrackedEvent> EventsAsync(
        ProgramSlug program,
        EventTime time,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the customers of the sales that occurred in the time and count.</summary>
    IAsyncEnumerable<CustomerId> BuyersAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    );

    /// <summary>Returns how many events of the days (UTC) were not stored, by source and reason.</summary>
    Task<IReadOnlyList<NotStored>> NotStoredAsync(
        ProgramSlug program,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Returns the events to replay: those that occurred before <paramref name="to"/> and were decided, each with the
    /// data known at its decision, in no particular order. The decisions are held in memory during the enumeration.
    /// </summary>
    IAsyncEnumerable<ReplayedEvent> HistoryAsync(
        ProgramSlug program,
        DateTimeOffset to,
        CancellationToken cancellationToken
    );

    /// <summary>Returns the number of counted clicks of the program in the period.</summary>
    Task<long> ClicksAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    );
}

/// <summary>Selects events by time.</summary>
/// <param name="From">The first instant.</param>
/// <param name="To">The first instant after the time.</param>
public sealed record EventTime(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>
    /// Also events that occurred before <see cref="From"/> and were received at or after this instant; null for none.
    /// </summary>
    public DateTimeOffset? LateSince { get; init; }
}

/// <summary>A stored event with its decision.</summary>
/// <param name="Id">The event id that the sender chose.</param>
/// <param name="Type"><c>click</c>, <c>lead</c>, <c>stage</c>, <c>sale</c> or <c>refund</c>.</param>
/// <param name="Status"><c>accepted</c>, <c>applied</c>, <c>held</c> or <c>rejected</c>.</param>
/// <param name="Reason">Why the event was held or rejected.</param>
/// <param name="Customer">The customer, if there is one.</param>
/// <param name="Partner">The credited partner, if there is one.</param>
/// <param name="Amount">The gross amount in minor units of <paramref name="Currency"/>, if there is one.</param>
/// <param name="Currency">The event's currency, ISO 4217; for a refund that takes something back, the sale's.</param>
/// <param name="OccurredAt">When the event occurred.</param>
/// <param name="ReceivedAt">When the event was received.</param>
/// <param name="AppliedAt">When the event's effect was stored.</param>
public sealed record TrackedEvent(
    EventId Id,
    string Type,
    string Status,
    string? Reason,
    CustomerId? Customer,
    PartnerId? Partner,
    long? Amount,
    string? Currency,
    DateTimeOffset OccurredAt,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? AppliedAt
)
{
    /// <summary>The stage in the CRM, or null.</summary>
    public string? Stage { get; init; }

    /// <summary>Whether the partner has reported the stage itself.</summary>
    public bool IsReportedByPartner { get; init; }

    /// <summary><c>new</c>, <c>renewal</c> or <c>upgrade</c>; null if it is not reported.</summary>
    public string? SaleType { get; init; }

    /// <summary>Whether the sale follows an earlier one of its customer; null if that is not known.</summary>
    public bool? IsRenewal { get; init; }

    /// <summary>Tax, shipping, tip and duty within the amount, in minor units.</summary>
    public long Outside { get; init; }

    /// <summary>
    /// The amount by which a refund changes what is refunded of its sale, without tax, shipping, tip and duty, in minor
    /// units of the sale's currency; negative for a won dispute. Null for other events, for a refund without an effect, and if the sale is
    /// unknown.
    /// </summary>
    public long? Refunded { get; init; }

    /// <summary>The payment fee, in minor units.</summary>
    public long Fee { get; init; }

    /// <summary>
    /// The rate that was sent with the event, or with the sale of a refund, from its currency to the program's; null
    /// without one.
    /// </summary>
    public string? FxRate { get; init; }

    /// <summary>How many optional fields that are needed to judge a lead or a sale are filled.</summary>
    public int FilledFields { get; init; }

    /// <summary>How many such fields the event has.</summary>
    public int Fields { get; init; }

    /// <summary>Whether the event is a click by a bot. Such a click is stored but not counted.</summary>
    public bool IsOfBot => Type == "click" && Reason == Bots.Reason;
}

/// <summary>Events that were received and not stored.</summary>
/// <param name="Source">The source: <c>api</c> or <c>batch</c>.</param>
/// <param name="Reason">The reason: the member of the event to fix, <c>malformed</c>, <c>too_large</c>, or for events
/// that are known <c>repeated</c> and <c>conflict</c>.</param>
/// <param name="Number">How many.</param>
public sealed record NotStored(string Source, string Reason, long Number)
{
    /// <summary>Whether the events were sent before.</summary>
    public bool IsDuplicate => Reason is IntakeCounts.Repeated or IntakeCounts.Conflict;
}
