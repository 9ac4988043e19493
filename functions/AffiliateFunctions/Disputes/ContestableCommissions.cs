using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Disputes;

/// <summary>The commissions that a partner can contest since a month.</summary>
internal static class ContestableCommissions
{
    // A reversal can be of a commission that was granted some months before the statement.
    private const int ReversedWithinMonths = 3;

    /// <summary>Whether the commission can be contested.</summary>
    /// <param name="commission">The commission.</param>
    /// <param name="since">The beginning of the month.</param>
    public static bool Contains(CommissionView commission, DateTimeOffset since) =>
        commission.CreatedAt >= since
        || commission.Status == "held"
        || (commission.ReversedAmount > 0 && commission.CreatedAt >= since.AddMonths(-ReversedWithinMonths));
}
