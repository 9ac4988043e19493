namespace Affiliate.Domain.Payouts;

/// <summary>Why a partner is not paid in a cycle. The amount stays payable.</summary>
public static class SkipReasons
{
    /// <summary>Nothing is due.</summary>
    public const string NothingDue = "nothing_due";

    /// <summary>The partner is suspended, or has left and is not paid yet.</summary>
    public const string PartnerNotActive = "partner_not_active";

    /// <summary>The rule book requires a tax form, and the partner has given none.</summary>
    public const string TaxFormMissing = "tax_form_missing";

    /// <summary>The partner has given no payout details.</summary>
    public const string DetailsMissing = "payout_details_missing";

    /// <summary>The payout details have changed less than three days ago.</summary>
    public const string DetailsChanged = "payout_details_changed";

    /// <summary>The payment file cannot carry the payout details.</summary>
    public const string DetailsInvalid = "payout_details_invalid";

    /// <summary>The program does not offer the partner's method.</summary>
    public const string MethodNotOffered = "method_not_offered";

    /// <summary>The partner's method cannot carry the program's currency.</summary>
    public const string MethodCurrency = "method_currency";

    /// <summary>The amount is below the program's minimum.</summary>
    public const string BelowMinimum = "below_minimum";

    /// <summary>The payout would exceed the monthly limit.</summary>
    public const string MonthlyLimit = "monthly_limit";

    /// <summary>A person has excluded the partner from the cycle.</summary>
    public const string Excluded = "excluded";

    /// <summary>The cycle was rejected.</summary>
    public const string CycleRejected = "cycle_rejected";

    /// <summary>The reason in words, as partners and approvers read it, with the way to change it.</summary>
    public static string TextOf(string reason) =>
        reason switch
        {
            NothingDue => "Nothing is due.",
            PartnerNotActive =>
                "The partner is not active. The amount is paid after a reinstatement, or when the hold of a closed partner "
                    + "ends.",
            TaxFormMissing => "The tax form is missing. The amount is paid in the first cycle after it is submitted.",
            DetailsMissing =>
                "The payout details are missing. The amount is paid in the first cycle after they are given.",
            DetailsChanged =>
                "The payout details were changed. No payout is made to new details for three days; the amount is paid "
                    + "in the next cycle.",
            DetailsInvalid => "The payment file cannot carry the payout details. The amount is paid in the first cycle "
                + "after they are corrected.",
            MethodNotOffered => "The program does not offer this payout method. Another method is needed.",
            MethodCurrency =>
                "The payout method cannot carry the program's currency. Another method is needed, for example PayPal.",
            BelowMinimum => "The amount is below the program's minimum and is carried over to the next cycle.",
            MonthlyLimit => "The program's monthly limit is reached. The amount is paid in the next cycle.",
            Excluded => "The payout was excluded from this cycle. The amount stays payable.",
            CycleRejected => "The cycle was not approved. The amount stays payable.",
            _ => reason.Replace('_', ' '),
        };

    /// <summary>The reason in words, followed by the detail.</summary>
    /// <param name="reason">The reason, as a code.</param>
    /// <param name="detail">What exactly is wrong, as a sentence, or null.</param>
    public static string TextOf(string reason, string? detail) =>
        detail is null ? TextOf(reason) : $"{TextOf(reason)} {detail}";
}
