using System.IO.Compression;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Tracking.Events;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// A message of the queue: events as JSON, compressed with Brotli after a mark that says whose it is. A message has 64 KiB at most in
/// base64 (https://learn.microsoft.com/rest/api/storageservices/put-message), that is 48 KiB.
/// </summary>
internal static class EventMessage
{
    public const string Queue = "tracking-events";

    /// <summary>Where the platform puts messages that failed too often.</summary>
    public const string PoisonQueue = Queue + "-poison";

    private const int MostBytes = 48 * 1024;

    // What is not longer than this fits without being compressed; Brotli adds some bytes at most where there is nothing to compress.
    private const int SurelyFits = MostBytes - 1024;
    private static readonly byte[] Mark = "TE1"u8.ToArray();

    /// <summary>As few messages as hold the events, in their order.</summary>
    public static IEnumerable<(BinaryData Message, IReadOnlyList<TrackingEvent> Events)> Pack(IReadOnlyList<TrackingEvent> events)
    {
        var packed = Write(events);
        if (packed.Length <= MostBytes)
        {
            return [(new BinaryData(packed), events)];
        }

        return events.Count > 1
            ? [.. Pack([.. events.Take(events.Count / 2)]), .. Pack([.. events.Skip(events.Count / 2)])]
            : throw new InvalidDataException($"The event {events[0].Id} does not fit into a message.");
    }

    /// <summary>Whether one event fits into a message.</summary>
    public static bool Fits(TrackingEvent one) => JsonSerializer.SerializeToUtf8Bytes(one, StoredJson.Options).Length <= SurelyFits || Write([one]).Length <= MostBytes;

    /// <summary>The events of a message.</summary>
    /// <exception cref="InvalidDataException">It is not one of ours.</exception>
    public static IReadOnlyList<TrackingEvent> Unpack(BinaryData message)
    {
        var bytes = message.ToMemory();
        if (!bytes.Span.StartsWith(Mark))
        {
            throw new InvalidDataException("The message is not one of tracking events.");
        }

        try
        {
            using var stream = new BrotliStream(new MemoryStream(bytes[Mark.Length..].ToArray()), CompressionMode.Decompress);
            return JsonSerializer.Deserialize<List<TrackingEvent>>(stream, StoredJson.Options) ?? throw new InvalidDataException("The message holds no events.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("The message of tracking events cannot be read.", fault);
        }
    }

    private static byte[] Write(IReadOnlyList<TrackingEvent> events)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Mark);
        using (var stream = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(stream, events, StoredJson.Options);
        }

        return bytes.ToArray();
    }
}
