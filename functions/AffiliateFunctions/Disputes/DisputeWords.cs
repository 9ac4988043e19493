using System.Globalization;
using Affiliate.Domain.Monetary;

namespace AffiliateFunctions.Disputes;

/// <summary>The words about disputes, and the amounts that people enter.</summary>
internal static class DisputeWords
{
    /// <summary>What is contested, in words.</summary>
    public static string NameOf(DisputeKind kind) =>
        kind switch
        {
            DisputeKind.Amount => "the amount of a commission",
            DisputeKind.Reversal => "the reversal of a commission",
            DisputeKind.Hold => "the hold of a commission",
            _ => "a missing commission",
        };

    /// <summary>The pattern of an amount above 0 in the currency, such as <c>12.50</c>.</summary>
    public static string PatternOf(Currency currency) =>
        currency.Digits == 0
            ? @"\A(?=.*[1-9])[0-9]{1,9}\z"
            : string.Create(
                CultureInfo.InvariantCulture,
                $@"\A(?=.*[1-9])[0-9]{{1,9}}(\.[0-9]{{1,{currency.Digits}}})?\z"
            );

    /// <summary>The amount in minor units of a text that matches the pattern.</summary>
    public static long MinorUnitsOf(string text, Currency currency)
    {
        var amount = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        for (var digit = 0; digit < currency.Digits; digit++)
        {
            amount *= 10;
        }

        return (long)amount;
    }
}
