using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Memory;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Values that were read from storage at most <see cref="MaxAge"/> ago. Writers of this process forget what they
/// change, so that their changes are seen at once; changes by other processes are seen <see cref="MaxAge"/> later at
/// most. Absent values are not kept.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
/// <param name="maxEntries">How many values are kept; beyond it the least used ones are dropped.</param>
internal sealed class RecentReads<TKey, TValue>(int maxEntries) : IDisposable
    where TKey : notnull
    where TValue : notnull
{
    private readonly MemoryCache values = new(new MemoryCacheOptions { SizeLimit = maxEntries });
    private readonly Lock gate = new();

    // A read that began before a change must not put the former value back.
    private long changes;

    /// <summary>
    /// The greatest age of a value, in wall time: the delay concerns processes, which no driven clock moves.
    /// </summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The value of a key, or null where there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="read">Reads the value from storage.</param>
    public async ValueTask<TValue?> GetAsync(TKey key, Func<Task<TValue?>> read)
    {
        if (TryGet(key, out var kept))
        {
            return kept;
        }

        var begun = Volatile.Read(ref changes);
        var value = await read();
        if (value is not null)
        {
            Keep(key, value, begun);
        }

        return value;
    }

    /// <summary>The values of those keys that have one; those that are not kept are read together.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="read">Reads the values of some keys from storage.</param>
    public async Task<IReadOnlyDictionary<TKey, TValue>> GetAllAsync(
        IEnumerable<TKey> keys,
        Func<IReadOnlyList<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> read
    )
    {
        var found = new Dictionary<TKey, TValue>();
        var absent = new List<TKey>();
        foreach (var key in keys.Distinct())
        {
            if (TryGet(key, out var kept))
            {
                found[key] = kept;
            }
            else
            {
                absent.Add(key);
            }
        }

        var begun = Volatile.Read(ref changes);
        foreach (var (key, value) in absent.Count == 0 ? new Dictionary<TKey, TValue>() : await read(absent))
        {
            Keep(key, value, begun);
            found[key] = value;
        }

        return found;
    }

    /// <summary>
    /// Forgets a value. Call it after each change of it, the failed ones too: such a change may have been stored.
    /// </summary>
    public void Forget(TKey key)
    {
        lock (gate)
        {
            changes++;
            values.Remove(key);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => values.Dispose();

    private bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value) =>
        values.TryGetValue(key, out value) && value is not null;

    private void Keep(TKey key, TValue value, long begun)
    {
        lock (gate)
        {
            if (begun == changes)
            {
                values.Set(
                    key,
                    value,
                    new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = MaxAge }
                );
            }
        }
    }
}
