namespace AffiliateFunctions.HeldCommissions;

/// <summary>Says in words why commissions are held.</summary>
internal static class HoldReasonText
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["customer_fraud"] = "An earlier commission for this customer was reversed for fraud",
        ["own_domain"] = "The customer's e-mail address is of the company's own domain",
        ["disposable_email"] = "The customer uses a disposable e-mail address",
        ["duplicate_customer"] = "Another partner brought a customer with the same e-mail address before",
        ["lead_burst"] = "Unusually many leads of this partner came from one network",
        ["click_burst"] = "Unusually many clicks of this partner came from one network",
        ["paid_search"] = "The customer came by a paid search ad",
        ["self_referral"] = "The partner itself seems to be the customer",
        ["deal_lost"] = "The deal of the sale was lost afterwards",
        ["deal_lost_after_payment"] = "The deal of the sale was lost after the payment",
    };

    /// <summary>The reason as a sentence without its full stop.</summary>
    /// <param name="reason">The reason that the ledger stores: a built-in one, or the id of a rule book's screen.</param>
    public static string Of(string? reason) =>
        reason is null ? "Held for a decision"
        : Known.TryGetValue(reason, out var words) ? words
        : $"The screen \"{reason.Replace('_', ' ')}\" of the rule book holds it";
}
