using System.Text.Json;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// Splits a batch into the texts of its events, so that each event is parsed separately. An event that is invalid, too
/// deep or not JSON does not cause the other events to be rejected.
/// </summary>
internal static class BatchText
{
    private const int MaxEvents = 1000;
    private const int MaxLines = 10_000;

    /// <summary>
    /// The media types for lines of JSON. None of them is registered (https://www.iana.org/assignments/media-types).
    /// </summary>
    public static readonly IReadOnlyList<string> LineTypes =
    [
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines",
    ];

    // The size of the body is limited instead; the depth of each event is checked when that event is parsed.
    internal static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <summary>Returns the events of <c>{"events": […]}</c>.</summary>
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

    /// <summary>Returns the events of a body with one event per line.</summary>
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
                    $"Send at most {MaxLines} lines, and the others in another batch."
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

        // No text may follow the object.
        reader.Read();
        return events is null ? Problem.Invalid("/events", "This is missing; add it.")
            : events.Count > MaxEvents ? Problem.Invalid("/events", $"Send at most {MaxEvents} events.")
            : Result.Of<IReadOnlyList<SentEvent>>(events);
    }
}

/// <summary>
/// A batch that is sent as a list. The batch is never parsed as a whole: see <see cref="BatchText"/>.
/// </summary>
internal sealed record BatchBody(IReadOnlyList<EventBody> Events);

/// <summary>One event of a batch, as it was sent.</summary>
/// <param name="Json">The text of the event.</param>
/// <param name="Line">The line number, if the batch has one event per line.</param>
internal readonly record struct SentEvent(ReadOnlyMemory<byte> Json, int? Line)
{
    /// <summary>
    /// Finds the id of an event that cannot be parsed as a whole; null if there is no id or the id is not a string.
    /// </summary>
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
            // The text before the id, or the id itself, is not valid JSON.
        }

        return null;
    }
}
