using System.Globalization;
using System.Numerics;

namespace Affiliate.Domain.Monetary;

/// <summary>
/// An amount in minor units before rounding: an integer and a power of ten that divides it. Products of amounts,
/// percentages and rates are therefore exact at any size. The integer has 128 bits; only a larger one is a
/// <see cref="BigInteger"/>.
/// </summary>
public readonly record struct ExactAmount : IComparable<ExactAmount>
{
    // A decimal has up to 28 decimal places, and a product of two has twice as many.
    private static readonly BigInteger[] Powers =
    [
        .. Enumerable.Range(0, 57).Select(exponent => BigInteger.Pow(10, exponent)),
    ];

    // 10^38 is the largest power of ten in 128 bits with a sign, 10^18 the largest in 64.
    private static readonly Int128[] WidePowers = [.. Powers.Take(39).Select(power => (Int128)power)];
    private static readonly long[] NarrowPowers = [.. Powers.Take(19).Select(power => (long)power)];

    // Two factors with 126 bits together have a product of at most 126 bits, which leaves the sign and one spare bit.
    private const int MaxProductBits = 126;

    private readonly Int128 narrow;

    // A BigInteger, if the integer has more than 127 bits and a sign; otherwise null.
    private readonly object? wide;
    private readonly int scale;

    private ExactAmount(Int128 unscaled, int scale) => (narrow, this.scale) = (unscaled, scale);

    private ExactAmount(BigInteger unscaled, int scale)
    {
        this.scale = scale;
        if (unscaled > Int128.MinValue && unscaled <= Int128.MaxValue)
        {
            narrow = (Int128)unscaled;
        }
        else
        {
            wide = unscaled;
        }
    }

    /// <summary>The amount zero.</summary>
    public static ExactAmount Zero => default;

    private BigInteger Unscaled => wide is BigInteger integer ? integer : narrow;

    /// <summary>Creates an amount of whole minor units.</summary>
    public static ExactAmount Of(long minorUnits) => new((Int128)minorUnits, 0);

    /// <summary>Creates an amount from a decimal number of minor units.</summary>
    public static ExactAmount Of(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var magnitude = (Int128)new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        return new(number < 0 ? -magnitude : magnitude, number.Scale);
    }

    /// <summary>Parses the text that <see cref="ToString"/> returns.</summary>
    /// <exception cref="FormatException">The text is not such a number.</exception>
    public static ExactAmount Parse(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.Remove(point, 1);
        var unscaled = BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new(unscaled, point < 0 ? 0 : text.Length - point - 1);
    }

    /// <summary>Returns the sum.</summary>
    public static ExactAmount operator +(ExactAmount left, ExactAmount right)
    {
        var scale = Math.Max(left.scale, right.scale);
        if (left.TryScale(scale, out var first) && right.TryScale(scale, out var second))
        {
            var sum = first + second;
            var overflows = ((first ^ sum) & (second ^ sum)) < 0 || sum == Int128.MinValue;
            return overflows ? new((BigInteger)first + second, scale) : new(sum, scale);
        }

        return new(left.AtScale(scale) + right.AtScale(scale), scale);
    }

    /// <summary>Returns the difference.</summary>
    public static ExactAmount operator -(ExactAmount left, ExactAmount right) =>
        left
        + (
            right.wide is null
                ? new ExactAmount(-right.narrow, right.scale)
                : new ExactAmount(-right.Unscaled, right.scale)
        );

    /// <summary>Returns the product.</summary>
    public static ExactAmount operator *(ExactAmount left, ExactAmount right)
    {
        var scale = left.scale + right.scale;
        return left.wide is null && right.wide is null && TryMultiply(left.narrow, right.narrow, out var product)
            ? new(product, scale)
            : new(left.Unscaled * right.Unscaled, scale);
    }

    /// <summary>Whether the left amount is less than the right.</summary>
    public static bool operator <(ExactAmount left, ExactAmount right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left amount is greater than the right.</summary>
    public static bool operator >(ExactAmount left, ExactAmount right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left amount is not greater than the right.</summary>
    public static bool operator <=(ExactAmount left, ExactAmount right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left amount is not less than the right.</summary>
    public static bool operator >=(ExactAmount left, ExactAmount right) => left.CompareTo(right) >= 0;

    /// <summary>Returns the amount with the decimal point moved. A positive number makes the amount greater.</summary>
    public ExactAmount Shift(int digits) =>
        digits switch
        {
            > 0 => wide is null
            && digits < WidePowers.Length
            && TryMultiply(narrow, WidePowers[digits], out var shifted)
                ? new(shifted, scale)
                : new(Unscaled * PowerOfTen(digits), scale),
            _ => wide is null ? new(narrow, scale - digits) : new(Unscaled, scale - digits),
        };

    /// <summary>Rounds to whole minor units, half to even. All rounding of the system uses this method.</summary>
    /// <param name="rounded">The rounded amount, or 0 when it cannot be booked.</param>
    /// <returns>Whether the amount can be booked: its absolute value does not exceed
    /// <see cref="Amounts.Max"/>.</returns>
    public bool TryRound(out long rounded)
    {
        if (wide is null && scale < NarrowPowers.Length && FitsLong(narrow))
        {
            rounded = Round((long)narrow, NarrowPowers[scale]);
        }
        else if (wide is null && scale < WidePowers.Length)
        {
            rounded = (long)Int128.Clamp(Round(narrow, WidePowers[scale]), long.MinValue, long.MaxValue);
        }
        else
        {
            rounded = (long)BigInteger.Clamp(Round(Unscaled, PowerOfTen(scale)), long.MinValue, long.MaxValue);
        }

        var fits = rounded is >= -Amounts.Max and <= Amounts.Max;
        rounded = fits ? rounded : 0;
        return fits;
    }

    /// <summary>Rounds an amount that is known to fit, half to even.</summary>
    /// <exception cref="OverflowException">The amount cannot be booked.</exception>
    public long Round() =>
        TryRound(out var rounded)
            ? rounded
            : throw new OverflowException($"{this} is not an amount that can be booked.");

    /// <inheritdoc/>
    public int CompareTo(ExactAmount other)
    {
        var common = Math.Max(scale, other.scale);
        return TryScale(common, out var own) && other.TryScale(common, out var others)
            ? own.CompareTo(others)
            : AtScale(common).CompareTo(other.AtScale(common));
    }

    /// <summary>Whether both numbers are equal, regardless of their scale.</summary>
    public bool Equals(ExactAmount other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the number with as many decimals as necessary, such as <c>124.875</c>.</summary>
    public override string ToString()
    {
        if (wide is null && scale == 0)
        {
            return narrow.ToString(CultureInfo.InvariantCulture);
        }

        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}".TrimEnd('0').TrimEnd('.');
        return Unscaled.Sign < 0 ? "-" + text : text;
    }

    private bool TryScale(int wanted, out Int128 scaled)
    {
        if (wanted == scale)
        {
            scaled = narrow;
            return wide is null;
        }

        scaled = 0;
        return wide is null
            && wanted - scale < WidePowers.Length
            && TryMultiply(narrow, WidePowers[wanted - scale], out scaled);
    }

    private BigInteger AtScale(int wanted) => wanted == scale ? Unscaled : Unscaled * PowerOfTen(wanted - scale);

    private static bool TryMultiply(Int128 left, Int128 right, out Int128 product)
    {
        if (FitsLong(left) && FitsLong(right))
        {
            product = Math.BigMul((long)left, (long)right);
            return true;
        }

        var fits = BitsOf(left) + BitsOf(right) <= MaxProductBits;
        product = fits ? left * right : 0;
        return fits;
    }

    private static bool FitsLong(Int128 number) => (long)number == number;

    private static int BitsOf(Int128 number) => 128 - (int)Int128.LeadingZeroCount(Int128.Abs(number));

    private static long Round(long unscaled, long divisor)
    {
        var (whole, rest) = Math.DivRem(unscaled, divisor);
        var magnitude = Math.Abs(rest);
        var half = magnitude.CompareTo(divisor - magnitude);
        return rest != 0 && (half > 0 || (half == 0 && long.IsOddInteger(whole))) ? whole + Math.Sign(unscaled) : whole;
    }

    private static Int128 Round(Int128 unscaled, Int128 divisor)
    {
        var (whole, rest) = Int128.DivRem(unscaled, divisor);
        var magnitude = Int128.Abs(rest);
        var half = magnitude.CompareTo(divisor - magnitude);
        return rest != 0 && (half > 0 || (half == 0 && Int128.IsOddInteger(whole)))
            ? whole + Int128.Sign(unscaled)
            : whole;
    }

    private static BigInteger Round(BigInteger unscaled, BigInteger divisor)
    {
        var whole = BigInteger.DivRem(unscaled, divisor, out var rest);
        var half = (BigInteger.Abs(rest) * 2).CompareTo(divisor);
        return !rest.IsZero && (half > 0 || (half == 0 && !whole.IsEven)) ? whole + unscaled.Sign : whole;
    }

    private static BigInteger PowerOfTen(int exponent) =>
        exponent < Powers.Length ? Powers[exponent] : BigInteger.Pow(10, exponent);
}
