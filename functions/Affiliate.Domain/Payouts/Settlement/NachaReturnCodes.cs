using System.Collections.Frozen;

namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>
/// The return reason codes of ACH in words (Nacha Operating Rules, Appendix Four, "Table of Return Reason Codes"). The
/// codes that the rules do not assign are absent.
/// </summary>
internal static class NachaReturnCodes
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["R01"] = "The account has insufficient funds.",
        ["R02"] = "The account is closed.",
        ["R03"] = "The bank has no such account, or cannot find it by number and name.",
        ["R04"] = "The account number is invalid.",
        ["R05"] = "A consumer's account was debited by a corporate entry without authorization.",
        ["R06"] = "The originating bank asked for the return.",
        ["R07"] = "The account holder has revoked the authorization.",
        ["R08"] = "The account holder has stopped the payment.",
        ["R09"] = "The funds of the account are not collected yet.",
        ["R10"] = "The account holder does not know the originator or has not authorized the entry.",
        ["R11"] = "The entry does not comply with the terms of the authorization.",
        ["R12"] = "The branch of the account was sold to another bank.",
        ["R13"] = "The routing number is not of a bank that takes part in ACH.",
        ["R14"] = "The representative payee is deceased or cannot act in that capacity.",
        ["R15"] = "The beneficiary or account holder is deceased.",
        ["R16"] = "The account is frozen, or the bank must return the entry for legal reasons.",
        ["R17"] = "The bank cannot process a field, or the entry was sent under questionable circumstances.",
        ["R18"] = "The effective entry date is improper.",
        ["R19"] = "The amount field is wrong.",
        ["R20"] = "The account does not accept such payments.",
        ["R21"] = "The company identification is invalid.",
        ["R22"] = "The individual identification number is invalid.",
        ["R23"] = "The payee refused the payment.",
        ["R24"] = "The bank has such an entry already, so it returned this one as a duplicate.",
        ["R25"] = "The addenda record is wrong.",
        ["R26"] = "A mandatory field is wrong.",
        ["R27"] = "The trace number is wrong.",
        ["R28"] = "The check digit of the routing number is wrong.",
        ["R29"] = "The corporate account holder has not authorized the entry.",
        ["R30"] = "The bank does not take part in check truncation.",
        ["R31"] = "The originating bank agreed to a late return of a corporate entry.",
        ["R32"] = "The bank cannot settle the entry.",
        ["R33"] = "The bank returned a destroyed-check entry (XCK).",
        ["R34"] = "The participation of the bank is limited by a supervisor.",
        ["R35"] = "A debit is not permitted in this class of entries or for this account.",
        ["R36"] = "A credit is not permitted in this class of entries.",
        ["R37"] = "The source document of the entry has been presented for payment.",
        ["R38"] = "Payment of the source document has been stopped.",
        ["R39"] = "The source document is improper, or has been presented for payment.",
        ["R40"] = "A federal agency returned the enrollment.",
        ["R41"] = "The transaction code of the enrollment is invalid.",
        ["R42"] = "The routing number of the enrollment or its check digit is wrong.",
        ["R43"] = "The account number of the enrollment is invalid.",
        ["R44"] = "The identification number of the enrollment is invalid.",
        ["R45"] = "The name of the enrollment is invalid.",
        ["R46"] = "The representative payee indicator of the enrollment is invalid.",
        ["R47"] = "The enrollment is a duplicate.",
        ["R50"] = "State law prevents the acceptance of the represented check.",
        ["R51"] = "The represented check is ineligible, or its entry is improper.",
        ["R52"] = "Payment of the represented check has been stopped.",
        ["R53"] = "The represented check and its entry were both presented for payment.",
        ["R61"] = "Dishonored return: the return was sent to the wrong bank.",
        ["R62"] = "Dishonored return: the return concerns an erroneous or reversing debit.",
        ["R67"] = "Dishonored return: the return is a duplicate.",
        ["R68"] = "Dishonored return: the return was too late.",
        ["R69"] = "Dishonored return: fields of the return are wrong.",
        ["R70"] = "Dishonored return: the originating bank has not agreed to the return or asked for it.",
        ["R71"] = "Contested dishonored return: the dishonored return was sent to the wrong bank.",
        ["R72"] = "Contested dishonored return: the dishonored return was too late.",
        ["R73"] = "Contested dishonored return: the original return was in time.",
        ["R74"] = "Corrected return: the return is repeated with the right fields.",
        ["R75"] = "Contested dishonored return: the return is not a duplicate.",
        ["R76"] = "Contested dishonored return: the return has no errors.",
        ["R77"] = "The bank does not accept the dishonored return of an erroneous debit.",
        ["R80"] = "The international entry is coded wrongly.",
        ["R81"] = "The gateway does not take part in international entries.",
        ["R82"] = "The identification of the foreign bank is invalid.",
        ["R83"] = "The foreign bank cannot settle the entry.",
        ["R84"] = "The gateway did not process the international entry.",
        ["R85"] = "The payment is international, but was not sent as an international entry.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The codes in the table.</summary>
    public static IEnumerable<string> Codes => Words.Keys;

    /// <summary>Returns whether the text has the form of a return reason code.</summary>
    public static bool IsCode(string text) =>
        text is ['R', var tens, var ones] && char.IsAsciiDigit(tens) && char.IsAsciiDigit(ones);

    /// <summary>Returns the meaning of a code. A code that the table lacks has a sentence that names it.</summary>
    public static string WordsOf(string code) =>
        Words.TryGetValue(code, out var words) ? words : $"The bank returned the entry with the code {code}.";

    /// <summary>
    /// Returns the status of a payment. Banks exchange dishonored returns (R61 to R70) and contested ones (R71 to R77,
    /// except the corrected return R74) about an earlier return; they decide nothing about the payment. Neither does the
    /// return of a duplicate (R24, for enrollments R47): the entry that the bank had first may have been paid, and both have
    /// the same trace number.
    /// </summary>
    public static SettlementStatus StatusOf(string code) =>
        IsDuplicate(code) || (code[1] is '6' or '7' && code != "R74")
            ? SettlementStatus.Pending
            : SettlementStatus.Failed;

    /// <summary>Returns whether the code says that the bank has the entry already.</summary>
    public static bool IsDuplicate(string code) => code is "R24" or "R47";
}
