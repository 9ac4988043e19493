using System.Globalization;
using System.Text.Json.Serialization;

namespace Affiliate.Domain.Identity;

/// <summary>A calendar month, written <c>2026-11</c>: the period of a cycle, a statement and a review.</summary>
[JsonConverter(typeof(TextValueJsonConverter<Period>))]
public readonly record struct Period : ITextValue<Period>, IComparable<Period>
{
    /// <summary>
    /// How long after the end of a period its last events can still be stored: an event is stored at once when it is
    /// received, but not in the same instant.
    /// </summary>
    public static readonly TimeSpan StorageDelay = TimeSpan.FromMinutes(5);

    private readonly int months;

    private Period(int months) => this.months = months;

    /// <summary>The year, 2000 to 2999.</summary>
    public int Year => months / 12;

    /// <summary>The month, 1 to 12.</summary>
    public int Month => (months % 12) + 1;

    /// <inheritdoc/>
    public string Value => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Month:00}");

    /// <inheritdoc/>
    public static string Form => "a month such as 2026-11";

    /// <summary>The first day.</summary>
    public DateOnly FirstDay => new(Year, Month, 1);

    /// <summary>The month after this one.</summary>
    public Period Next => new(months + 1);

    /// <summary>The month before this one.</summary>
    public Period Previous => new(months - 1);

    /// <summary>Returns the month that is the given number of months before this one.</summary>
    public Period Back(int count) => new(months - count);

    /// <summary>Returns the month of the given instant in the given time zone.</summary>
    public static Period Of(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return new Period((local.Year * 12) + local.Month - 1);
    }

    /// <summary>Returns the instant at which the period begins in the given time zone.</summary>
    public DateTimeOffset Start(TimeZoneInfo zone)
    {
        var midnight = new DateTime(Year, Month, 1, 0, 0, 0, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(30);
        }

        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>Returns the first instant after the period in the given time zone.</summary>
    public DateTimeOffset End(TimeZoneInfo zone) => Next.Start(zone);

    /// <summary>
    /// Returns the instant at which all events of the period are stored, in the given time zone. The review takes its
    /// tally of the period's events from then on, so a cycle that ended earlier would leave the period without one.
    /// </summary>
    public DateTimeOffset CompleteAt(TimeZoneInfo zone) => End(zone) + StorageDelay;

    /// <inheritdoc/>
    public static bool TryParse(string? text, out Period result)
    {
        var fits =
            DateTime.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            && first.Year is >= 2000 and <= 2999;
        result = fits ? new Period((first.Year * 12) + first.Month - 1) : default;
        return fits;
    }

    /// <inheritdoc/>
    public int CompareTo(Period other) => months.CompareTo(other.months);

    /// <summary>Whether one period is before another.</summary>
    public static bool operator <(Period left, Period right) => left.months < right.months;

    /// <summary>Whether one period is after another.</summary>
    public static bool operator >(Period left, Period right) => left.months > right.months;

    /// <summary>Whether one period is not after another.</summary>
    public static bool operator <=(Period left, Period right) => left.months <= right.months;

    /// <summary>Whether one period is not before another.</summary>
    public static bool operator >=(Period left, Period right) => left.months >= right.months;

    /// <inheritdoc/>
    public override string ToString() => Value;
}
