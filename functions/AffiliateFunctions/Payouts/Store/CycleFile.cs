using System.Text.Json.Serialization;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>A payment file of a cycle, or a batch that is sent to the API of a provider.</summary>
/// <param name="Name">The name of the file.</param>
/// <param name="Sha256">The SHA-256 of the file's bytes, in hexadecimal.</param>
/// <param name="Payouts">How many payouts the file contains.</param>
/// <param name="Total">The sum of the payouts, in minor units.</param>
public sealed record CycleFile(string Name, string Sha256, int Payouts, long Total)
{
    /// <summary>The rail of files that people hand to a bank or provider.</summary>
    public const string FileRail = "file";

    /// <summary>
    /// How the payments are made: <c>file</c> for a file that people hand to a bank or provider, <c>paypal</c> for a
    /// batch of PayPal's Payouts API.
    /// </summary>
    public string Rail { get; init; } = FileRail;

    /// <summary>
    /// The provider's id of the batch; absent for a file, and until the provider has accepted the batch.
    /// </summary>
    public string? BatchId { get; init; }

    /// <summary>The state of the batch; absent for a file.</summary>
    public BatchState? State { get; init; }

    /// <summary>When the batch was sent for the first time to a provider that has not rejected it.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>How often the batch was sent; absent for a file.</summary>
    public int? Attempts { get; init; }

    /// <summary>
    /// What keeps the batch from being sent or reported completely, as a sentence; absent if nothing does.
    /// </summary>
    public string? Problem { get; init; }

    /// <summary>The e-mail address of the person who has stopped the batch; absent if nobody has.</summary>
    public string? StoppedBy { get; init; }

    /// <summary>When the batch was stopped.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>
    /// Whether the provider surely does not have the batch, so that its payments can be given up: it was never sent, or
    /// the provider has rejected every request.
    /// </summary>
    [JsonIgnore]
    public bool CanBeStopped => State is BatchState.Unsent or BatchState.Refused;

    /// <summary>Whether the batch is sent again and again without being accepted.</summary>
    [JsonIgnore]
    public bool IsRejected => State is BatchState.Unsent or BatchState.Sending && Problem is not null;

    /// <summary>
    /// Whether the provider may still make or refuse the payments. Nobody else can report on them until then.
    /// </summary>
    [JsonIgnore]
    public bool IsInFlight => State is BatchState.Unsent or BatchState.Sending or BatchState.Sent;
}

/// <summary>The state of a batch that is sent to the API of a provider.</summary>
public enum BatchState
{
    /// <summary>The batch was not sent yet, or the provider has rejected every request.</summary>
    Unsent,

    /// <summary>The batch was sent, and no answer says whether the provider has it.</summary>
    Sending,

    /// <summary>The provider has the batch and reports on its payments.</summary>
    Sent,

    /// <summary>
    /// The provider has rejected the batch as a whole. No payment was made, and it is not sent again.
    /// </summary>
    Refused,

    /// <summary>
    /// The provider gives no result any more. Somebody must look the payments up and import their results.
    /// </summary>
    Unclear,

    /// <summary>
    /// A person has stopped the batch, which the provider does not have. It is not sent again, and its amounts are
    /// payable again.
    /// </summary>
    Stopped,
}
