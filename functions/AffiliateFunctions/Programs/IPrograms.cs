using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Programs;

/// <summary>The programs, for the other features.</summary>
public interface IPrograms
{
    /// <summary>The program with its charter, or null.</summary>
    Task<AffiliateProgram?> FindAsync(ProgramSlug slug, CancellationToken cancellationToken);

    /// <summary>
    /// The program as it was a few seconds ago at most, mostly without a request to storage; what this process has
    /// changed is in it. A caller that is about to refuse something because of it asks <see cref="FindAsync"/> first.
    /// </summary>
    ValueTask<AffiliateProgram?> FindRecentAsync(ProgramSlug slug, CancellationToken cancellationToken) =>
        new(FindAsync(slug, cancellationToken));

    /// <summary>All programs, by slug.</summary>
    IAsyncEnumerable<AffiliateProgram> ListAsync(CancellationToken cancellationToken);
}
