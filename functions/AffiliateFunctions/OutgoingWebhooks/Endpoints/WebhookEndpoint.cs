using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>An address that receives the webhook events of a program.</summary>
public sealed record WebhookEndpoint
{
    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>The id of the endpoint within the program, chosen by the person who created it.</summary>
    public required string Id { get; init; }

    /// <summary>The address.</summary>
    public required string Url { get; init; }

    /// <summary>The subscribed types; see <see cref="WebhookEventTypes.Fits"/>.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Whether webhook events are sent to the endpoint.</summary>
    public required bool Enabled { get; init; }

    /// <summary>A description by the person who created the endpoint.</summary>
    public string? Description { get; init; }

    /// <summary>When the endpoint was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The signing secret, encrypted.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>The secret before the last rotation, encrypted.</summary>
    public byte[]? PreviousSecret { get; init; }

    /// <summary>Until when the previous secret also signs.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>The time since which every delivery has failed; null while deliveries succeed.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why the endpoint was disabled automatically, if it was.</summary>
    public EndpointDisabling? Disabled { get; init; }

    /// <summary>When the endpoint was removed; its row is kept as long as its deliveries are.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>The key.</summary>
    [JsonIgnore]
    public EndpointKey Key => new(Program, Id);

    /// <summary>Whether webhook events of the type are sent to the endpoint.</summary>
    public bool Wants(string type) => Enabled && Types.Any(pattern => WebhookEventTypes.Fits(pattern, type));

    /// <summary>Whether the id is valid: 1 to 40 lower-case letters, digits, hyphens and underscores.</summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= 40 && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_');
}

/// <summary>The key of an endpoint.</summary>
/// <param name="Program">The program.</param>
/// <param name="Endpoint">The endpoint's id.</param>
public sealed record EndpointKey(ProgramSlug Program, string Endpoint)
{
    /// <summary>
    /// The id of the endpoint's retry orchestration. A slug has no underscore, so no two keys give the same id.
    /// </summary>
    [JsonIgnore]
    public string InstanceId => $"webhooks_{Program}_{Endpoint}";
}

/// <summary>The automatic disabling of an endpoint.</summary>
/// <param name="At">When it was disabled.</param>
/// <param name="Reason">Why: one of the constants.</param>
/// <param name="IsReported">Whether the program's owner was informed.</param>
public sealed record EndpointDisabling(
    DateTimeOffset At,
    string Reason,
    [property: JsonPropertyName("told")] bool IsReported
)
{
    /// <summary>The endpoint responded with 410.</summary>
    public const string Gone = "gone";

    /// <summary>Every delivery failed for days.</summary>
    public const string Failing = "failing";
}
