using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding;

/// <summary>Reads what came by the links of a partner. A feature that counts it implements this interface.</summary>
public interface ILinkFigures
{
    /// <summary>Returns the figures by the code of the named link. Links without figures are left out.</summary>
    Task<IReadOnlyDictionary<string, LinkFigures>> OfAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    );
}

/// <summary>What came by a named link. Conversions count for the link of the first credited partner.</summary>
/// <param name="Clicks">The number of clicks. They are counted each night.</param>
/// <param name="Leads">The number of leads.</param>
/// <param name="Sales">The number of sales.</param>
/// <param name="SaleAmount">The sum of the sales, in minor units of the program's currency.</param>
public sealed record LinkFigures(long Clicks, long Leads, long Sales, long SaleAmount);
