using System.Collections.Concurrent;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Links.Visitors;

namespace AffiliateFunctions.Links;

/// <summary>
/// Remembers what was read, for a lifetime; those who ask at once share a read. Where storage does not answer, or not
/// in the time that the caller has, what was last known is the answer, however old. What there is not is read again
/// each time.
/// </summary>
/// <param name="read">Reads what a key stands for. It belongs to no single caller, so it ends with none of
/// them.</param>
/// <param name="lifetime">For how long nothing is read again.</param>
/// <param name="clock">The clock.</param>
/// <param name="comparer">Which keys are the same.</param>
internal sealed class StaleWhileUnavailableCache<TKey, TValue>(
    Func<TKey, Task<TValue?>> read,
    TimeSpan lifetime,
    TimeProvider clock,
    IEqualityComparer<TKey>? comparer = null
)
    where TKey : notnull
    where TValue : class
{
    private readonly SharedReadCache<TKey, TValue?> reads = new();
    private readonly ConcurrentDictionary<TKey, Read> known = new(comparer);

    /// <summary>What the key stands for, or null.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the waiting of this caller.</param>
    public ValueTask<TValue?> FindAsync(TKey key, CancellationToken cancellationToken) =>
        Fresh(key) is { } fresh ? ValueTask.FromResult<TValue?>(fresh) : new(ReadAsync(key, cancellationToken));

    /// <summary>The same for a visitor.</summary>
    public ValueTask<TValue?> FindAsync(TKey key, WaitBudget patience) =>
        Fresh(key) is { } fresh ? ValueTask.FromResult<TValue?>(fresh) : new(ReadAsync(key, patience.Token));

    private async Task<TValue?> ReadAsync(TKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await reads.ReadAsync(key, RememberAsync, cancellationToken);
        }
        catch (Exception fault) when (StorageFaults.IsAway(fault) && known.TryGetValue(key, out var last))
        {
            return last.Value;
        }
    }

    // One who missed it a moment ago may come when the read that others waited for has just ended.
    private async Task<TValue?> RememberAsync(TKey key)
    {
        if (Fresh(key) is { } fresh)
        {
            return fresh;
        }

        var value = await read(key);
        if (value is null)
        {
            known.TryRemove(key, out _);
        }
        else
        {
            known[key] = new Read(value, clock.GetUtcNow() + lifetime);
        }

        return value;
    }

    private TValue? Fresh(TKey key) =>
        known.TryGetValue(key, out var last) && clock.GetUtcNow() < last.Until ? last.Value : null;

    private sealed record Read(TValue Value, DateTimeOffset Until);
}
