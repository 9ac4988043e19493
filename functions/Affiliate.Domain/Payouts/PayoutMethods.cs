using System.Collections.Frozen;

namespace Affiliate.Domain.Payouts;

/// <summary>The payout methods, and the currencies that each of them can carry.</summary>
public static class PayoutMethods
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> Currencies = new Dictionary<
        string,
        FrozenSet<string>
    >
    {
        // ACH credits are in US dollars (Nacha Operating Rules); SEPA credit transfers are in euro (EPC125-05).
        ["ach"] = Set("USD"),
        ["sepa"] = Set("EUR"),
        // https://developer.paypal.com/reference/currency-codes/; CNY only within China.
        ["paypal"] = Set("AUD BRL CAD CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD"),
        // https://wise.com/help/articles/2571942/what-countriesregions-can-i-send-to
        ["wise"] = Set(
            "AED AUD BRL CAD CHF CLP CNY COP CRC CZK DKK EGP EUR GBP GEL HKD HUF IDR ILS INR JPY KES KRW LKR MAD MXN "
                + "MYR NOK NPR NZD PHP PKR PLN RON SEK SGD THB TRY TZS UAH UGX USD UYU VND ZAR"
        ),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of the methods.</summary>
    public static IReadOnlyList<string> All { get; } = ["ach", "sepa", "paypal", "wise"];

    /// <summary>Whether payments of the method can be in the currency (ISO 4217).</summary>
    public static bool Carries(string method, string currency) =>
        Currencies.TryGetValue(method, out var currencies) && currencies.Contains(currency);

    private static FrozenSet<string> Set(string currencies) =>
        currencies.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
