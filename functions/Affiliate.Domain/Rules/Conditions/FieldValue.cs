using System.Globalization;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>What a condition sees of a field: a text, a number, a boolean, or nothing.</summary>
public readonly record struct FieldValue
{
    // Without trailing zeros and never with an exponent; a decimal has 28 places at most.
    private const string Shortest = "0.############################";

    private readonly Kind kind;
    private readonly string? text;
    private readonly decimal number;

    private FieldValue(string? text) => (kind, this.text) = (text is null ? Kind.Missing : Kind.Text, text);

    private FieldValue(decimal number) => (kind, this.number) = (Kind.Number, number);

    private FieldValue(string text, decimal? number) => (kind, this.text, this.number) = (number is null ? Kind.Word : Kind.NumericText, text, number ?? 0);

    private FieldValue(bool flag) => (kind, number) = (Kind.Boolean, flag ? 1 : 0);

    private enum Kind : byte
    {
        Missing,

        // A text of which nobody knows yet whether it is a number.
        Text,

        // One that is none.
        Word,
        NumericText,
        Number,
        Boolean,
    }

    /// <summary>Nothing.</summary>
    public static FieldValue Missing => default;

    /// <summary>Whether there is nothing.</summary>
    public bool IsMissing => kind == Kind.Missing;

    /// <summary>The boolean, or null.</summary>
    public bool? Boolean => kind == Kind.Boolean ? number != 0 : null;

    /// <summary>The value as text: a number in its shortest invariant form, a boolean as <c>true</c> or <c>false</c>.</summary>
    public string Text => kind switch
    {
        Kind.Text or Kind.Word or Kind.NumericText => text!,
        Kind.Number => number.ToString(Shortest, CultureInfo.InvariantCulture),
        Kind.Boolean => number != 0 ? "true" : "false",
        _ => string.Empty,
    };

    /// <summary>Whether the value as text is the given one.</summary>
    internal bool IsText(string other) => string.Equals(text ?? Text, other, StringComparison.Ordinal);

    /// <summary>The value as a number: a numeric text is read; null when it is none.</summary>
    public decimal? Number => kind switch
    {
        Kind.Number or Kind.NumericText => number,
        Kind.Text => NumberIn(text!),
        _ => null,
    };

    /// <summary>The value as an instant: an RFC 3339 time, or a date, which is its midnight in UTC; null when it is none.</summary>
    public DateTimeOffset? Instant => text is null ? null : Instants.Read(text);

    /// <summary>The value for the trace.</summary>
    public object? Seen => kind switch
    {
        Kind.Text or Kind.Word or Kind.NumericText => text,
        Kind.Number => number,
        Kind.Boolean => number != 0,
        _ => null,
    };

    /// <summary>The same text with its number read, for many conditions that look at it.</summary>
    internal FieldValue Read() => kind == Kind.Text ? new FieldValue(text!, NumberIn(text!)) : this;

    private static decimal? NumberIn(string text) => decimal.TryParse(
        text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var read) ? read : null;

    /// <summary>A text, or nothing.</summary>
    public static implicit operator FieldValue(string? text) => new(text);

    /// <summary>A number.</summary>
    public static implicit operator FieldValue(decimal number) => new(number);

    /// <summary>A number, or nothing.</summary>
    public static implicit operator FieldValue(decimal? number) => number is { } there ? new(there) : Missing;

    /// <summary>A boolean.</summary>
    public static implicit operator FieldValue(bool flag) => new(flag);

    /// <summary>An instant, or nothing.</summary>
    public static implicit operator FieldValue(DateTimeOffset? instant) => new(instant is { } there ? Instants.Write(there) : null);

    /// <inheritdoc/>
    public override string ToString() => IsMissing ? "(missing)" : Text;
}
