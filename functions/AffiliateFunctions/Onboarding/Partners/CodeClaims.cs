using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Claims codes for partners before the partners are stored, because codes are unique over all programs and a transaction
/// has the rows of one program. A repeated request finds the claim of the first one. A claim whose partner was never
/// stored is free after an hour.
/// </summary>
public sealed class CodeClaims(PartnerLinks links, PartnerStore partners, TimeProvider clock)
{
    /// <summary>
    /// How long a claim is kept for a partner that is not stored. It is longer than <c>functionTimeout</c> in
    /// <c>host.json</c>, so that nobody stores the partner afterwards.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>
    /// Claims the code. Returns null when another link has the code. The link leads nowhere until it is activated.
    /// </summary>
    /// <param name="wanted">The code and its partner.</param>
    /// <param name="claimant">
    /// What all requests for this partner have in common. The claim of an earlier one is continued for the partner id that
    /// it names. Null for a partner that is stored.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<CodeClaim?> ClaimAsync(PartnerLink wanted, string? claimant, CancellationToken cancellationToken)
    {
        var retries = new ConflictRetries($"the code {wanted.Code}");
        StoredLink? stored = null;
        while (true)
        {
            var isFree = stored is null || await IsAbandonedAsync(stored, wanted, cancellationToken);
            if (!isFree && !IsOwn(stored!, wanted, claimant))
            {
                return null;
            }

            var partner = isFree || stored!.Link.Partner == wanted.Partner ? wanted.Partner : stored.Link.Partner;
            if (!isFree && stored!.ClaimedAt is null)
            {
                return new CodeClaim(wanted.Code, partner, null);
            }

            var claim = new StoredLink(
                wanted with
                {
                    Partner = partner,
                    Active = false,
                },
                claimant,
                claimant is null ? null : clock.GetUtcNow(),
                stored?.Version
            );
            if (await links.TryClaimAsync(claim, cancellationToken) is { } version)
            {
                return new CodeClaim(wanted.Code, partner, isFree ? version : null);
            }

            await retries.NextAsync(cancellationToken);
            stored = await links.ReadStoredAsync(wanted.Code, cancellationToken);
        }
    }

    /// <summary>Whether <see cref="ClaimAsync"/> would claim the code.</summary>
    /// <inheritdoc cref="ClaimAsync"/>
    public async Task<bool> IsClaimableAsync(
        PartnerLink wanted,
        string? claimant,
        CancellationToken cancellationToken
    ) =>
        await links.ReadStoredAsync(wanted.Code, cancellationToken) is not { } stored
        || IsOwn(stored, wanted, claimant)
        || await IsAbandonedAsync(stored, wanted, cancellationToken);

    /// <summary>
    /// Gives the code back after a refusal. A claim that another request has continued stays, because that request may
    /// store the partner.
    /// </summary>
    public Task ReleaseAsync(CodeClaim claim, CancellationToken cancellationToken) =>
        claim.Version is { } version
            ? links.TryReleaseAsync(claim.Code, version, cancellationToken)
            : Task.CompletedTask;

    private static bool IsOwn(StoredLink stored, PartnerLink wanted, string? claimant) =>
        stored.Link.Program == wanted.Program
        && (stored.Link.Partner == wanted.Partner || (claimant is not null && stored.Claimant == claimant));

    // Earlier versions stored no time. The rows of the program itself guard such a code against a second partner; that of
    // another program may belong to an import, which writes the links first.
    private async Task<bool> IsAbandonedAsync(
        StoredLink stored,
        PartnerLink wanted,
        CancellationToken cancellationToken
    ) =>
        stored.Link is { Active: false, IsNamed: false } link
        && (stored.ClaimedAt is { } at ? at + Lifetime <= clock.GetUtcNow() : link.Program == wanted.Program)
        && link.Partner != wanted.Partner
        && await partners.FindAsync(link.Program, link.Partner, cancellationToken) is null;
}

/// <summary>A code that is claimed for a partner.</summary>
/// <param name="Code">The code.</param>
/// <param name="Partner">The partner, which an earlier request may have named.</param>
/// <param name="Version">The version of the claim that this request has made; null for the claim of an earlier one.</param>
public sealed record CodeClaim(string Code, PartnerId Partner, ETag? Version);
