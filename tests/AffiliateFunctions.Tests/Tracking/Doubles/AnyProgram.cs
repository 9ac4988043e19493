using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Ledger;

namespace AffiliateFunctions.Tests.Tracking.Doubles;

/// <summary>Programs of every slug, each a copy of one program.</summary>
/// <param name="change">Changes the copies.</param>
internal sealed class AnyProgram(Func<AffiliateProgram, AffiliateProgram> change) : IPrograms
{
    public Task<AffiliateProgram?> FindAsync(ProgramSlug slug, CancellationToken cancellationToken) =>
        Task.FromResult<AffiliateProgram?>(change(LedgerHost.Program with { Slug = slug }));

    public IAsyncEnumerable<AffiliateProgram> ListAsync(CancellationToken cancellationToken) =>
        new[] { LedgerHost.Program }.ToAsyncEnumerable();
}
