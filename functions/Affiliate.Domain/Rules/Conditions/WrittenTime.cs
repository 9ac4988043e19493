using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>
/// A time or a day as somebody wrote it: conditions compare it as an instant, or as the text that it is.
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<WrittenTime>))]
public readonly record struct WrittenTime : ITextValue<WrittenTime>
{
    private readonly string? value;

    private WrittenTime(string value, DateTimeOffset at) => (this.value, At) = (value, at);

    /// <summary>The text.</summary>
    public string Value => value ?? string.Empty;

    /// <summary>The instant; of a day its midnight in UTC.</summary>
    public DateTimeOffset At { get; }

    /// <inheritdoc/>
    public static string Form => "a date or a time of RFC 3339, such as 2026-11-05 or 2026-11-05T10:00:00Z";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out WrittenTime result)
    {
        var at = text is null ? null : Instants.Read(text);
        result = at is { } instant ? new WrittenTime(text!, instant) : default;
        return at is not null;
    }

    /// <summary>An instant, written in UTC.</summary>
    public static WrittenTime Of(DateTimeOffset instant) => new(Instants.Write(instant), instant);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
