using System.Text.Json;

namespace Testing.Answers;

/// <summary>An event and what came of it.</summary>
public sealed record EventJson(
    string EventId,
    string Status,
    IReadOnlyList<string> Commissions,
    int Attempt,
    DateTimeOffset OccurredAt,
    DateTimeOffset ReceivedAt,
    string? Type = null,
    string? Reason = null,
    string? Partner = null,
    string? Customer = null,
    DateTimeOffset? AppliedAt = null,
    JsonElement? Trace = null,
    string? Provider = null,
    string? ProviderType = null
);
