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
    private readonly SharedReads<object, AffiliateProgram?> reads = new();

    /// <summary>The program, or null.</summary>
    public ValueTask<AffiliateProgram?> FindAsync(ProgramSlug slug, CancellationToken cancellationToken)
        => KnownAsync(slug, () => programs.FindAsync(slug, CancellationToken.None), cancellationToken);

    /// <summary>The program, where there is but one; its site is where unknown links lead.</summary>
    public ValueTask<AffiliateProgram?> OnlyAsync(CancellationToken cancellationToken) => KnownAsync(Only, () => ReadOnlyAsync(CancellationToken.None), cancellationToken);

    public void Dispose() => cache.Dispose();

    private ValueTask<AffiliateProgram?> KnownAsync(object key, Func<Task<AffiliateProgram?>> read, CancellationToken cancellationToken)
        => cache.TryGetValue(key, out AffiliateProgram? known) ? ValueTask.FromResult(known) : new(reads.ReadAsync(key, _ => ReadAsync(key, read), cancellationToken));

    // One who missed it a moment ago may come when the read that others waited for has just ended.
    private async Task<AffiliateProgram?> ReadAsync(object key, Func<Task<AffiliateProgram?>> read)
        => cache.TryGetValue(key, out AffiliateProgram? known) ? known : cache.Set(key, await read(), Lifetime);

    private async Task<AffiliateProgram?> ReadOnlyAsync(CancellationToken cancellationToken)
    {
        var first = await programs.ListAsync(cancellationToken).Take(2).ToListAsync(cancellationToken);
        return first.Count == 1 ? first[0] : null;
    }
}
