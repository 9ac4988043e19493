using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding.Terms;

/// <summary>Gives other features the versions of the terms.</summary>
internal sealed class TermsReferences(TermsStore store) : ITermsReferences
{
    public async Task<IReadOnlyList<TermsReference>> ListAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await store.ListAsync(program, cancellationToken)).Select(document => new TermsReference(
                document.Version,
                document.StoredAt,
                ShowTerms.PathOf(program, document.Version)
            )),
        ];
}
