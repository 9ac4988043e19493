namespace AffiliateFunctions.HeldCommissions;

/// <summary>
/// Says to a partner why a commission is held. The words say what is checked, and nothing that was found out about the
/// customer or about other partners.
/// </summary>
public static class HoldReasonForPartner
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["customer_fraud"] = "The customer is being checked.",
        ["own_domain"] = "The customer may belong to the company itself.",
        ["disposable_email"] = "The customer's address is being checked.",
        ["duplicate_customer"] = "The customer may have been known before.",
        ["lead_burst"] = "Unusually many leads came in a short time.",
        ["click_burst"] = "Unusually many clicks came in a short time.",
        ["paid_search"] = "The customer came by a paid search ad.",
        ["self_referral"] = "The customer may be yourself.",
        ["deal_lost"] = "The deal of the sale was lost afterwards.",
        ["deal_lost_after_payment"] = "The deal of the sale was lost after the payment.",
    };

    /// <summary>The reason as a sentence.</summary>
    /// <param name="reason">The reason that the ledger stores: a built-in one, or the id of a rule book's screen.</param>
    public static string Of(string? reason) =>
        reason is not null && Known.TryGetValue(reason, out var words)
            ? words
            : "A rule of the program asks for a decision about it.";
}
