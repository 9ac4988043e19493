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
    /// <param name="registered">The ids of the keys that may have encrypted what is stored.</param>
    /// <param name="problems">The keys that are missing.</param>
    public static ReencryptionAnswer Of(
        Reencryption? run,
        IReadOnlyList<string> keys,
        string? keyOfHashes,
        IReadOnlyList<string> registered,
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
            [
                new ConfiguredKey(keys[0], 1, "newest", null),
                .. keys.Skip(1)
                    .Select((key, older) => (Key: key, Place: older + 2))
                    .Select(older =>
                        ConfiguredKey.OfOlder(
                            older.Key,
                            older.Place,
                            ReasonFor(older.Key, keys[0], run, keyOfHashes, registered)
                        )
                    ),
            ],
            problems
        );

    private static string? ReasonFor(
        string key,
        string newest,
        Reencryption? run,
        string? keyOfHashes,
        IReadOnlyList<string> registered
    ) =>
        run is null || run.Key != newest ? "The re-encryption has not begun with the newest key."
        : run.FinishedAt is null ? "The re-encryption has not finished."
        : run.Unreadable.ContainsKey(MissingKeyException.Unknown)
            ? "Some values are decrypted by no key: add the key that is missing, and start again."
        : run.Unreadable.ContainsKey(key) ? "Some values of this key cannot be decrypted: they were altered."
        : registered.Contains(key)
            ? "Values of this key may have been stored since the re-encryption began: start it again."
        : keyOfHashes == key
            ? $"Partners' addresses are found by this key: set Security__{nameof(SecurityOptions.EmailIndexKey)} to it first."
        : null;
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
    /// <summary>Describes a key that is not the newest one.</summary>
    public static ConfiguredKey OfOlder(string key, int place, string? reason) =>
        new(key, place, reason is null ? "removable" : "needed", reason);
}
