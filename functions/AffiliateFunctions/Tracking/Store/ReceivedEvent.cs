using AffiliateFunctions.Tracking.Events;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Tracking.Store;

/// <summary>An event that was received, with what is stored under its id.</summary>
/// <param name="Event">The event as it was received.</param>
/// <param name="Standing">What is stored.</param>
/// <param name="Version">The version of the row.</param>
public sealed record ReceivedEvent(TrackingEvent Event, EventStanding Standing, ETag Version)
{
    /// <summary>Whether the event has not been applied yet.</summary>
    public bool IsToBeApplied => Standing is EventStanding.New or EventStanding.Open;

    /// <summary>
    /// An event whose id has a row. A later attempt may have other content than the event as it was sent first.
    /// </summary>
    internal static ReceivedEvent Of(TrackingEvent received, TableEntity row)
    {
        var standing = ClickPages.IsPage(row)
                || (received.Attempt == 0 && row.GetString(EventRows.Hash) != received.BodyHash)
            ? EventStanding.Taken
            : EventRows.Read(row).IsOpen(received.Attempt) ? EventStanding.Open
            : EventStanding.Finished;
        return new ReceivedEvent(received, standing, row.ETag);
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
