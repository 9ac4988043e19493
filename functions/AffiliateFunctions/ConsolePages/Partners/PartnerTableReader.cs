using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview;

namespace AffiliateFunctions.ConsolePages.Partners;

/// <summary>A partner of the table with its figures of the month.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Figures">The figures; null for a partner without any.</param>
internal sealed record PartnerLine(Partner Partner, PartnerMonthFigures? Figures)
{
    /// <summary>The commissions for each click, in minor units; null without clicks, or if they are not known.</summary>
    public decimal? Epc => Figures is { Clicks: > 0, Commission: { } amount } own ? (decimal)amount / own.Clicks : null;

    /// <summary>The share of the sales that were refunded; null without sales.</summary>
    public decimal? RefundRate => Figures is { Sales: > 0 } own ? (decimal)own.Refunds / own.Sales : null;
}

/// <summary>The partners of a program with the figures of a closed month.</summary>
/// <param name="Lines">The partners, by id.</param>
/// <param name="Month">The month.</param>
/// <param name="IsClosed">Whether the month is closed; its figures are not known before.</param>
internal sealed record PartnerTable(IReadOnlyList<PartnerLine> Lines, Period Month, bool IsClosed);

/// <summary>
/// Reads all partners of a program, a thousand with a request to storage, and their figures from the stored tally of a
/// month, so that the table costs few requests however many partners and events there are.
/// </summary>
public sealed class PartnerTableReader(IPartners partners, IMonthFigures figures, TimeProvider clock)
{
    /// <summary>The table of the last month that is closed: the month before this one, or else the one before that.</summary>
    internal async Task<PartnerTable> ReadAsync(AffiliateProgram program, CancellationToken cancellationToken)
    {
        var month = Period.Of(clock.GetUtcNow(), program.Zone).Previous;
        var known = await partners.ListAsync(program.Slug, cancellationToken).ToListAsync(cancellationToken);
        var own = await figures.FindPartnersAsync(program.Slug, month, cancellationToken);
        if (own is null)
        {
            month = month.Previous;
            own = await figures.FindPartnersAsync(program.Slug, month, cancellationToken);
        }

        return new PartnerTable(
            [.. known.Select(partner => new PartnerLine(partner, own?.GetValueOrDefault(partner.Id)))],
            month,
            own is not null
        );
    }
}
