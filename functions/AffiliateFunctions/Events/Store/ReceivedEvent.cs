using AffiliateFunctions.Events.Clicks;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>An event that was received, with what is stored under its id.</summary>
/// <param name="Event">The event: as it is stored where it is open, as it was received otherwise.</param>
/// <param name="Standing">What is stored.</param>
/// <param name="Version">The version of the row.</param>
public sealed record ReceivedEvent(TrackingEvent Event, EventStanding Standing, ETag Version)
{
    /// <summary>
    /// The hash of the event that was sent first under the id; null where the id is that of clicks of links.
    /// </summary>
    public string? SentHash { get; init; }

    /// <summary>Whether the event has not been applied yet.</summary>
    public bool IsToBeApplied => Standing is EventStanding.New or EventStanding.Open;

    /// <summary>
    /// An event whose id has a row. A later attempt may have other content than the event as it was sent first.
    /// </summary>
    internal static ReceivedEvent Of(TrackingEvent received, TableEntity row)
    {
        var sent = ClickPages.IsPage(row) ? null : row.GetString(EventRows.Hash);
        if (sent is null || (received.Attempt == 0 && sent != received.BodyHash))
        {
            return new ReceivedEvent(received, EventStanding.Taken, row.ETag) { SentHash = sent };
        }

        // The row may say less than what was received: a customer may have been erased since.
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

/// <summary>What is stored under the id of an event that is received.</summary>
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
