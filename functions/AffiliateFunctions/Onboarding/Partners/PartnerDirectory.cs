using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Counts partners.</summary>
internal sealed class PartnerDirectory(PartnerStore partners) : IPartnerDirectory
{
    /// <inheritdoc/>
    public async Task<int> CountActiveAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        (await partners.CountAsync(program, cancellationToken)).Active;
}
