using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;

namespace AffiliateFunctions.Ledger;

/// <summary>What the partner's own pages read of its ledger.</summary>
public interface IPartnerLedger
{
    /// <summary>Returns the running totals of a partner and its counts by month, by one request to storage.</summary>
    Task<PartnerFigures> FiguresAsync(AffiliateProgram program, PartnerId partner, CancellationToken cancellationToken);

    /// <summary>
    /// Returns a page of the partner's commissions, the newest first, by a bounded number of requests to storage. A page
    /// can have fewer commissions than the limit although there are older ones.
    /// </summary>
    Task<CommissionPage> NewestAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionSearch search,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Explains a commission to its partner, without what concerns other partners, customers or the persons who decided.
    /// Returns null if the commission is not the partner's.
    /// </summary>
    Task<PartnerExplanation?> ExplainAsync(
        AffiliateProgram program,
        PartnerId partner,
        CommissionId commission,
        CancellationToken cancellationToken
    );
}

/// <summary>The figures of a partner.</summary>
/// <param name="Balance">The running totals.</param>
/// <param name="Months">The months with a count, in order.</param>
public sealed record PartnerFigures(PartnerBalance Balance, IReadOnlyList<MonthFigures> Months);

/// <summary>What was counted for a partner in a month. Refunds reduce no count.</summary>
/// <param name="Month">The month in UTC.</param>
/// <param name="Clicks">The number of clicks.</param>
/// <param name="Leads">The number of leads.</param>
/// <param name="Sales">The number of sales.</param>
/// <param name="Commissions">The granted commissions, in minor units.</param>
public sealed record MonthFigures(Period Month, long Clicks, long Leads, long Sales, long Commissions);

/// <summary>Which commissions of a partner are wanted.</summary>
/// <param name="Status">Only commissions of this status; null for all.</param>
/// <param name="From">Only commissions for conversions at this time or later.</param>
/// <param name="Before">Only commissions for conversions before this time.</param>
/// <param name="Older">Only commissions before this place, which an earlier page has returned; null for the first
/// page.</param>
/// <param name="Limit">The highest number of commissions.</param>
public sealed record CommissionSearch(
    CommissionStatus? Status,
    DateTimeOffset From,
    DateTimeOffset Before,
    CommissionId? Older,
    int Limit
);

/// <summary>A page of commissions.</summary>
/// <param name="Commissions">The commissions, the newest first.</param>
/// <param name="Older">The place at which the next page begins; null on the last page.</param>
public sealed record CommissionPage(IReadOnlyList<DescribedCommission> Commissions, CommissionId? Older);

/// <summary>A commission with its purpose.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Text">What the commission was granted for, as on statements.</param>
public sealed record DescribedCommission(CommissionView Commission, string Text);

/// <summary>The explanation of a commission for its partner.</summary>
/// <param name="Commission">The commission.</param>
/// <param name="Content">The content of the page.</param>
public sealed record PartnerExplanation(CommissionView Commission, CommissionExplanation Content);
