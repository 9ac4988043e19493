using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// The partners that one call of an activity handles. An activity that is repeated after a fault begins again with its
/// first partner.
/// </summary>
/// <param name="Partners">The partners with a ledger, by id.</param>
internal sealed record PartnerPage(IReadOnlyList<PartnerId> Partners)
{
    private const int MaxPartners = 200;

    /// <summary>The last of the partners; null if there is none.</summary>
    public PartnerId? Last => Partners.Count > 0 ? Partners[^1] : null;

    /// <summary>The partner after which the next call begins; null if no partners are left.</summary>
    public PartnerId? Next => Partners.Count < MaxPartners ? null : Last;

    /// <summary>Reads the partners of a program after one of them.</summary>
    public static async Task<PartnerPage> ReadAsync(
        ILedgerJournal journal,
        ProgramSlug program,
        PartnerId? after,
        CancellationToken cancellationToken
    ) =>
        new(
            await journal
                .PartnersAsync(program, after, cancellationToken)
                .Take(MaxPartners)
                .ToListAsync(cancellationToken)
        );
}
