using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Events.Acceptance;

/// <summary>A message in the queue of tracking events.</summary>
internal static class EventMessage
{
    public const string Queue = "tracking-events";

    /// <summary>The queue to which the platform moves messages that failed too often.</summary>
    public const string PoisonQueue = Queue + "-poison";

    /// <summary>The body of a message.</summary>
    public static readonly CompressedMessage<IReadOnlyList<TrackingEvent>, TrackingEvent> Body = new(
        "TE1",
        "tracking events"
    )
    {
        ItemsOf = events => events,
        WithItems = (_, events) => events,
        NameOf = trackingEvent => $"event {trackingEvent.Id}",
    };

    // A sample with the length of a row's ETag.
    private const string SampleVersion = "W/\"datetime'2026-12-31T23%3A59%3A59.1234567Z'\"";

    /// <summary>Whether one event fits into a message.</summary>
    public static bool Fits(TrackingEvent trackingEvent) =>
        Body.Fits([trackingEvent with { RowVersion = SampleVersion }]);

    /// <summary>Returns the program, id and type of each event of a message.</summary>
    public static IReadOnlyList<string> NamesOf(byte[] message) =>
        [
            .. Body.Unpack(message)
                .Select(trackingEvent =>
                    $"{trackingEvent.Program}/{trackingEvent.Id} {StoredJson.NameOf(trackingEvent.Type)}"
                ),
        ];

    /// <summary>
    /// Returns a copy of the message without row versions, because the rows may have changed since they were stored.
    /// </summary>
    public static byte[] WithoutVersions(byte[] message) =>
        Body.Write([.. Body.Unpack(message).Select(trackingEvent => trackingEvent with { RowVersion = null })]);
}
