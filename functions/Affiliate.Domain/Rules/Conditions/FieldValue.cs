using System.Globalization;

namespace Affiliate.Domain.Rules.Conditions;

/// <summary>The value of a field as conditions see it: a text, a number, a boolean, a list of texts, or missing.</summary>
public readonly record struct FieldValue
{
    // No trailing zeros and no exponent; a decimal has at most 28 decimal places.
    private const string Shortest = "0.############################";

    private const char Separator = '\n';

    // Numbers with this many digits always fit in 64 bits.
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

    private FieldValue(Kind kind, string text) => (this.kind, this.text) = (kind, text);

    private FieldValue(bool flag) => (kind, number) = (Kind.Boolean, flag ? 1 : 0);

    private enum Kind : byte
    {
        Missing,

        // A text that has not been checked for a number yet.
        Text,

        // A text that is not a number.
        Word,
        NumericText,

        // A text that is a 64-bit whole number.
        IntegerText,
        Number,
        Integer,
        Boolean,

        // Texts of one line each, with line feeds between them, so that the value needs no further member.
        List,
    }

    /// <summary>A missing value.</summary>
    public static FieldValue Missing => default;

    /// <summary>Whether the value is missing.</summary>
    public bool IsMissing => kind == Kind.Missing;

    /// <summary>The value as a boolean; null when it is not a boolean.</summary>
    public bool? Boolean => kind == Kind.Boolean ? number != 0 : null;

    /// <summary>
    /// The value as text. A number is written in its shortest invariant form, a boolean as <c>true</c> or <c>false</c>.
    /// </summary>
    public string Text =>
        kind switch
        {
            Kind.Text or Kind.Word or Kind.NumericText or Kind.IntegerText => text!,
            Kind.Integer => integer.ToString(CultureInfo.InvariantCulture),
            Kind.Number => number.ToString(Shortest, CultureInfo.InvariantCulture),
            Kind.Boolean => number != 0 ? "true" : "false",
            Kind.List => string.Join(", ", Items!),
            _ => string.Empty,
        };

    /// <summary>Whether the value as text equals the given text.</summary>
    internal bool IsText(string other) => string.Equals(text ?? Text, other, StringComparison.Ordinal);

    /// <summary>The value as a number. A numeric text is parsed; null when the value is not a number.</summary>
    public decimal? Number =>
        kind switch
        {
            Kind.Number or Kind.NumericText => number,
            Kind.Integer or Kind.IntegerText => integer,
            Kind.Text => NumberIn(text!),
            _ => null,
        };

    /// <summary>
    /// The value as an instant: an RFC 3339 time, or a date, which means midnight in UTC. Null when the value is
    /// neither.
    /// </summary>
    public DateTimeOffset? Instant => text is null ? null : Instants.Read(text);

    /// <summary>The value as the trace records it.</summary>
    public object? Seen =>
        kind switch
        {
            Kind.Text or Kind.Word or Kind.NumericText or Kind.IntegerText => text,
            Kind.Number => number,
            Kind.Integer => (decimal)integer,
            Kind.Boolean => number != 0,
            Kind.List => Items,
            _ => null,
        };

    /// <summary>The texts of a list; null for other values.</summary>
    internal IReadOnlyList<string>? Items => kind == Kind.List ? text!.Split(Separator) : null;

    /// <summary>The text, if the value is a text; null for a number, a boolean or a missing value.</summary>
    internal string? TextOrNull => text;

    /// <summary>Creates a value from a list of texts of one line each. An empty list is a missing value.</summary>
    public static FieldValue OfItems(IReadOnlyCollection<string> items) =>
        items.Count == 0 ? Missing : new(Kind.List, string.Join(Separator, items));

    /// <summary>Creates a value from a whole number.</summary>
    internal static FieldValue Of(long integer) => new(integer);

    /// <summary>Creates a value from a whole number; null creates a missing value.</summary>
    internal static FieldValue Of(long? integer) => integer is { } there ? new(there) : Missing;

    /// <summary>
    /// Returns the value as a 64-bit whole number. A text is recognized as a number only after <see cref="Read"/>.
    /// </summary>
    internal bool TryGetInteger(out long value)
    {
        value = integer;
        return kind is Kind.Integer or Kind.IntegerText;
    }

    /// <summary>Whether the value is a text that has not been checked for a number yet.</summary>
    internal bool IsUnread => kind == Kind.Text;

    /// <summary>Returns the same text with its number parsed, for use by many conditions.</summary>
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

    // Nearly all numbers in texts have only a few digits.
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

    /// <summary>Creates a value from a text; null creates a missing value.</summary>
    public static implicit operator FieldValue(string? text) => new(text);

    /// <summary>Creates a value from a number.</summary>
    public static implicit operator FieldValue(decimal number) => new(number);

    /// <summary>Creates a value from a number; null creates a missing value.</summary>
    public static implicit operator FieldValue(decimal? number) => number is { } there ? new(there) : Missing;

    /// <summary>Creates a value from a boolean.</summary>
    public static implicit operator FieldValue(bool flag) => new(flag);

    /// <summary>Creates a value from an instant; null creates a missing value.</summary>
    public static implicit operator FieldValue(DateTimeOffset? instant) =>
        new(instant is { } there ? Instants.Write(there) : null);

    /// <inheritdoc/>
    public override string ToString() => IsMissing ? "(missing)" : Text;
}
