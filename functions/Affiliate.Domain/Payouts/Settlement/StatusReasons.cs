using System.Collections.Frozen;

namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>
/// The common status reason codes of payment status reports in words (ISO 20022, external code set
/// <c>ExternalStatusReason1Code</c>).
/// </summary>
internal static class StatusReasons
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["AC01"] = "The account number is invalid or missing.",
        ["AC02"] = "The account number of the debtor is invalid or missing.",
        ["AC03"] = "The account number of the payee is invalid or missing.",
        ["AC04"] = "The account is closed.",
        ["AC06"] = "The account is blocked.",
        ["AC07"] = "The account of the payee is closed.",
        ["AC13"] = "The type of the debtor's account is missing or invalid.",
        ["AC14"] = "The type of the payee's account is missing or invalid.",
        ["AG01"] = "The payment is forbidden on this type of account.",
        ["AG02"] = "The operation code of the payment is invalid.",
        ["AG03"] = "The account does not support this type of payment.",
        ["AGNT"] = "The bank in the payment is incorrect.",
        ["AM01"] = "The amount is zero.",
        ["AM02"] = "The amount is above the maximum.",
        ["AM03"] = "The currency is not supported.",
        ["AM04"] = "The funds of the debtor are insufficient.",
        ["AM05"] = "The bank has such a payment already, so it took this one as a duplicate.",
        ["AM09"] = "The amount is not the agreed or expected one.",
        ["AM10"] = "The control sum does not match the payments.",
        ["AM12"] = "The amount is invalid or missing.",
        ["AM14"] = "The amount is above the limit agreed with the bank.",
        ["AM18"] = "The number of payments is invalid or missing.",
        ["AM21"] = "The amount is above the limit agreed with the customer.",
        ["BE01"] = "The name of the payee does not match the account.",
        ["BE04"] = "The address of the payee is missing or incorrect.",
        ["BE05"] = "The bank does not recognise the initiating party.",
        ["BE06"] = "The bank does not know the payee.",
        ["BE07"] = "The address of the debtor is missing or incorrect.",
        ["CH03"] = "The execution date is too far in the future.",
        ["CH04"] = "The execution date is too far in the past.",
        ["CNOR"] = "The bank of the payee is not registered in the clearing system.",
        ["CUST"] = "The debtor asked for the rejection.",
        ["DNOR"] = "The bank of the debtor is not registered in the clearing system.",
        ["DS02"] = "An authorised user cancelled the order.",
        ["DT01"] = "A date is invalid.",
        ["DU01"] = "The bank has a file with this identification already.",
        ["DU02"] = "The bank has a batch with this identification already.",
        ["DU03"] = "The bank has such a payment already.",
        ["DU04"] = "The bank has a payment with this end-to-end identification already.",
        ["DU05"] = "The bank has a payment with this instruction identification already.",
        ["DUPL"] = "The bank has such a payment already, so it took this one as a duplicate.",
        ["ED05"] = "The settlement of the payment failed.",
        ["FF01"] = "The format of the file is incomplete or invalid.",
        ["FOCR"] = "The payment was returned after a cancellation request.",
        ["FRAD"] = "The payment is suspected of fraud.",
        ["LEGL"] = "A legal decision prevents the payment.",
        ["MD07"] = "The payee is deceased.",
        ["MS02"] = "The payee gave no reason.",
        ["MS03"] = "The bank gave no reason.",
        ["NARR"] = "The bank gave the reason as text.",
        ["NOAS"] = "The payee did not answer.",
        ["RC01"] = "The BIC of the bank is incorrect.",
        ["RC04"] = "The identification of the payee's bank is invalid or missing.",
        ["RF01"] = "The reference of the payment is in the file twice.",
        ["RR01"] = "The account or identification of the debtor is missing.",
        ["RR02"] = "The name or address of the debtor is missing.",
        ["RR03"] = "The name or address of the payee is missing.",
        ["RR04"] = "A regulation prevents the payment.",
        ["SL01"] = "A service that the debtor's bank offers prevented the payment.",
        ["TM01"] = "The file arrived after the bank's cut-off time.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // RF01 is about two references in one message. The app writes each reference once, so that a bank which finds it twice
    // has the payment from elsewhere.
    private static readonly FrozenSet<string> Duplicates = new[]
    {
        "AM05",
        "DU01",
        "DU02",
        "DU03",
        "DU04",
        "DU05",
        "DUPL",
        "RF01",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Returns whether the code says that the bank has the file, batch or payment already. The code set defines them as
    /// AM05 "Duplication", DU01 to DU05 (message, payment information block, transaction, end-to-end identification and
    /// instruction identification "is not unique"), DUPL "Payment or charge is a duplicate of another payment or charge"
    /// and RF01 "Transaction reference is not unique within the message"
    /// (https://www.iso20022.org/catalogue-messages/additional-content-messages/external-code-sets). Such a rejection
    /// is about a second sending. It does not say whether the first one was paid.
    /// </summary>
    public static bool IsDuplicate(string? code) => code is not null && Duplicates.Contains(code);

    /// <summary>Returns the meaning of a code. Another code has a sentence that names it.</summary>
    public static string WordsOf(string code) =>
        Words.TryGetValue(code, out var words) ? words : $"The bank reported the reason code {code}.";
}
