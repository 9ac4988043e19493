using Affiliate.Pages.Models;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.ConsolePages.Commissions;

/// <summary>The forms by which a commission is decided.</summary>
internal static class CommissionActions
{
    /// <summary>The forms for a commission in its status.</summary>
    public static IReadOnlyList<ConsoleBlock> Of(ConsoleProgram shown, CommissionView commission)
    {
        _ = shown;
        _ = commission;
        return [];
    }
}
