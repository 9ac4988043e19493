using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Adjustments;

/// <summary>Says why a commission cannot be voided, and what to do instead.</summary>
internal static class VoidRefusal
{
    /// <summary>The refusal of a commission that a cycle is reserving.</summary>
    public const string BeingReserved =
        "A cycle is just putting the commission into a payout. Exclude it there, or post an adjustment of a negative "
        + "amount.";

    /// <summary>The refusal, or null when the commission can be voided.</summary>
    public static string? Of(CommissionView commission) =>
        commission.Status switch
        {
            _ when commission.RulesVersion == 0 =>
                "The line is an adjustment by hand. Post an adjustment of the opposite amount instead.",
            _ when commission.IsCorrection || commission.Amount < 0 =>
                "The line corrects another commission. Post an adjustment (POST …/adjustments) to change it.",
            "in_payout" => "The commission is in a payout that is not paid yet. Exclude it from the cycle, or take the "
                + "amount back with an adjustment of a negative amount (POST …/adjustments).",
            "paid" => "The commission is paid. Take the amount back with an adjustment of a negative amount "
                + "(POST …/adjustments).",
            "reversed" => "The commission is reversed already.",
            _ => null,
        };
}
