using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Ledger;

/// <summary>
/// Tells from the counters what a partner has done. Clicks are counted at night, so today's clicks may be missing.
/// </summary>
internal sealed class PartnerActivity(LedgerStore store) : IPartnerActivity, ILinkFigures
{
    public async Task<IReadOnlyDictionary<string, LinkFigures>> OfAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    ) =>
        (await store.HeadAsync(program, partner, cancellationToken)).Links?.ToDictionary(
            link => link.Key,
            link => new LinkFigures(link.Value.Clicks, link.Value.Leads, link.Value.Sales, link.Value.SaleAmount),
            StringComparer.Ordinal
        ) ?? [];

    public async Task<bool> HasBegunAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    ) => (await store.HeadAsync(program, partner, cancellationToken)).Counters.Months.Count > 0;
}
