using Affiliate.Domain.Programs;
using AffiliateFunctions.Onboarding.Applications;

namespace AffiliateFunctions.Onboarding.Screening;

/// <summary>Runs all screens over an application.</summary>
public sealed class ApplicationScreening(IEnumerable<IApplicationScreen> screens)
{
    /// <summary>The findings of all screens, the most serious first.</summary>
    public async Task<IReadOnlyList<Finding>> FindAsync(
        AffiliateProgram program,
        PartnerApplication application,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<Finding>();
        foreach (var screen in screens)
        {
            findings.AddRange(await screen.FindAsync(program, application, cancellationToken));
        }

        return InOrder(findings);
    }

    /// <summary>The findings in the order in which people read them: the most serious first.</summary>
    public static IReadOnlyList<Finding> InOrder(IEnumerable<Finding> findings) =>
        [.. findings.OrderByDescending(finding => finding.Severity)];
}
