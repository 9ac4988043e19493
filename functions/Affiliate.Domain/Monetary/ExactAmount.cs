using System.Globalization;
using System.Numerics;

namespace Affiliate.Domain.Monetary;

/// <summary>
/// An amount in minor units before it is rounded: an integer and a power of ten that divides it, so that products of amounts,
/// percentages and rates are exact, whatever their size.
/// </summary>
public readonly record struct ExactAmount : IComparable<ExactAmount>
{
    // As many as a decimal has places, and twice that for products of two.
    private static readonly BigInteger[] Powers = [.. Enumerable.Range(0, 57).Select(exponent => BigInteger.Pow(10, exponent))];

    private readonly BigInteger unscaled;
    private readonly int scale;

    private ExactAmount(BigInteger unscaled, int scale) => (this.unscaled, this.scale) = (unscaled, scale);

    /// <summary>Nothing.</summary>
    public static ExactAmount Zero => default;

    /// <summary>Whole minor units.</summary>
    public static ExactAmount Of(long minorUnits) => new(minorUnits, 0);

    /// <summary>A decimal number of minor units.</summary>
    public static ExactAmount Of(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var magnitude = ((BigInteger)(uint)bits[2] << 64) | ((BigInteger)(uint)bits[1] << 32) | (uint)bits[0];
        return new(number < 0 ? -magnitude : magnitude, number.Scale);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is no such number.</exception>
    public static ExactAmount Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.Remove(point, 1);
        return new(BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), point < 0 ? 0 : text.Length - point - 1);
    }

    /// <summary>The sum.</summary>
    public static ExactAmount operator +(ExactAmount left, ExactAmount right)
        => left.scale >= right.scale
            ? new(left.unscaled + right.AtScale(left.scale), left.scale)
            : new(left.AtScale(right.scale) + right.unscaled, right.scale);

    /// <summary>The difference.</summary>
    public static ExactAmount operator -(ExactAmount left, ExactAmount right) => left + new ExactAmount(-right.unscaled, right.scale);

    /// <summary>The product.</summary>
    public static ExactAmount operator *(ExactAmount left, ExactAmount right) => new(left.unscaled * right.unscaled, left.scale + right.scale);

    /// <summary>Whether the left one is less.</summary>
    public static bool operator <(ExactAmount left, ExactAmount right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is more.</summary>
    public static bool operator >(ExactAmount left, ExactAmount right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is not more.</summary>
    public static bool operator <=(ExactAmount left, ExactAmount right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is not less.</summary>
    public static bool operator >=(ExactAmount left, ExactAmount right) => left.CompareTo(right) >= 0;

    /// <summary>The amount with the decimal point moved: a positive number makes it greater.</summary>
    public ExactAmount Shift(int digits) => digits >= 0 ? new(unscaled * PowerOfTen(digits), scale) : new(unscaled, scale - digits);

    /// <summary>Rounds to whole minor units, half to even: the one rounding of the system.</summary>
    /// <param name="rounded">The amount, or 0 where it is none that can be booked.</param>
    /// <returns>Whether it can be booked: no further from zero than <see cref="Amounts.Most"/>.</returns>
    public bool TryRound(out long rounded)
    {
        var whole = unscaled;
        if (scale > 0)
        {
            whole = BigInteger.DivRem(unscaled, PowerOfTen(scale), out var rest);
            var half = (BigInteger.Abs(rest) * 2).CompareTo(PowerOfTen(scale));
            whole = half > 0 || (half == 0 && !whole.IsEven) ? whole + unscaled.Sign : whole;
        }

        var fits = whole >= -Amounts.Most && whole <= Amounts.Most;
        rounded = fits ? (long)whole : 0;
        return fits;
    }

    /// <summary>The same for an amount that is known to be one that can be booked.</summary>
    /// <exception cref="OverflowException">It is none.</exception>
    public long Round() => TryRound(out var rounded) ? rounded : throw new OverflowException($"{this} is no amount that can be booked.");

    /// <inheritdoc/>
    public int CompareTo(ExactAmount other)
        => scale >= other.scale ? unscaled.CompareTo(other.AtScale(scale)) : AtScale(other.scale).CompareTo(other.unscaled);

    /// <summary>Whether the numbers are the same, however they are written.</summary>
    public bool Equals(ExactAmount other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The number with as many decimals as it needs, such as <c>124.875</c>.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}".TrimEnd('0').TrimEnd('.');
        return unscaled.Sign < 0 ? "-" + text : text;
    }

    private BigInteger AtScale(int wanted) => wanted == scale ? unscaled : unscaled * PowerOfTen(wanted - scale);

    private static BigInteger PowerOfTen(int exponent) => exponent < Powers.Length ? Powers[exponent] : BigInteger.Pow(10, exponent);
}
