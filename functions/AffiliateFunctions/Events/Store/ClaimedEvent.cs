using Azure;

namespace AffiliateFunctions.Events.Store;

/// <summary>An event that has to be applied.</summary>
/// <param name="Event">The event.</param>
/// <param name="Version">The version of its row, over which the outcome is stored.</param>
public sealed record ClaimedEvent(TrackingEvent Event, ETag Version);
