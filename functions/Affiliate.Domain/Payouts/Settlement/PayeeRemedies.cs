namespace Affiliate.Domain.Payouts.Settlement;

/// <summary>What a payee can do after a payment has failed or a bank has reported wrong details.</summary>
public static class PayeeRemedies
{
    /// <summary>
    /// Returns the sentence for a reason code: a return reason code or a change code of Nacha, or a status reason code
    /// of ISO 20022.
    /// </summary>
    /// <param name="code">The code, or null.</param>
    public static string Of(string? code) =>
        code switch
        {
            "R02" or "AC04" or "AC07" or "R12" =>
                "The account is no longer in use: please give us the details of another account.",
            "R03" or "R04" or "AC01" or "AC03" or "C01" or "C04" or "BE01" or "BE06" or "R17" =>
                "Please check the account number and the name of the account holder, letter by letter.",
            "R13" or "R28" or "RC01" or "RC04" or "AGNT" or "CNOR" or "C02" =>
                "Please check the routing number or the BIC of your bank.",
            "C03" => "Please check the routing number and the account number.",
            "C05" or "C06" or "C07" or "AC14" =>
                "Please check the account number, and whether the account is a checking or a savings account.",
            "R16" or "R20" or "R23" or "AC06" or "AG01" or "AG03" or "AM03" =>
                "The account does not accept the payment: please ask your bank, or give us another account.",
            "R14" or "R15" or "MD07" => "Please contact us.",
            _ => "Please check your payout details, and ask your bank about the reason below.",
        };
}
