namespace Testing.Answers;

/// <summary>An endpoint of outgoing webhooks. Its secret is shown only once.</summary>
public sealed record WebhookEndpointJson(
    string Id,
    string Url,
    IReadOnlyList<string> Types,
    bool Enabled,
    DateTimeOffset CreatedAt,
    string? DisabledReason = null,
    string? Secret = null
);

/// <summary>A delivery to an endpoint.</summary>
public sealed record DeliveryJson(
    string Id,
    string Type,
    string Status,
    DateTimeOffset CreatedAt,
    IReadOnlyList<DeliveryAttemptJson> Attempts,
    DateTimeOffset? NextAttemptAt = null,
    string? Reason = null
);

/// <summary>An attempt to deliver.</summary>
public sealed record DeliveryAttemptJson(DateTimeOffset At, long Ms, int? StatusCode = null, string? Response = null);
