using System.Collections.Frozen;

namespace Affiliate.Domain.Banking;

/// <summary>
/// The countries that SEPA credit transfers reach, by the country codes of their IBANs (European Payments Council,
/// EPC409-09, "EPC List of SEPA Scheme Countries": 41 countries since May 2025). Gibraltar has its own code and belongs
/// to the entry of the United Kingdom; the other territories of France, Spain, Portugal, Finland and the United
/// Kingdom use the codes of these countries.
/// </summary>
public static class SepaArea
{
    private static readonly FrozenSet<string> Codes = (
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK "
        + "AD AL CH GB GI MC MD ME MK RS SM VA"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The country codes.</summary>
    public static IReadOnlyCollection<string> Countries => Codes;

    /// <summary>Returns whether a SEPA credit transfer can be sent to the account.</summary>
    public static bool Reaches(Iban account) => account.Value.Length > 0 && Codes.Contains(account.Country);
}
