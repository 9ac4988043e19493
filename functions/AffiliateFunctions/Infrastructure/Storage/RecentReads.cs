using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Memory;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Values that were read from storage at most <see cref="MaxAge"/> ago. Writers of this process remove the values that
/// they change, so their changes are visible at once. Changes by other processes are visible after at most
/// <see cref="MaxAge"/>. Absent values are not kept.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
/// <param name="maxEntries">The highest number of values. The least used values are dropped first.</param>
internal sealed class RecentReads<TKey, TValue>(int maxEntries) : IDisposable
    where TKey : notnull
    where TValue : notnull
{
    private readonly MemoryCache values = new(new MemoryCacheOptions { SizeLimit = maxEntries });
    private readonly Lock gate = new();

    // A read that began before a change must not restore the previous value.
    private long changes;

    /// <summary>
    /// The highest age of a value, in wall time. The delay concerns processes, which a moved clock does not affect.
    /// </summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Returns the value of a key, or null if there is none.</summary>
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

    /// <summary>Returns the values of the keys that have one. Values that are not kept are read together.</summary>
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
    /// Removes a value. Call this after each change of the value, including failed changes, which may have been stored.
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
