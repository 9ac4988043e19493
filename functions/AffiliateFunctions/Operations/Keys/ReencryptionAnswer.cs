using AffiliateFunctions.Infrastructure.Security;

namespace AffiliateFunctions.Operations.Keys;

/// <summary>The progress of a re-encryption, and the keys that can be removed.</summary>
/// <param name="Status"><c>none</c>, <c>running</c> or <c>finished</c>.</param>
/// <param name="Key">The id of the newest key of <c>Security__EncryptionKey</c>.</param>
/// <param name="StartedAt">When the newest re-encryption began.</param>
/// <param name="FinishedAt">When it had encrypted the last value.</param>
/// <param name="Values">The progress of each kind of values.</param>
/// <param name="Keys">The keys of <c>Security__EncryptionKey</c>, the newest first.</param>
/// <param name="Problems">The keys that stored data needs and the settings do not have.</param>
internal sealed record ReencryptionAnswer(
    string Status,
    string Key,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyList<ReencryptedKind> Values,
    IReadOnlyList<ConfiguredKey> Keys,
    IReadOnlyList<string> Problems
)
{
    /// <summary>Describes a run.</summary>
    /// <param name="run">The run, or null.</param>
    /// <param name="keys">The ids of the keys, the newest first.</param>
    /// <param name="keyOfHashes">The key that is also the key of hashes, because no other is set; or null.</param>
    /// <param name="problems">The keys that are missing.</param>
    public static ReencryptionAnswer Of(
        Reencryption? run,
        IReadOnlyList<string> keys,
        string? keyOfHashes,
        IReadOnlyList<string> problems
    ) =>
        new(
            run switch
            {
                null => "none",
                { FinishedAt: null } => "running",
                _ => "finished",
            },
            keys[0],
            run?.StartedAt,
            run?.FinishedAt,
            [.. (run?.Kinds ?? []).Select(ReencryptedKind.Of)],
            [.. keys.Select((key, place) => ConfiguredKey.Of(key, place, run, keyOfHashes))],
            problems
        );
}

/// <summary>The progress of one kind of values.</summary>
/// <param name="Name">The values.</param>
/// <param name="Status"><c>running</c> or <c>finished</c>.</param>
/// <param name="Found">The number of values that were found.</param>
/// <param name="Moved">The number of values that had an older key and have the newest one now.</param>
/// <param name="Unreadable">The number of values that no key decrypts.</param>
internal sealed record ReencryptedKind(string Name, string Status, long Found, long Moved, long Unreadable)
{
    /// <summary>Describes the progress.</summary>
    public static ReencryptedKind Of(ReencryptedValues values) =>
        new(
            values.Name,
            values.IsDone ? "finished" : "running",
            values.Values,
            values.Moved,
            values.Unreadable.Values.Sum()
        );
}

/// <summary>A key of <c>Security__EncryptionKey</c>.</summary>
/// <param name="Key">The id of the key, which stored values name.</param>
/// <param name="Place">The place in the setting, from 1.</param>
/// <param name="Status"><c>newest</c>, <c>needed</c> or <c>removable</c>.</param>
/// <param name="Reason">Why the key is needed, or null.</param>
internal sealed record ConfiguredKey(string Key, int Place, string Status, string? Reason)
{
    /// <summary>Describes a key.</summary>
    public static ConfiguredKey Of(string key, int place, Reencryption? run, string? keyOfHashes) =>
        place == 0 ? new ConfiguredKey(key, 1, "newest", null)
        : ReasonFor(key, run, keyOfHashes) is { } reason ? new ConfiguredKey(key, place + 1, "needed", reason)
        : new ConfiguredKey(key, place + 1, "removable", null);

    private static string? ReasonFor(string key, Reencryption? run, string? keyOfHashes) =>
        run is not { FinishedAt: not null } ? "The re-encryption has not finished."
        : run.Unreadable.ContainsKey(MissingKeyException.Unknown)
            ? "Some values are decrypted by no key: add the key that is missing, and start again."
        : keyOfHashes == key
            ? $"Partners' addresses are found by this key: set Security__{nameof(SecurityOptions.EmailIndexKey)} to it first."
        : null;
}
