using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Programs;

/// <summary>Reads programs, for other features.</summary>
public interface IPrograms
{
    /// <summary>The program with its charter, or null.</summary>
    Task<AffiliateProgram?> FindAsync(ProgramSlug slug, CancellationToken cancellationToken);

    /// <summary>
    /// The same as <see cref="FindAsync"/>, but from memory: the data is a few seconds old at most and usually needs no
    /// request to storage. Changes made by this process are included at once. A caller that would reject something
    /// because of the result checks with <see cref="FindAsync"/> first.
    /// </summary>
    ValueTask<AffiliateProgram?> FindRecentAsync(ProgramSlug slug, CancellationToken cancellationToken) =>
        new(FindAsync(slug, cancellationToken));

    /// <summary>All programs, by slug.</summary>
    IAsyncEnumerable<AffiliateProgram> ListAsync(CancellationToken cancellationToken);
}
