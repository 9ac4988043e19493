using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>The cycles before a cycle with which it is compared.</summary>
/// <param name="Cycles">The cycles that have paid, the newest first.</param>
/// <param name="AreAll">Whether these are all earlier cycles of the program.</param>
internal sealed record EarlierCycles(IReadOnlyList<StoredCycle> Cycles, bool AreAll)
{
    /// <summary>The last cycle that paid; null if there is none.</summary>
    public StoredCycle? Last => Cycles.Count > 0 ? Cycles[0] : null;
}

/// <summary>The earlier payouts of one partner.</summary>
/// <param name="Sum">Their sum, in minor units.</param>
/// <param name="Count">How many there were.</param>
internal readonly record struct EarlierTotal(long Sum, int Count)
{
    /// <summary>Whether an amount is more than three times the average.</summary>
    public bool IsExceededBy(long amount) => Count > 0 && (decimal)amount * Count > (decimal)Sum * 3;

    /// <summary>The totals with another payout.</summary>
    public EarlierTotal With(long amount) => new(Sum + amount, Count + 1);
}
