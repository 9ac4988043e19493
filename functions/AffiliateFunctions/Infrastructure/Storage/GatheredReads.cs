namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Values that one piece of work reads from storage. Each key is read once, and keys that are requested together are
/// read together. All requests for a key share its read, during the read and afterwards. Absent values are kept too.
/// Safe for concurrent use. A failed read fails for all its requests, because the work ends with it.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
/// <param name="read">Reads the values of some keys. The result omits keys without a value.</param>
internal sealed class GatheredReads<TKey, TValue>(
    Func<IReadOnlyList<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TValue>>> read
)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Task<IReadOnlyDictionary<TKey, TValue>>> reads = [];
    private readonly Lock gate = new();

    /// <summary>Reads the values of several keys together.</summary>
    public Task PrepareAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken)
    {
        var wanted = keys.Distinct().ToList();
        return wanted.Count == 0 ? Task.CompletedTask : Task.WhenAll(ReadsOf(wanted, cancellationToken));
    }

    /// <summary>Returns the value of a key, or the default if there is none.</summary>
    public async ValueTask<TValue?> FindAsync(TKey key, CancellationToken cancellationToken) =>
        (await ReadsOf([key], cancellationToken)[0]).GetValueOrDefault(key);

    private Task<IReadOnlyDictionary<TKey, TValue>>[] ReadsOf(
        IReadOnlyList<TKey> keys,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
        {
            List<TKey> unread = [.. keys.Where(key => !reads.ContainsKey(key))];
            if (unread.Count > 0)
            {
                var together = read(unread, cancellationToken);
                unread.ForEach(key => reads[key] = together);
            }

            return [.. keys.Select(key => reads[key])];
        }
    }
}
