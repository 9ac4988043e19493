using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Governance;

/// <summary>The programs, for the other features.</summary>
public interface IPrograms
{
    /// <summary>The program with its charter, or null.</summary>
    Task<AffiliateProgram?> FindAsync(ProgramSlug slug, CancellationToken cancellationToken);

    /// <summary>All programs, by slug.</summary>
    IAsyncEnumerable<AffiliateProgram> ListAsync(CancellationToken cancellationToken);
}
