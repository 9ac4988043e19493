namespace Affiliate.Domain.Imports;

/// <summary>The files with what other products owe their partners.</summary>
public static class BalanceLayouts
{
    /// <summary>
    /// The layouts; the generic one is the last. No product documents the columns of such a file, so partners are
    /// recognised as in <see cref="PartnerLayouts"/>, and amounts by usual names. Columns that end in <c>cents</c> or
    /// <c>minor</c> have integers of the minor unit; the others have amounts such as <c>123.45</c>.
    /// </summary>
    public static IReadOnlyList<ImportLayout> All { get; } =
    [
        ImportLayout.Of(
            ImportLayout.Generic,
            string.Empty,
            "partner: partner partner_id partner_email affiliate_email promoter_email email partner_code code token "
                + "partner_key ref_id ref_token referral_code\n"
                + "amount: amount balance opening_balance current_balance amount_due due unpaid unpaid_amount "
                + "unpaid_commissions unpaid_earnings\n"
                + "amount_minor: amount_minor balance_minor amount_cents balance_cents amount_due_cents unpaid_cents "
                + "unpaid_commissions_cents\n"
                + "currency: currency currency_code"
        ),
    ];
}
