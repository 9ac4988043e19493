using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Applications;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Terms;

/// <summary>Returns versions of the terms, with the mark of the version in force.</summary>
public sealed class TermsAnswers(OnboardingPolicies policies, IOptions<SiteOptions> site)
{
    /// <summary>The version as the API returns it.</summary>
    internal async Task<TermsAnswer> OfAsync(
        ProgramSlug program,
        TermsDocument document,
        CancellationToken cancellationToken
    ) => (await OfAsync(program, [document], cancellationToken))[0];

    /// <summary>The versions as the API returns them, in the same order.</summary>
    internal async Task<IReadOnlyList<TermsAnswer>> OfAsync(
        ProgramSlug program,
        IReadOnlyList<TermsDocument> documents,
        CancellationToken cancellationToken
    )
    {
        var inForce = (await policies.InForceAsync(program, cancellationToken)).TermsVersion;
        return
        [
            .. documents.Select(document => new TermsAnswer(
                document.Version,
                document.Hash,
                document.Text,
                document.Url,
                document.StoredAt,
                document.Version == inForce,
                site.Value.Address(ShowTerms.PathOf(program, document.Version))
            )),
        ];
    }
}
