using AffiliateFunctions.Events.Clicks;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>A received event, with what is stored under its id.</summary>
/// <param name="Event">The stored event if it is still open, the received event otherwise.</param>
/// <param name="Standing">What is stored.</param>
/// <param name="Version">The version of the row.</param>
public sealed record ReceivedEvent(TrackingEvent Event, EventStanding Standing, ETag Version)
{
    /// <summary>
    /// The hash of the event that was sent first under the id; null if the id belongs to link clicks.
    /// </summary>
    public string? SentHash { get; init; }

    /// <summary>Whether the event has not been applied yet.</summary>
    public bool IsToBeApplied => Standing is EventStanding.New or EventStanding.Open;

    /// <summary>
    /// Returns an event whose id has a row. A later attempt may have other content than the event that was sent first.
    /// </summary>
    internal static ReceivedEvent Of(TrackingEvent received, TableEntity row)
    {
        var sent = ClickPages.IsPage(row) ? null : row.GetString(EventRows.Hash);
        if (sent is null || (received.Attempt == 0 && sent != received.BodyHash))
        {
            return new ReceivedEvent(received, EventStanding.Taken, row.ETag) { SentHash = sent };
        }

        // The row may contain less than what was received, because the customer may have been erased since.
        var stored = EventRows.Read(row);
        return (
            stored.IsOpen(received.Attempt)
                ? new ReceivedEvent(stored.Event, EventStanding.Open, row.ETag)
                : new ReceivedEvent(received, EventStanding.Finished, row.ETag)
        ) with
        {
            SentHash = sent,
        };
    }
}

/// <summary>What is stored under the id of a received event.</summary>
public enum EventStanding
{
    /// <summary>Nothing was stored; the event is stored now.</summary>
    New,

    /// <summary>The same event, which has not been applied yet.</summary>
    Open,

    /// <summary>The same event, with its outcome.</summary>
    Finished,

    /// <summary>An event with other content.</summary>
    Taken,
}
