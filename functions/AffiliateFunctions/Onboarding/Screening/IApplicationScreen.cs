using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding.Applications;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>Looks at one side of an application and reports facts. A screen decides nothing.</summary>
public interface IApplicationScreen
{
    /// <summary>The findings about the application; empty when there are none.</summary>
    Task<IReadOnlyList<Finding>> FindAsync(
        AffiliateProgram program,
        PartnerApplication application,
        CancellationToken cancellationToken
    );
}
