using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Attribution;

/// <summary>The deals that partners have registered, for the partners' own pages.</summary>
public interface IPartnerDeals
{
    /// <summary>The latest deals of a partner, the newest first.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="max">The highest number of deals.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<PartnerDeal>> ListAsync(
        ProgramSlug program,
        PartnerId partner,
        int max,
        CancellationToken cancellationToken
    );
}

/// <summary>A deal as its partner sees it.</summary>
/// <param name="Id">The id.</param>
/// <param name="Company">The name of the company, as the partner has registered it.</param>
/// <param name="Domain">The company's domain.</param>
/// <param name="ExpectedAmount">The amount that the partner expects, in minor units, or null.</param>
/// <param name="RegisteredAt">When the deal was registered.</param>
/// <param name="ExpiresAt">When the deal expires.</param>
public sealed record PartnerDeal(
    EventId Id,
    string Company,
    string Domain,
    long? ExpectedAmount,
    DateTimeOffset RegisteredAt,
    DateTimeOffset ExpiresAt
);
