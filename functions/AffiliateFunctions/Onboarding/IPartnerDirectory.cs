using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding;

/// <summary>Counts partners for the pages of the company.</summary>
public interface IPartnerDirectory
{
    /// <summary>The number of active partners.</summary>
    Task<int> CountActiveAsync(ProgramSlug program, CancellationToken cancellationToken);
}
