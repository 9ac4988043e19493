using System.Collections.Concurrent;

namespace AffiliateFunctions.Links;

/// <summary>
/// Shares one read among concurrent callers that need the same value. Without it, all visitors of a busy link would
/// read the value separately whenever a cache entry expires. No value is cached here: a fault is reported to the
/// waiting callers, and the next caller reads again.
/// </summary>
internal sealed class SharedReadCache<TKey, TValue>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue>>> underWay = new();

    /// <summary>Reads the value, or waits for the read in progress.</summary>
    /// <param name="key">The key of the value.</param>
    /// <param name="read">
    /// Reads the value. The read is independent of any single caller and is not cancelled with one.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait of this caller.</param>
    public Task<TValue> ReadAsync(TKey key, Func<TKey, Task<TValue>> read, CancellationToken cancellationToken) =>
        underWay
            .GetOrAdd(key, _ => new Lazy<Task<TValue>>(() => ReadAsync(key, read)))
            .Value.WaitAsync(cancellationToken);

    // No other read can replace this one before it removes itself.
    private async Task<TValue> ReadAsync(TKey key, Func<TKey, Task<TValue>> read)
    {
        try
        {
            return await read(key);
        }
        finally
        {
            underWay.TryRemove(key, out _);
        }
    }
}
