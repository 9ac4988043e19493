using System.Text.Json;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// Takes a batch apart into the texts of its events, so that each is read by itself: one that is wrong, too deep or no
/// JSON at all does not refuse the others.
/// </summary>
internal static class BatchText
{
    private const int MaxEvents = 1000;
    private const int MaxLines = 10_000;

    /// <summary>
    /// The names under which lines of JSON are sent; none is registered (https://www.iana.org/assignments/media-types).
    /// </summary>
    public static readonly IReadOnlyList<string> LineTypes =
    [
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines",
    ];

    // The body's size is the limit here; each event's own depth is checked when it is read.
    internal static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>The events of <c>{"events": […]}</c>.</summary>
    public static Result<IReadOnlyList<SentEvent>> OfList(byte[] body)
    {
        try
        {
            return ReadList(body.AsMemory(body.Length - RequestBody.WithoutMark(body).Length));
        }
        catch (JsonException fault)
        {
            return Problem.Invalid(string.Empty, JsonFaults.NotJson(fault));
        }
    }

    /// <summary>The events of a body that has one a line.</summary>
    public static Result<IReadOnlyList<SentEvent>> OfLines(byte[] body)
    {
        var (events, number, rest) = (
            new List<SentEvent>(),
            0,
            body.AsMemory(body.Length - RequestBody.WithoutMark(body).Length)
        );
        while (rest.Length > 0)
        {
            number++;
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Span.Trim(" \t\r"u8).Length == 0)
            {
                continue;
            }

            if (events.Count == MaxLines)
            {
                return new Problem(
                    ProblemKind.TooLarge,
                    $"Send {MaxLines} lines at most, and the others in another batch."
                );
            }

            events.Add(new SentEvent(line, number));
        }

        return Result.Of<IReadOnlyList<SentEvent>>(events);
    }

    private static Result<IReadOnlyList<SentEvent>> ReadList(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, AnyDepth);
        List<SentEvent>? events = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return Problem.Invalid(string.Empty, "Send an object with the list 'events'.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("events"u8) || events is not null)
            {
                return Problem.Invalid(string.Empty, "Send an object with the list 'events', once, and nothing else.");
            }

            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                return Problem.Invalid("/events", "Give 'events' as a list.");
            }

            events = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                events.Add(new SentEvent(body[start..(int)reader.BytesConsumed], null));
            }
        }

        // Nothing may follow the object.
        reader.Read();
        return events is null ? Problem.Invalid("/events", "This is missing; give it.")
            : events.Count > MaxEvents ? Problem.Invalid("/events", $"Send {MaxEvents} events at most.")
            : Result.Of<IReadOnlyList<SentEvent>>(events);
    }
}

/// <summary>A batch that is sent as a list. It is never read whole: see <see cref="BatchText"/>.</summary>
internal sealed record BatchBody(IReadOnlyList<EventBody> Events);

/// <summary>One event of a batch, as it was sent.</summary>
/// <param name="Json">Its text.</param>
/// <param name="Line">The number of its line, where each has one.</param>
internal readonly record struct SentEvent(ReadOnlyMemory<byte> Json, int? Line)
{
    /// <summary>The id in an event that cannot be read whole; null where there is none, or no text.</summary>
    public string? FindId()
    {
        var reader = new Utf8JsonReader(Json.Span, BatchText.AnyDepth);
        try
        {
            var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("event_id"u8);
                reader.Read();
                if (isId)
                {
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }

                reader.Skip();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // What stands before the id, or the id itself, is no JSON or no text.
        }

        return null;
    }
}
