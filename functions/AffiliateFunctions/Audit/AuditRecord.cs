using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Audit;

/// <summary>One record of the chain, in the form that is stored and hashed.</summary>
/// <param name="Sequence">The number of the record: 1, 2, 3 and so on.</param>
/// <param name="Id">The id of the record.</param>
/// <param name="At">When the decision was made.</param>
/// <param name="Actor">The person, caller or rule that made the decision.</param>
/// <param name="Action">The action, in the past tense.</param>
/// <param name="Subject">The id of the object of the action.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="Cause">The unique key of the cause.</param>
public sealed record AuditRecord(
    long Sequence,
    string Id,
    DateTimeOffset At,
    string Actor,
    string Action,
    string Subject,
    string? Reason,
    string Cause
)
{
    /// <summary>The person that the caller says to act for, or null.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>The changed values before and after, or null.</summary>
    public AuditChange? Change { get; init; }
}

/// <summary>A stored record: its exact text, its hash, and the hash of the previous record.</summary>
public sealed record ChainedText(string Text, string Previous, string Hash)
{
    /// <summary>The previous hash of the first record.</summary>
    public const string Genesis = "";

    /// <summary>
    /// Chains the record: SHA-256 over the previous hash, a line feed and the text of the record, in hexadecimal.
    /// </summary>
    public static ChainedText Of(AuditRecord record, string previous)
    {
        var text = JsonSerializer.Serialize(record, StoredJson.Options);
        return new ChainedText(text, previous, HashOf(text, previous));
    }

    /// <summary>The record.</summary>
    public AuditRecord Record =>
        JsonSerializer.Deserialize<AuditRecord>(Text, StoredJson.Options)
        ?? throw new InvalidDataException("An audit record is null.");

    /// <summary>The record, or null if the text is no record.</summary>
    internal AuditRecord? TryRecord()
    {
        try
        {
            return JsonSerializer.Deserialize<AuditRecord>(Text, StoredJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the hash of the text matches the stored hash.</summary>
    public bool IsIntact => HashOf(Text, Previous) == Hash;

    private static string HashOf(string text, string previous) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{previous}\n{text}")));
}

/// <summary>The end of the chain.</summary>
/// <param name="Count">The number of records.</param>
/// <param name="Hash">The hash of the last record.</param>
internal sealed record ChainHead(long Count, string Hash);

/// <summary>The result of verifying the chain.</summary>
/// <param name="Ok">Whether the chain is intact.</param>
/// <param name="Records">The number of verified records.</param>
/// <param name="FirstBreak">The first break of the chain, or null.</param>
public sealed record ChainVerification(
    bool Ok,
    long Records,
    [property: System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never
    )]
        ChainBreak? FirstBreak
);

/// <summary>A place where the chain breaks.</summary>
/// <param name="Sequence">The number of the record.</param>
/// <param name="Reason">A description of the break.</param>
public sealed record ChainBreak(long Sequence, string Reason);
