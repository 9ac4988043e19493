using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;
using Microsoft.Extensions.Caching.Memory;

namespace AffiliateFunctions.Tracking.Clicks;

/// <summary>The programs that links lead to, kept in memory for some seconds, so that most visitors wait for no storage.</summary>
internal sealed class KnownPrograms(IPrograms programs) : IDisposable
{
    private const string Only = "only program";
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly MemoryCache cache = new(new MemoryCacheOptions());

    /// <summary>The program, or null.</summary>
    public ValueTask<AffiliateProgram?> FindAsync(ProgramSlug slug, CancellationToken cancellationToken)
        => cache.TryGetValue(slug, out AffiliateProgram? known) ? ValueTask.FromResult(known) : new(ReadAsync(slug, () => programs.FindAsync(slug, cancellationToken)));

    /// <summary>The program, where there is but one; its site is where unknown links lead.</summary>
    public ValueTask<AffiliateProgram?> OnlyAsync(CancellationToken cancellationToken)
        => cache.TryGetValue(Only, out AffiliateProgram? known) ? ValueTask.FromResult(known) : new(ReadAsync(Only, () => ReadOnlyAsync(cancellationToken)));

    public void Dispose() => cache.Dispose();

    private async Task<AffiliateProgram?> ReadAsync(object key, Func<Task<AffiliateProgram?>> read) => cache.Set(key, await read(), Lifetime);

    private async Task<AffiliateProgram?> ReadOnlyAsync(CancellationToken cancellationToken)
    {
        var first = await programs.ListAsync(cancellationToken).Take(2).ToListAsync(cancellationToken);
        return first.Count == 1 ? first[0] : null;
    }
}
