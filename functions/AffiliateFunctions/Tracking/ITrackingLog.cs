using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Events.Clicks;

namespace AffiliateFunctions.Tracking;

/// <summary>Reads the stored tracking events for the review and for simulation.</summary>
public interface ITrackingLog
{
    /// <summary>
    /// Returns the events that occurred at or after <paramref name="from"/> and before <paramref name="to"/>, in no
    /// particular order.
    /// </summary>
    IAsyncEnumerable<TrackedEvent> EventsAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
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

/// <summary>A stored event with its decision.</summary>
/// <param name="Id">The event id that the sender chose.</param>
/// <param name="Type"><c>click</c>, <c>lead</c>, <c>stage</c>, <c>sale</c> or <c>refund</c>.</param>
/// <param name="Status"><c>accepted</c>, <c>applied</c>, <c>held</c> or <c>rejected</c>.</param>
/// <param name="Reason">Why the event was held or rejected.</param>
/// <param name="Customer">The customer, if there is one.</param>
/// <param name="Partner">The credited partner, if there is one.</param>
/// <param name="Amount">The gross amount in minor units of <paramref name="Currency"/>, if there is one.</param>
/// <param name="Currency">The event's currency, ISO 4217.</param>
/// <param name="OccurredAt">When the event occurred.</param>
/// <param name="ReceivedAt">When the event was received.</param>
/// <param name="AppliedAt">When the event's effect was stored.</param>
/// <param name="Body">The event as it was sent, as JSON.</param>
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
    DateTimeOffset? AppliedAt,
    string Body
)
{
    /// <summary>Whether the event is a click by a bot. Such a click is stored but not counted.</summary>
    public bool IsOfBot => Type == "click" && Reason == Bots.Reason;
}
