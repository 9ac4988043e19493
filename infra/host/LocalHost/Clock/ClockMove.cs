using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace LocalHost.Clock;

/// <summary>A move of the clock: by a span, or to a moment.</summary>
internal sealed record ClockMove
{
    private static readonly string[] MomentFormats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private ClockMove(TimeSpan? by, DateTimeOffset? to)
    {
        By = by;
        To = to;
    }

    /// <summary>The span; never negative.</summary>
    public TimeSpan? By { get; }

    /// <summary>The moment.</summary>
    public DateTimeOffset? To { get; }

    /// <summary>
    /// Whether the clock stops at each occurrence of a timer function. If not, a function that was due in between runs
    /// once, where the clock stops next for another reason, as after a stop of the host. A month then takes a fraction
    /// of the time.
    /// </summary>
    public bool StopsAtTimers { get; private init; } = true;

    /// <summary>
    /// Reads <c>{"advance": "P1DT2H"}</c> (ISO 8601) or <c>{"to": "2027-01-01T06:00:00Z"}</c> (RFC 3339), with an
    /// optional <c>"timers": "each"</c> or <c>"once"</c>.
    /// </summary>
    /// <param name="json">The body of the request.</param>
    /// <param name="move">The requested move.</param>
    /// <param name="problem">What is wrong with the body, and how to fix it.</param>
    /// <returns>Whether the body is valid.</returns>
    public static bool TryRead(
        string json,
        [NotNullWhen(true)] out ClockMove? move,
        [NotNullWhen(false)] out string? problem
    )
    {
        var body = ReadBody(json);
        (move, problem) = body switch
        {
            null => (
                null,
                """The body does not have the form {"advance": "P1DT2H"} or {"to": "2027-01-01T06:00:00Z"}."""
            ),
            { Timers: not (null or "each" or "once") } => (null, "'timers' is neither 'each' nor 'once'."),
            { Advance: { } span, To: null } => ReadSpan(span),
            { Advance: null, To: { } moment } => ReadMoment(moment),
            _ => (null, "Give either 'advance' or 'to'."),
        };
        if (move is not null && body?.Timers == "once")
        {
            move = move with { StopsAtTimers = false };
        }

        return move is not null;
    }

    private static Body? ReadBody(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Body>(json, Strict);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (ClockMove?, string?) ReadSpan(string text)
    {
        // Years and months have no fixed length; XmlConvert would use 365 and 30 days for them.
        if (text.Split('T')[0].AsSpan().ContainsAny('Y', 'M'))
        {
            return (null, "'advance' has years or months, which differ in length: give days, or a time as 'to'.");
        }

        try
        {
            var span = XmlConvert.ToTimeSpan(text);
            return span >= TimeSpan.Zero
                ? (new(span, null), null)
                : (null, "'advance' is negative, but time only goes forward.");
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            return (null, $"'advance' is '{text}', which is not an ISO 8601 duration such as P1DT2H.");
        }
    }

    private static (ClockMove?, string?) ReadMoment(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            MomentFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment
        )
            ? (new(null, moment), null)
            : (null, $"'to' is '{text}', which is not an RFC 3339 time such as 2027-01-01T06:00:00Z.");

    private sealed record Body(string? Advance, string? To, string? Timers);
}
