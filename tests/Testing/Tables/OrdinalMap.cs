using Testing.Tables.Filters;

namespace Testing.Tables;

/// <summary>Values in the ordinal order of their keys, which is the order in which the service returns rows.</summary>
/// <typeparam name="T">The values.</typeparam>
internal sealed class OrdinalMap<T>
    where T : class
{
    private readonly List<string> keys = [];
    private readonly List<T> values = [];

    /// <summary>The number of values.</summary>
    public int Count => keys.Count;

    /// <summary>Finds a value.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The value; null when there is none.</returns>
    public T? Find(string key)
    {
        var index = IndexOf(key);
        return index >= 0 ? values[index] : null;
    }

    /// <summary>Adds a value, or replaces the one of the same key.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value.</param>
    public void Put(string key, T value)
    {
        var index = IndexOf(key);
        if (index >= 0)
        {
            values[index] = value;
            return;
        }

        keys.Insert(~index, key);
        values.Insert(~index, value);
    }

    /// <summary>Removes a value, if it is there.</summary>
    /// <param name="key">Its key.</param>
    public void Remove(string key)
    {
        var index = IndexOf(key);
        if (index >= 0)
        {
            keys.RemoveAt(index);
            values.RemoveAt(index);
        }
    }

    /// <summary>The values whose keys are in given ranges, in the order of their keys.</summary>
    /// <param name="ranges">The ranges.</param>
    /// <returns>The values with their keys.</returns>
    public IEnumerable<(string Key, T Value)> In(KeyRanges ranges)
    {
        foreach (var range in ranges.Ranges)
        {
            var index = IndexOf(range.From);
            for (index = index < 0 ? ~index : index; index < keys.Count && range.EndsAfter(keys[index]); index++)
            {
                yield return (keys[index], values[index]);
            }
        }
    }

    private int IndexOf(string key) => keys.BinarySearch(key, StringComparer.Ordinal);
}
