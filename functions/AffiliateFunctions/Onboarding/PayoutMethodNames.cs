namespace AffiliateFunctions.Onboarding;

/// <summary>The names of payout methods, as partners know them.</summary>
public static class PayoutMethodNames
{
    /// <summary>The name of a method within a sentence.</summary>
    public static string Of(string method) =>
        method switch
        {
            "ach" => "US bank account (ACH)",
            "sepa" => "bank account with IBAN (SEPA)",
            "paypal" => "PayPal",
            "wise" => "Wise",
            _ => method,
        };
}
