using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Payouts;

/// <summary>
/// Reads one partner's ledger for a payout: from an excerpt while it is what storage has, otherwise from storage.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="program">The program.</param>
/// <param name="partner">The partner.</param>
/// <param name="excerpt">The excerpt, or null.</param>
/// <param name="cancellationToken">Cancels the operations.</param>
internal sealed class PayoutSource(
    LedgerStore store,
    ProgramSlug program,
    PartnerId partner,
    PayoutExcerpt? excerpt,
    CancellationToken cancellationToken
)
{
    public ProgramSlug Program => program;

    public PartnerId Partner => partner;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The head of the excerpt; null without an excerpt.</summary>
    public LedgerHead? KnownHead => excerpt?.Head;

    /// <summary>Returns the head.</summary>
    public async ValueTask<LedgerHead> HeadAsync() =>
        excerpt?.Head ?? await store.HeadAsync(program, partner, cancellationToken);

    /// <summary>Returns the payout of a period, or null.</summary>
    /// <param name="head">The head that was read before.</param>
    /// <param name="period">The period.</param>
    public async ValueTask<ReservedPayout?> FindAsync(LedgerHead head, Period period) =>
        excerpt is not null && period == excerpt.Period && excerpt.IsCurrent(head)
            ? excerpt.Payout
            : await store.FindAsync<ReservedPayout>(program, partner, LedgerKeys.Payout(period), cancellationToken);

    /// <summary>Returns commissions, by the time of their events.</summary>
    /// <param name="head">The head that was read before; null reads storage.</param>
    /// <param name="filter">The commissions.</param>
    public async ValueTask<List<Commission>> ListAsync(LedgerHead? head, CommissionFilter filter) =>
        excerpt is not null && head is not null && excerpt.Covers(filter) && excerpt.IsCurrent(head)
            ? [.. excerpt.Commissions.Where(filter.Includes)]
            : await store.CommissionsAsync(program, partner, filter, cancellationToken).ToListAsync(cancellationToken);
}
