using System.Text.RegularExpressions;

namespace Affiliate.Domain.Payouts.Files;

/// <summary>
/// The reference of a payout at banks and payment providers. Their formats carry at most 30 characters (PayPal's
/// customer id) or 35 (ISO 20022, <c>Max35Text</c>) and, in SEPA, no underscore. The reference therefore consists of
/// the letters and digits of the payout's id, without its prefix and the century of its period:
/// <c>pay_202611_01JABCDEFGHJKMNPQRSTVWXYZ0</c> has the reference <c>261101JABCDEFGHJKMNPQRSTVWXYZ0</c>.
/// </summary>
public static partial class BankReference
{
    /// <summary>The greatest length that every format carries.</summary>
    public const int MaxLength = 30;

    private const int AchIdentificationLength = 15;

    /// <summary>Returns the reference of a payout.</summary>
    /// <param name="payoutId">The id of the payout.</param>
    public static string Of(string payoutId) =>
        string.Concat(PrefixAndCentury().Replace(payoutId, string.Empty).Where(char.IsAsciiLetterOrDigit));

    /// <summary>
    /// Returns the identification number of a payout in ACH entries, which has 15 characters: the end of its reference.
    /// It differs between the payouts of a cycle.
    /// </summary>
    /// <param name="payoutId">The id of the payout.</param>
    public static string AchIdentificationOf(string payoutId)
    {
        var reference = Of(payoutId).ToUpperInvariant();
        return reference.Length > AchIdentificationLength ? reference[^AchIdentificationLength..] : reference;
    }

    [GeneratedRegex("^pay_[0-9]{2}(?=[0-9]{4}_)", RegexOptions.CultureInvariant)]
    private static partial Regex PrefixAndCentury();
}
