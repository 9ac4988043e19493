using System.Collections.Concurrent;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Links.Visitors;

namespace AffiliateFunctions.Links;

/// <summary>
/// Caches values for a lifetime. Concurrent callers share a read, so the visitors of a busy link read storage once. If
/// storage does not respond, or not within the caller's time, the last known value is returned, however old. A missing
/// value is not cached.
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
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue?>>> reads = new(comparer);
    private readonly ConcurrentDictionary<TKey, Read> known = new(comparer);

    /// <summary>Returns the value of the key, or null.</summary>
    /// <param name="key">The key.</param>
    /// <param name="budget">
    /// How long the caller waits; the token is only requested if there is something to wait for.
    /// </param>
    public ValueTask<TValue?> FindAsync(TKey key, WaitBudget budget) =>
        Fresh(key) is { } fresh ? ValueTask.FromResult<TValue?>(fresh) : new(ReadAsync(key, budget.Token));

    private async Task<TValue?> ReadAsync(TKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await reads
                .GetOrAdd(key, _ => new Lazy<Task<TValue?>>(() => ReadSharedAsync(key)))
                .Value.WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (StorageFaults.IsAway(fault) && known.TryGetValue(key, out var last))
        {
            return last.Value;
        }
    }

    // A fault is reported to all callers that wait, and the next caller reads again. No other read can replace this one
    // before it removes itself.
    private async Task<TValue?> ReadSharedAsync(TKey key)
    {
        try
        {
            return await RememberAsync(key);
        }
        finally
        {
            reads.TryRemove(key, out _);
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
