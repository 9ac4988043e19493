using System.Globalization;
using System.Numerics;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules.Equivalence;

/// <summary>
/// Amounts as integers of 10^-40 minor units: more places than any product of an amount, a rate and a percentage has.
/// </summary>
internal static class ReferenceAmount
{
    private static readonly BigInteger One = BigInteger.Pow(10, 40);

    public static BigInteger Of(long minorUnits) => minorUnits * One;

    public static BigInteger Percent(BigInteger amount, string percent) => amount * Fraction(percent) / One / 100;

    /// <summary>An amount of a sale in the rule book's currency; 0 where a rate is missing.</summary>
    public static BigInteger Converted(ConversionFacts sale, Currency currency, long amount)
    {
        if (sale.Type != ConversionType.Sale || (sale.Currency ?? currency) == currency)
        {
            return Of(amount);
        }

        var shift = currency.Digits - sale.Currency!.Value.Digits;
        var converted = sale.FxRate is { } rate ? amount * Fraction(rate.ToString(CultureInfo.InvariantCulture)) : 0;
        return shift >= 0 ? converted * BigInteger.Pow(10, shift) : converted / BigInteger.Pow(10, -shift);
    }

    /// <summary>Rounded half to even; null where it is more than can be booked.</summary>
    public static long? Rounded(BigInteger amount)
    {
        var doubled = BigInteger.DivRem(BigInteger.Abs(amount) * 2, One, out var rest);
        var whole = doubled / 2;
        var isUp = !doubled.IsEven && (rest > 0 || !whole.IsEven);
        var rounded = (whole + (isUp ? 1 : 0)) * amount.Sign;
        return BigInteger.Abs(rounded) <= Amounts.Max ? (long)rounded : null;
    }

    private static BigInteger Fraction(string number)
    {
        var parts = number.Split('.');
        var places = parts.Length > 1 ? parts[1] : string.Empty;
        return BigInteger.Parse(parts[0] + places, CultureInfo.InvariantCulture)
            * BigInteger.Pow(10, 40 - places.Length);
    }
}
