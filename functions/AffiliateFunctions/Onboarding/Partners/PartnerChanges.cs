using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Changes partners and keeps the count of active partners and the link consistent.</summary>
public sealed class PartnerChanges(PartnerStore partners, PartnerLinks links)
{
    /// <summary>
    /// Stores the result of <paramref name="change"/> and the count of active partners in one transaction, then the
    /// links. A repeated request finds the partner changed already and stores the links again, because the first request
    /// may have been interrupted.
    /// </summary>
    public Task<Result<Partner>> ChangeAsync(
        AffiliateProgram program,
        string id,
        Func<Partner, Result<PartnerChange>> change,
        CancellationToken cancellationToken
    ) => ChangeAsync(program, id, partner => Task.FromResult(change(partner)), cancellationToken);

    /// <summary>
    /// The same for a change that reads storage, for example the owner of a coupon. The change reads again before each
    /// attempt.
    /// </summary>
    /// <inheritdoc cref="ChangeAsync(AffiliateProgram, string, Func{Partner, Result{PartnerChange}}, CancellationToken)"/>
    public async Task<Result<Partner>> ChangeAsync(
        AffiliateProgram program,
        string id,
        Func<Partner, Task<Result<PartnerChange>>> change,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the partner {id} of {program.Slug}");
        while (true)
        {
            if (
                !PartnerId.TryParse(id, out var parsed)
                || await partners.ReadForChangeAsync(program.Slug, parsed, cancellationToken) is not { } read
            )
            {
                return PartnerRoute.Unknown(id);
            }

            var outcome = await change(read.Partner);
            if (!outcome.Succeeded)
            {
                return outcome.Problem;
            }

            var changed = outcome.Value.Partner;
            var count = await CountChangeAsync(program, read.Partner, changed, cancellationToken);
            if (!count.Succeeded)
            {
                return count.Problem;
            }

            if (
                await partners.TryChangeAsync(
                    read,
                    changed,
                    [.. outcome.Value.With, .. count.Value],
                    cancellationToken,
                    outcome.Value.Secrets
                )
            )
            {
                await links.PutAllAsync(changed, cancellationToken);
                return changed;
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    private async Task<Result<List<TableTransactionAction>>> CountChangeAsync(
        AffiliateProgram program,
        Partner before,
        Partner after,
        CancellationToken cancellationToken
    )
    {
        var by = (after.Status == PartnerStatus.Active ? 1 : 0) - (before.Status == PartnerStatus.Active ? 1 : 0);
        if (by == 0)
        {
            return new List<TableTransactionAction>();
        }

        var count = await partners.CountAsync(program.Slug, cancellationToken);
        return by > 0 && count.Active >= program.Limits.MaxPartners
            ? Problem.Conflict(
                $"The pilot is limited to {program.Limits.MaxPartners} active partners until a decided review "
                    + "lifts the limit."
            )
            : new List<TableTransactionAction> { count.Changed(program.Slug, by) };
    }
}

/// <summary>A change of a partner.</summary>
/// <param name="Partner">The partner after the change.</param>
/// <param name="With">Further actions of the same transaction.</param>
/// <param name="Secrets">What is encrypted and stored with the change, or null.</param>
public sealed record PartnerChange(
    Partner Partner,
    IReadOnlyList<TableTransactionAction> With,
    ChangedSecrets? Secrets = null
);

/// <summary>Finds the partner of a route.</summary>
internal static class PartnerRoute
{
    public static Problem Unknown(string id) => Problem.NotFound($"There is no partner '{id}' in this program.");

    public static async Task<Result<Partner>> RequireAsync(
        this PartnerStore partners,
        ProgramSlug program,
        string id,
        CancellationToken cancellationToken
    ) =>
        PartnerId.TryParse(id, out var parsed)
        && await partners.FindAsync(program, parsed, cancellationToken) is { } partner
            ? partner
            : Unknown(id);
}
