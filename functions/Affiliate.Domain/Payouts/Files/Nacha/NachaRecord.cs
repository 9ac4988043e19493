using System.Globalization;
using System.Text;

namespace Affiliate.Domain.Payouts.Files.Nacha;

/// <summary>
/// A record of an ACH file: 94 characters, alphanumeric fields at the left and filled with spaces, numeric fields at
/// the right and filled with zeros (Nacha Operating Rules, Appendix Three, "Data Specifications").
/// </summary>
internal sealed class NachaRecord
{
    /// <summary>The number of characters of a record.</summary>
    public const int Length = 94;

    /// <summary>The number of records of a block.</summary>
    public const int BlockingFactor = 10;

    private readonly StringBuilder text = new(Length);

    /// <summary>Appends a constant or a value that has exactly the width of its field.</summary>
    public NachaRecord Code(string value)
    {
        text.Append(value);
        return this;
    }

    /// <summary>Appends an alphanumeric field.</summary>
    public NachaRecord Text(string? value, int width)
    {
        value ??= string.Empty;
        text.Append(value.Length <= width ? value.PadRight(width) : throw TooLong(value.Length, width));
        return this;
    }

    /// <summary>Appends a text at the right of its field, filled with spaces at the left.</summary>
    public NachaRecord RightText(string value, int width)
    {
        text.Append(value.Length <= width ? value.PadLeft(width) : throw TooLong(value.Length, width));
        return this;
    }

    /// <summary>Appends a numeric field.</summary>
    public NachaRecord Number(long value, int width)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture);
        text.Append(digits.Length <= width ? digits.PadLeft(width, '0') : throw TooLong(digits.Length, width));
        return this;
    }

    /// <summary>Appends a date as two digits each of year, month and day.</summary>
    public NachaRecord Date(DateOnly date)
    {
        text.Append(date.ToString("yyMMdd", CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Appends spaces.</summary>
    public NachaRecord Blank(int width)
    {
        text.Append(' ', width);
        return this;
    }

    /// <summary>Returns the 94 characters.</summary>
    public override string ToString() =>
        text.Length == Length
            ? text.ToString()
            : throw new InvalidOperationException($"A record has {Length} characters, not {text.Length}.");

    private static InvalidOperationException TooLong(int length, int width) =>
        new($"A value of {length} characters does not fit a field of {width}.");
}
