using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding.Applications;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>Finds out whether the applicant is a customer, who would earn commissions on its own purchases.</summary>
internal sealed class CustomerScreen(IEnumerable<ICustomerLookup> lookups) : IApplicationScreen
{
    public async Task<IReadOnlyList<Finding>> FindAsync(
        AffiliateProgram program,
        PartnerApplication application,
        CancellationToken cancellationToken
    )
    {
        foreach (var lookup in lookups)
        {
            if (await lookup.IsCustomerAsync(program.Slug, application.Applicant.Email, cancellationToken))
            {
                return
                [
                    new Finding(
                        "existing_customer",
                        FindingSeverity.Warning,
                        "The e-mail address belongs to a customer. Commissions on own purchases are self-referrals."
                    ),
                ];
            }
        }

        return [];
    }
}
