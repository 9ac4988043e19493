using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace AffiliateFunctions.Tracking;

/// <summary>The stored tracking events, for the review and for simulation.</summary>
public interface ITrackingLog
{
    /// <summary>
    /// The events that occurred from <paramref name="from"/> until before <paramref name="to"/>, in no particular
    /// order.
    /// </summary>
    IAsyncEnumerable<TrackedEvent> EventsAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The events that occurred until before <paramref name="to"/> and were decided, with what was known then, in no
    /// particular order: what a replay needs. Their decisions are held in memory meanwhile.
    /// </summary>
    IAsyncEnumerable<ReplayedEvent> HistoryAsync(
        ProgramSlug program,
        DateTimeOffset to,
        CancellationToken cancellationToken
    );

    /// <summary>The number of counted clicks of the program in that time.</summary>
    Task<long> ClicksAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    );
}

/// <summary>A stored event with its decision.</summary>
/// <param name="Id">The sender's id.</param>
/// <param name="Type"><c>click</c>, <c>lead</c>, <c>stage</c>, <c>sale</c> or <c>refund</c>.</param>
/// <param name="Status"><c>accepted</c>, <c>applied</c>, <c>held</c> or <c>rejected</c>.</param>
/// <param name="Reason">Why it was held or rejected.</param>
/// <param name="Customer">The customer, where there is one.</param>
/// <param name="Partner">The credited partner, where there is one.</param>
/// <param name="Amount">The gross amount in minor units of <paramref name="Currency"/>, where there is one.</param>
/// <param name="Currency">The event's currency, ISO 4217.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="AppliedAt">When its effect was stored.</param>
/// <param name="Body">The event as it was sent, JSON.</param>
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
    /// <summary>Whether it is a click of a bot, which is stored and counts for nothing.</summary>
    public bool IsOfBot => Type == "click" && Reason == global::AffiliateFunctions.Events.Clicks.Bots.Reason;
}
