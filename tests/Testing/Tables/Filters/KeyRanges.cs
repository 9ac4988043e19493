namespace Testing.Tables.Filters;

/// <summary>The keys that a filter can match at all, as ranges in ascending order that do not overlap.</summary>
/// <param name="Ranges">The ranges.</param>
internal sealed record KeyRanges(IReadOnlyList<KeyRange> Ranges)
{
    /// <summary>Every key.</summary>
    public static KeyRanges All { get; } = new([new KeyRange(string.Empty, null)]);

    /// <summary>The keys that compare so to a given one.</summary>
    /// <param name="comparison">An operator of a filter.</param>
    /// <param name="key">The key.</param>
    /// <returns>The keys.</returns>
    public static KeyRanges Of(string comparison, string key) =>
        comparison switch
        {
            "eq" => new([new KeyRange(key, After(key))]),
            "ge" => new([new KeyRange(key, null)]),
            "gt" => new([new KeyRange(After(key), null)]),
            "lt" => new([new KeyRange(string.Empty, key)]),
            "le" => new([new KeyRange(string.Empty, After(key))]),
            _ => All,
        };

    /// <summary>The keys that are in these ranges and in others.</summary>
    /// <param name="other">The other ranges.</param>
    /// <returns>The keys of both.</returns>
    public KeyRanges And(KeyRanges other)
    {
        var both = new List<KeyRange>();
        foreach (var left in Ranges)
        {
            both.AddRange(other.Ranges.Select(left.And).Where(range => !range.IsEmpty));
        }

        return new(both);
    }

    /// <summary>The keys that are in these ranges or in others.</summary>
    /// <param name="other">The other ranges.</param>
    /// <returns>The keys of either.</returns>
    public KeyRanges Or(KeyRanges other)
    {
        var either = new List<KeyRange>();
        foreach (var range in Ranges.Concat(other.Ranges).OrderBy(range => range.From, StringComparer.Ordinal))
        {
            if (either.Count > 0 && either[^1].EndsAtOrAfter(range.From))
            {
                either[^1] = either[^1].To(range.End);
            }
            else
            {
                either.Add(range);
            }
        }

        return new(either);
    }

    // The least key that is greater.
    private static string After(string key) => key + '\0';
}

/// <summary>The keys from one of them to before another.</summary>
/// <param name="From">The first key.</param>
/// <param name="End">The key after the last one; null for no end.</param>
internal readonly record struct KeyRange(string From, string? End)
{
    /// <summary>Whether no key is in the range.</summary>
    public bool IsEmpty => !EndsAfter(From);

    /// <summary>Whether the range goes on after a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether the end is greater than the key.</returns>
    public bool EndsAfter(string key) => End is null || string.CompareOrdinal(key, End) < 0;

    /// <summary>Whether nothing lies between the range and a key after its start.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether the end is the key, or greater.</returns>
    public bool EndsAtOrAfter(string key) => End is null || string.CompareOrdinal(key, End) <= 0;

    /// <summary>The keys that are in this range and in another one.</summary>
    /// <param name="other">The other range.</param>
    /// <returns>The keys of both; an empty range when there are none.</returns>
    public KeyRange And(KeyRange other) =>
        new(
            string.CompareOrdinal(From, other.From) >= 0 ? From : other.From,
            other.End is not null && EndsAfter(other.End) ? other.End : End
        );

    /// <summary>This range with another end, where that is later.</summary>
    /// <param name="end">The other end; null for no end.</param>
    /// <returns>The longer range.</returns>
    public KeyRange To(string? end) => End is null || (end is not null && EndsAfter(end)) ? this : new(From, end);
}
