using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>The figures of closed months, for other features.</summary>
public interface IMonthFigures
{
    /// <summary>
    /// The net revenue of a month in minor units of the program's currency; null until the month's cycle has closed it.
    /// </summary>
    Task<long?> FindRevenueAsync(ProgramSlug program, Period month, CancellationToken cancellationToken);

    /// <summary>The figures of a month by partner; null until the month's cycle has closed it.</summary>
    Task<IReadOnlyDictionary<PartnerId, PartnerMonthFigures>?> FindPartnersAsync(
        ProgramSlug program,
        Period month,
        CancellationToken cancellationToken
    );
}

/// <summary>The figures of a partner in a month. Amounts are in minor units of the program's currency.</summary>
/// <param name="Clicks">The number of clicks.</param>
/// <param name="Leads">The number of leads.</param>
/// <param name="Sales">The number of sales.</param>
/// <param name="Revenue">The net revenue less refunds.</param>
/// <param name="Refunds">The number of refunds.</param>
/// <param name="Commission">The commissions; null if the month has no review of its own.</param>
/// <param name="LastSaleAt">When the last sale of the month occurred; null if it is not known.</param>
public sealed record PartnerMonthFigures(
    long Clicks,
    long Leads,
    long Sales,
    long Revenue,
    long Refunds,
    long? Commission,
    DateTimeOffset? LastSaleAt
);
