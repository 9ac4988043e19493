using System.Collections.Concurrent;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Links.Visitors;

namespace AffiliateFunctions.Links;

/// <summary>
/// Caches values for a lifetime; concurrent callers share a read. If storage does not respond, or not within the
/// caller's time, the last known value is returned, however old. A missing value is not cached.
/// </summary>
/// <param name="read">
/// Reads the value of a key. The read is independent of any single caller and is not cancelled with one.
/// </param>
/// <param name="lifetime">How long a value is used without another read.</param>
/// <param name="clock">The clock.</param>
/// <param name="comparer">Determines which keys are equal.</param>
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

    /// <summary>Returns the value of the key, or null.</summary>
    /// <param name="key">The key.</param>
    /// <param name="budget">How long the caller waits; the token is only requested if there is something to wait for.</param>
    public ValueTask<TValue?> FindAsync(TKey key, WaitBudget budget) =>
        Fresh(key) is { } fresh ? ValueTask.FromResult<TValue?>(fresh) : new(ReadAsync(key, budget.Token));

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

    // A caller that has just missed the value may get here right after a shared read has stored it.
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
