using System.Globalization;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>What a condition sees of a field: a text, a number, a boolean, or nothing.</summary>
public readonly record struct FieldValue
{
    // Without trailing zeros and never with an exponent; a decimal has 28 places at most.
    private const string Shortest = "0.############################";

    // So many digits always fit in 64 bits.
    private const int MaxIntegerDigits = 18;

    private readonly Kind kind;
    private readonly string? text;
    private readonly long integer;
    private readonly decimal number;

    private FieldValue(string? text) => (kind, this.text) = (text is null ? Kind.Missing : Kind.Text, text);

    private FieldValue(decimal number) => (kind, this.number) = (Kind.Number, number);

    private FieldValue(long integer) => (kind, this.integer) = (Kind.Integer, integer);

    private FieldValue(string text, long integer) =>
        (kind, this.text, this.integer) = (Kind.IntegerText, text, integer);

    private FieldValue(string text, decimal? number) =>
        (kind, this.text, this.number) = (number is null ? Kind.Word : Kind.NumericText, text, number ?? 0);

    private FieldValue(bool flag) => (kind, number) = (Kind.Boolean, flag ? 1 : 0);

    private enum Kind : byte
    {
        Missing,

        // A text of which nobody knows yet whether it is a number.
        Text,

        // One that is none.
        Word,
        NumericText,

        // A text that is a whole number of 64 bits.
        IntegerText,
        Number,
        Integer,
        Boolean,
    }

    /// <summary>Nothing.</summary>
    public static FieldValue Missing => default;

    /// <summary>Whether there is nothing.</summary>
    public bool IsMissing => kind == Kind.Missing;

    /// <summary>The boolean, or null.</summary>
    public bool? Boolean => kind == Kind.Boolean ? number != 0 : null;

    /// <summary>
    /// The value as text: a number in its shortest invariant form, a boolean as <c>true</c> or <c>false</c>.
    /// </summary>
    public string Text =>
        kind switch
        {
            Kind.Text or Kind.Word or Kind.NumericText or Kind.IntegerText => text!,
            Kind.Integer => integer.ToString(CultureInfo.InvariantCulture),
            Kind.Number => number.ToString(Shortest, CultureInfo.InvariantCulture),
            Kind.Boolean => number != 0 ? "true" : "false",
            _ => string.Empty,
        };

    /// <summary>Whether the value as text is the given one.</summary>
    internal bool IsText(string other) => string.Equals(text ?? Text, other, StringComparison.Ordinal);

    /// <summary>The value as a number: a numeric text is read; null when it is none.</summary>
    public decimal? Number =>
        kind switch
        {
            Kind.Number or Kind.NumericText => number,
            Kind.Integer or Kind.IntegerText => integer,
            Kind.Text => NumberIn(text!),
            _ => null,
        };

    /// <summary>
    /// The value as an instant: an RFC 3339 time, or a date, which is its midnight in UTC; null when it is none.
    /// </summary>
    public DateTimeOffset? Instant => text is null ? null : Instants.Read(text);

    /// <summary>The value for the trace.</summary>
    public object? Seen =>
        kind switch
        {
            Kind.Text or Kind.Word or Kind.NumericText or Kind.IntegerText => text,
            Kind.Number => number,
            Kind.Integer => (decimal)integer,
            Kind.Boolean => number != 0,
            _ => null,
        };

    /// <summary>The text, where the value is one; null for a number, a boolean or nothing.</summary>
    internal string? TextOrNull => text;

    /// <summary>A whole number.</summary>
    internal static FieldValue Of(long integer) => new(integer);

    /// <summary>A whole number, or nothing.</summary>
    internal static FieldValue Of(long? integer) => integer is { } there ? new(there) : Missing;

    /// <summary>The value as a whole number of 64 bits; a text is one only after <see cref="Read"/>.</summary>
    internal bool TryGetInteger(out long value)
    {
        value = integer;
        return kind is Kind.Integer or Kind.IntegerText;
    }

    /// <summary>Whether it is a text of which nobody has asked yet whether it is a number.</summary>
    internal bool IsUnread => kind == Kind.Text;

    /// <summary>The same text with its number read, for many conditions that look at it.</summary>
    internal FieldValue Read()
    {
        if (kind != Kind.Text)
        {
            return this;
        }

        if (DigitsIn(text!) is { } digits)
        {
            return new FieldValue(text!, digits);
        }

        var read = NumberIn(text!);
        return read is >= long.MinValue and <= long.MaxValue && decimal.IsInteger(read.Value)
            ? new FieldValue(text!, (long)read.Value)
            : new FieldValue(text!, read);
    }

    // Nearly all numbers in texts are a few digits.
    private static long? DigitsIn(string text)
    {
        var number = 0L;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return null;
            }

            number = unchecked((number * 10) + (digit - '0'));
        }

        return text.Length is > 0 and <= MaxIntegerDigits ? number : null;
    }

    private static decimal? NumberIn(string text) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out var read
        )
            ? read
            : null;

    /// <summary>A text, or nothing.</summary>
    public static implicit operator FieldValue(string? text) => new(text);

    /// <summary>A number.</summary>
    public static implicit operator FieldValue(decimal number) => new(number);

    /// <summary>A number, or nothing.</summary>
    public static implicit operator FieldValue(decimal? number) => number is { } there ? new(there) : Missing;

    /// <summary>A boolean.</summary>
    public static implicit operator FieldValue(bool flag) => new(flag);

    /// <summary>An instant, or nothing.</summary>
    public static implicit operator FieldValue(DateTimeOffset? instant) =>
        new(instant is { } there ? Instants.Write(there) : null);

    /// <inheritdoc/>
    public override string ToString() => IsMissing ? "(missing)" : Text;
}
