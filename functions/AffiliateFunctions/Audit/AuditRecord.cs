using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Audit;

/// <summary>One record of the chain, as it is stored and hashed.</summary>
/// <param name="Sequence">1, 2, 3 …</param>
/// <param name="Id">The record's id.</param>
/// <param name="At">When the decision was made.</param>
/// <param name="Actor">Who made it.</param>
/// <param name="Action">What was done.</param>
/// <param name="Subject">To what.</param>
/// <param name="Reason">Why.</param>
/// <param name="Cause">The unique name of what caused it.</param>
public sealed record AuditRecord(
    long Sequence,
    string Id,
    DateTimeOffset At,
    string Actor,
    string Action,
    string Subject,
    string? Reason,
    string Cause
);

/// <summary>A stored record: its exact text, its hash, and the hash of the record before.</summary>
public sealed record ChainedText(string Text, string Previous, string Hash)
{
    /// <summary>What the first record's predecessor would have had.</summary>
    public const string Genesis = "";

    /// <summary>Chains the record: SHA-256 over the previous hash, a line feed and the record's text, in hex.</summary>
    public static ChainedText Of(AuditRecord record, string previous)
    {
        var text = JsonSerializer.Serialize(record, StoredJson.Options);
        return new ChainedText(text, previous, HashOf(text, previous));
    }

    /// <summary>The record.</summary>
    public AuditRecord Record =>
        JsonSerializer.Deserialize<AuditRecord>(Text, StoredJson.Options)
        ?? throw new InvalidDataException("An audit record is null.");

    /// <summary>Whether the text still has its hash.</summary>
    public bool IsIntact => HashOf(Text, Previous) == Hash;

    private static string HashOf(string text, string previous) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{previous}\n{text}")));
}

/// <summary>The end of the chain.</summary>
/// <param name="Count">How many records there are.</param>
/// <param name="Hash">The last record's hash.</param>
internal sealed record ChainHead(long Count, string Hash);

/// <summary>The outcome of following the chain.</summary>
/// <param name="Ok">Whether it is whole.</param>
/// <param name="Records">How many records were followed.</param>
/// <param name="FirstBreak">Where it first breaks, or null.</param>
public sealed record ChainVerification(
    bool Ok,
    long Records,
    [property: System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never
    )]
        ChainBreak? FirstBreak
);

/// <summary>A place where the chain breaks.</summary>
/// <param name="Sequence">The record's place.</param>
/// <param name="Reason">What is wrong there.</param>
public sealed record ChainBreak(long Sequence, string Reason);
