using System.Globalization;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>What a condition sees of a field: a text, a number, a boolean, or nothing.</summary>
public readonly record struct FieldValue
{
    // Without trailing zeros and never with an exponent; a decimal has 28 places at most.
    private const string Shortest = "0.############################";

    private readonly object? value;

    private FieldValue(object? value) => this.value = value;

    /// <summary>Nothing.</summary>
    public static FieldValue Missing => default;

    /// <summary>Whether there is nothing.</summary>
    public bool IsMissing => value is null;

    /// <summary>The boolean, or null.</summary>
    public bool? Boolean => value as bool?;

    /// <summary>The value as text: a number in its shortest invariant form, a boolean as <c>true</c> or <c>false</c>.</summary>
    public string Text => value switch
    {
        string text => text,
        decimal number => number.ToString(Shortest, CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => string.Empty,
    };

    /// <summary>The value as a number: a numeric text is read; null when it is none.</summary>
    public decimal? Number => value switch
    {
        decimal number => number,
        string text when decimal.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>The value as an instant: an RFC 3339 time, or a date, which is its midnight in UTC; null when it is none.</summary>
    public DateTimeOffset? Instant => value is string text ? Instants.Read(text) : null;

    /// <summary>The value for the trace.</summary>
    public object? Seen => value;

    /// <summary>A text, or nothing.</summary>
    public static implicit operator FieldValue(string? text) => new(text);

    /// <summary>A number.</summary>
    public static implicit operator FieldValue(decimal number) => new(number);

    /// <summary>A number, or nothing.</summary>
    public static implicit operator FieldValue(decimal? number) => new(number);

    /// <summary>A boolean.</summary>
    public static implicit operator FieldValue(bool flag) => new(flag);

    /// <summary>An instant, or nothing.</summary>
    public static implicit operator FieldValue(DateTimeOffset? instant) => new(instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override string ToString() => IsMissing ? "(missing)" : Text;
}
