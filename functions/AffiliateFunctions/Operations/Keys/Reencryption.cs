using System.Text.Json.Serialization;

namespace AffiliateFunctions.Operations.Keys;

/// <summary>The progress of encrypting all stored values with the newest key.</summary>
public sealed record Reencryption
{
    /// <summary>The id of the key.</summary>
    public required string Key { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last value was encrypted; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The progress of each kind of values.</summary>
    public required IReadOnlyList<ReencryptedValues> Kinds { get; init; }

    /// <summary>The number of values that no key decrypts, by the id of the key that they need.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, long> Unreadable =>
        Kinds
            .SelectMany(kind => kind.Unreadable)
            .GroupBy(values => values.Key, values => values.Value, StringComparer.Ordinal)
            .ToDictionary(own => own.Key, own => own.Sum(), StringComparer.Ordinal);
}

/// <summary>The progress of one kind of values.</summary>
/// <param name="Name">The values.</param>
public sealed record ReencryptedValues(string Name)
{
    /// <summary>The place in the table at which the next page begins; null at the beginning and at the end.</summary>
    public string? Position { get; init; }

    /// <summary>Whether the last page is done.</summary>
    public bool IsDone { get; init; }

    /// <summary>The number of values that were found.</summary>
    public long Values { get; init; }

    /// <summary>The number of values that had an older key.</summary>
    public long Moved { get; init; }

    /// <summary>The number of values that no key decrypts, by the id of the key that they need.</summary>
    public IReadOnlyDictionary<string, long> Unreadable { get; init; } = new Dictionary<string, long>();
}
