using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>A time or a date as it was written. Conditions compare it as an instant, or as its original text.</summary>
[JsonConverter(typeof(TextValueJsonConverter<WrittenTime>))]
public readonly record struct WrittenTime : ITextValue<WrittenTime>
{
    private readonly string? value;

    private WrittenTime(string value, DateTimeOffset at) => (this.value, At) = (value, at);

    /// <summary>The original text.</summary>
    public string Value => value ?? string.Empty;

    /// <summary>The instant; for a date, midnight in UTC.</summary>
    public DateTimeOffset At { get; }

    /// <inheritdoc/>
    public static string Form => "an RFC 3339 date or time, such as 2026-11-05 or 2026-11-05T10:00:00Z";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out WrittenTime result)
    {
        var at = text is null ? null : Instants.Read(text);
        result = at is { } instant ? new WrittenTime(text!, instant) : default;
        return at is not null;
    }

    /// <summary>Creates a written time from an instant, in UTC.</summary>
    public static WrittenTime Of(DateTimeOffset instant) => new(Instants.Write(instant), instant);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
