using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;

namespace AffiliateFunctions.OutgoingWebhooks.Endpoints;

/// <summary>Where notices of a program are sent.</summary>
public sealed record WebhookEndpoint
{
    /// <summary>The program.</summary>
    public required ProgramSlug Program { get; init; }

    /// <summary>Its name within the program, chosen by its maker.</summary>
    public required string Id { get; init; }

    /// <summary>The address.</summary>
    public required string Url { get; init; }

    /// <summary>Which types it wants; see <see cref="WebhookEventTypes.Fits"/>.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Whether notices are sent there.</summary>
    public required bool Enabled { get; init; }

    /// <summary>What its maker says about it.</summary>
    public string? Description { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The signing secret, sealed.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>The secret before the last rotation, sealed.</summary>
    public byte[]? PreviousSecret { get; init; }

    /// <summary>Until when the secret before signs too.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>Since when every delivery has failed; null while they succeed.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Why it was disabled by itself, if it was.</summary>
    public EndpointDisabling? Disabled { get; init; }

    /// <summary>When it was removed; the row is kept as long as its deliveries are.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>The key.</summary>
    [JsonIgnore]
    public EndpointKey Key => new(Program, Id);

    /// <summary>Whether a notice of the type is sent there.</summary>
    public bool Wants(string type) => Enabled && Types.Any(pattern => WebhookEventTypes.Fits(pattern, type));

    /// <summary>Whether the id can be one: 1 to 40 lower-case letters, digits, hyphens and underscores.</summary>
    public static bool IsId(string id) =>
        id.Length is > 0 and <= 40 && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_');
}

/// <summary>Which endpoint.</summary>
/// <param name="Program">The program.</param>
/// <param name="Endpoint">The endpoint's id.</param>
public sealed record EndpointKey(ProgramSlug Program, string Endpoint)
{
    /// <summary>
    /// The id of the orchestration that minds the endpoint. A slug has no underscore, so no two keys are written alike.
    /// </summary>
    [JsonIgnore]
    public string InstanceId => $"webhooks_{Program}_{Endpoint}";
}

/// <summary>An endpoint was disabled by itself.</summary>
/// <param name="At">When.</param>
/// <param name="Reason">Why: one of the constants.</param>
/// <param name="Told">Whether the program's owner was told.</param>
public sealed record EndpointDisabling(DateTimeOffset At, string Reason, bool Told)
{
    /// <summary>It answered 410.</summary>
    public const string Gone = "gone";

    /// <summary>Every delivery failed for days.</summary>
    public const string Failing = "failing";
}
