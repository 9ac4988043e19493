using System.Collections;

namespace Affiliate.Domain.Rules;

/// <summary>
/// The amounts that one conversion uses of each cap, by cap id. Caps that the conversion does not use are left out.
/// Lookups are linear because rule books have few caps.
/// </summary>
/// <param name="caps">The caps of the rule book.</param>
/// <param name="used">The amount used of each cap, in minor units.</param>
internal sealed class CapUse(Cap[] caps, long[] used) : IReadOnlyDictionary<string, long>
{
    /// <inheritdoc/>
    public int Count => used.Count(amount => amount > 0);

    /// <inheritdoc/>
    public IEnumerable<string> Keys => this.Select(use => use.Key);

    /// <inheritdoc/>
    public IEnumerable<long> Values => used.Where(amount => amount > 0);

    /// <inheritdoc/>
    public long this[string key] =>
        TryGetValue(key, out var amount)
            ? amount
            : throw new KeyNotFoundException($"The cap '{key}' has no recorded use.");

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out long value)
    {
        for (var i = 0; i < caps.Length; i++)
        {
            if (used[i] > 0 && caps[i].Id == key)
            {
                value = used[i];
                return true;
            }
        }

        value = 0;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, long>> GetEnumerator()
    {
        for (var i = 0; i < caps.Length; i++)
        {
            if (used[i] > 0)
            {
                yield return KeyValuePair.Create(caps[i].Id, used[i]);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
