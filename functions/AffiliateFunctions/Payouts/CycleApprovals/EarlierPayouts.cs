using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Payouts.CycleApprovals;

/// <summary>The payouts of the cycles before a cycle.</summary>
/// <param name="ByPartner">The payouts of each partner that had one.</param>
/// <param name="Last">The last cycle that paid; null if there is none.</param>
/// <param name="Cycles">How many cycles were read.</param>
/// <param name="AreAll">Whether these are all earlier cycles of the program.</param>
internal sealed record EarlierPayouts(
    IReadOnlyDictionary<PartnerId, EarlierTotal> ByPartner,
    EarlierCycle? Last,
    int Cycles,
    bool AreAll
);

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

/// <summary>An earlier cycle.</summary>
/// <param name="Period">The period.</param>
/// <param name="Payouts">How many payouts it had.</param>
/// <param name="Total">Their sum, in minor units.</param>
internal sealed record EarlierCycle(Period Period, int Payouts, long Total);
