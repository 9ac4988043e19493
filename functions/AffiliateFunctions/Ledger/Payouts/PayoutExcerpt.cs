using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>
/// What a payout needs of one partner's ledger, read in one request with the same of other partners. A change that
/// begins with an excerpt is stored only if the ledger still has the excerpt's head.
/// </summary>
/// <param name="period">The period of the payout.</param>
/// <param name="hasPayable">Whether the excerpt has the payable commissions and those that mature, beside the lines of
/// the payout.</param>
internal sealed class PayoutExcerpt(Period period, bool hasPayable)
{
    /// <summary>The head, which was read before all other rows; an empty one if there is no ledger.</summary>
    public LedgerHead Head { get; set; } = new();

    /// <summary>The period of the payout.</summary>
    public Period Period => period;

    /// <summary>The payout of the period, or null.</summary>
    public ReservedPayout? Payout { get; set; }

    /// <summary>The commissions, by the time of their events.</summary>
    public List<Commission> Commissions { get; } = [];

    /// <summary>
    /// Whether the excerpt is what storage has. An interrupted reservation is finished from storage, because other
    /// payouts are part of it.
    /// </summary>
    /// <param name="head">The head that the change of the ledger begins with.</param>
    public bool IsCurrent(LedgerHead head) => head.Version == Head.Version && Head.Reserving is null;

    /// <summary>Whether all commissions that the filter includes are in the excerpt.</summary>
    public bool Covers(CommissionFilter filter) =>
        filter.Payout == period || (hasPayable && filter.Status == CommissionStatus.Payable);

    /// <summary>Whether pending commissions are due by a time.</summary>
    public bool HasMature(DateTimeOffset asOf) =>
        Commissions.Any(line => line.Status == CommissionStatus.Pending && line.DueAt <= asOf);
}
