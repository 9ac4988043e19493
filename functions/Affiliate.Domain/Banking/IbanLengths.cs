using System.Collections.Frozen;
using System.Globalization;

namespace Affiliate.Domain.Banking;

/// <summary>
/// The length of the IBANs of each country (SWIFT, "IBAN Registry", field "IBAN length"; the registration
/// authority of ISO 13616-2).
/// </summary>
internal static class IbanLengths
{
    private static readonly FrozenDictionary<string, int> Lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 "
        + "EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 "
        + "KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 "
        + "PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 "
        + "UA29 VA22 VG24 XK20 YE30"
    )
        .Split(' ')
        .ToFrozenDictionary(
            entry => entry[..2],
            entry => int.Parse(entry[2..], CultureInfo.InvariantCulture),
            StringComparer.Ordinal
        );

    /// <summary>The codes of the countries that have IBANs.</summary>
    public static IEnumerable<string> Countries => Lengths.Keys;

    /// <summary>Returns the length of a country's IBANs, or null for a country without IBANs.</summary>
    public static int? Of(string country) => Lengths.TryGetValue(country, out var length) ? length : null;
}
