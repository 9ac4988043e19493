using System.Collections.Frozen;
using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Monetary;

/// <summary>
/// A currency in use, identified by its alphabetic code (ISO 4217, list one). Amounts are integers of its minor unit.
/// </summary>
[JsonConverter(typeof(TextValueJsonConverter<Currency>))]
public readonly record struct Currency : ITextValue<Currency>
{
    private const int UsualDigits = 2;

    private static readonly FrozenSet<string> Active = (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
        + "CLP CNY COP CRC CUP CVE CZK "
        + "DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD "
        + "IRR ISK JMD JOD JPY KES KGS "
        + "KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR "
        + "MZN NAD NGN NIO NOK NPR NZD "
        + "OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
        + "SYP SZL THB TJS TMT TND TOP "
        + "TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> UnusualDigits = new Dictionary<string, int>
    {
        ["BIF"] = 0,
        ["CLP"] = 0,
        ["DJF"] = 0,
        ["GNF"] = 0,
        ["ISK"] = 0,
        ["JPY"] = 0,
        ["KMF"] = 0,
        ["KRW"] = 0,
        ["PYG"] = 0,
        ["RWF"] = 0,
        ["UGX"] = 0,
        ["VND"] = 0,
        ["VUV"] = 0,
        ["XAF"] = 0,
        ["XOF"] = 0,
        ["XPF"] = 0,
        ["BHD"] = 3,
        ["IQD"] = 3,
        ["JOD"] = 3,
        ["KWD"] = 3,
        ["LYD"] = 3,
        ["OMR"] = 3,
        ["TND"] = 3,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly string? value;

    private Currency(string value) => this.value = value;

    /// <summary>The currency code.</summary>
    public string Value => value ?? string.Empty;

    /// <summary>
    /// The number of digits of the minor unit: 2 for the cent, 0 for a currency without a minor unit.
    /// </summary>
    public int Digits => UnusualDigits.GetValueOrDefault(Value, UsualDigits);

    /// <inheritdoc/>
    public static string Form => "an ISO 4217 currency code, such as USD";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out Currency result)
    {
        var fits = text is not null && Active.Contains(text);
        result = fits ? new Currency(text!) : default;
        return fits;
    }

    /// <summary>Returns the currency of a code that is known to be valid.</summary>
    /// <exception cref="FormatException">The text is not a currency code.</exception>
    public static Currency Parse(string text) => TextValue.Parse<Currency>(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
