using System.Collections.Concurrent;

namespace AffiliateFunctions.Links;

/// <summary>
/// Lets those who ask for the same thing at the same moment share one read of it. Where a memory forgets after some
/// seconds, all visitors of a busy link would else read what it forgot, each for itself. Nothing is remembered here: a
/// fault is told to those who waited, and the next one reads again.
/// </summary>
internal sealed class SharedReadCache<TKey, TValue>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue>>> underWay = new();

    /// <summary>Reads, or waits for the read that is under way.</summary>
    /// <param name="key">What is asked for.</param>
    /// <param name="read">Reads it. It belongs to no single caller, so it ends with none of them.</param>
    /// <param name="cancellationToken">Ends the waiting of this caller.</param>
    public Task<TValue> ReadAsync(TKey key, Func<TKey, Task<TValue>> read, CancellationToken cancellationToken) =>
        underWay
            .GetOrAdd(key, _ => new Lazy<Task<TValue>>(() => ReadAsync(key, read)))
            .Value.WaitAsync(cancellationToken);

    // Nobody else can have taken the place of the read before it leaves it itself.
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
