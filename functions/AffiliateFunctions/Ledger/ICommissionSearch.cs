using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.Ledger;

/// <summary>Finds commissions for the pages of the company.</summary>
public interface ICommissionSearch
{
    /// <summary>
    /// Returns a page of the commissions that match the query, by partner and by the time of the conversion, by a bounded
    /// number of requests to storage. A page can have fewer commissions than the limit although there are further ones.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="query">The query.</param>
    /// <param name="place">The place at which the page begins, as an earlier page has returned it; null for the first
    /// page.</param>
    /// <param name="limit">The highest number of commissions.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The page; null if the place is not valid.</returns>
    Task<FoundCommissions?> FindAsync(
        AffiliateProgram program,
        CommissionQuery query,
        string? place,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Explains in words why no rule paid a partner for an event; null when a rule paid or no rules were evaluated.
    /// </summary>
    Task<IReadOnlyList<LineList>?> ExplainNothingAsync(
        AffiliateProgram program,
        PartnerId partner,
        EventId id,
        CancellationToken cancellationToken
    );
}

/// <summary>Which commissions are wanted.</summary>
public sealed record CommissionQuery
{
    /// <summary>Only commissions of this partner.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>Only commissions for this customer.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Only commissions of this status.</summary>
    public CommissionStatus? Status { get; init; }

    /// <summary>Only commissions for conversions of this month.</summary>
    public Period? Period { get; init; }
}

/// <summary>A page of commissions.</summary>
/// <param name="Commissions">The commissions.</param>
/// <param name="Next">The place at which the next page begins; null on the last page.</param>
public sealed record FoundCommissions(IReadOnlyList<CommissionView> Commissions, string? Next);
