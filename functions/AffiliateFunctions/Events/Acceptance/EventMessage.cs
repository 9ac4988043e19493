using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Events.Acceptance;

/// <summary>A message in the queue of tracking events.</summary>
internal static class EventMessage
{
    public const string Queue = "tracking-events";

    /// <summary>The queue to which the platform moves messages that failed too often.</summary>
    public const string PoisonQueue = Queue + "-poison";

    // A sample with the length of a row's ETag.
    private const string SampleVersion = "W/\"datetime'2026-12-31T23%3A59%3A59.1234567Z'\"";

    private static readonly CompressedMessage Body = new("TE1", "tracking events");

    /// <summary>Packs the events into as few messages as possible, in their order.</summary>
    public static IEnumerable<BinaryData> Pack(IReadOnlyList<TrackingEvent> events)
    {
        var body = Body.Write(events);
        if (body.Length <= CompressedMessage.MaxBytes)
        {
            return [new BinaryData(body)];
        }

        return events.Count > 1
            ? [.. Pack([.. events.Take(events.Count / 2)]), .. Pack([.. events.Skip(events.Count / 2)])]
            : throw new InvalidDataException($"The event {events[0].Id} does not fit into a message.");
    }

    /// <summary>Whether one event fits into a message.</summary>
    public static bool Fits(TrackingEvent trackingEvent) =>
        Body.Fits<IReadOnlyList<TrackingEvent>>([trackingEvent with { RowVersion = SampleVersion }]);

    /// <summary>Whether a message contains events.</summary>
    public static bool HoldsEvents(byte[] message) => Body.Holds<List<TrackingEvent>>(message);

    /// <summary>Returns the events of a message.</summary>
    /// <exception cref="InvalidDataException">The message contains no events.</exception>
    public static IReadOnlyList<TrackingEvent> Unpack(byte[] message) => Body.Read<List<TrackingEvent>>(message);

    /// <summary>
    /// Returns a copy of the message without row versions, because the rows may have changed since they were stored.
    /// </summary>
    public static byte[] WithoutVersions(byte[] message) =>
        Body.Write<IReadOnlyList<TrackingEvent>>([
            .. Unpack(message).Select(trackingEvent => trackingEvent with { RowVersion = null }),
        ]);

    /// <inheritdoc cref="Unpack(byte[])"/>
    public static IReadOnlyList<TrackingEvent> Unpack(BinaryData message) => Unpack(message.ToArray());
}
