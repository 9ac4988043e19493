namespace Testing.Answers;

/// <summary>The result of one sent event.</summary>
/// <param name="Status"><c>accepted</c>, <c>rejected</c>, <c>conflict</c> or <c>ignored</c>.</param>
/// <param name="EventId">The event's id, if it could be read.</param>
/// <param name="ClickId">The id of the click, for an accepted click.</param>
/// <param name="Errors">The sentences of each JSON Pointer, if the event was rejected.</param>
public sealed record EventResultJson(
    string Status,
    string? EventId = null,
    string? ClickId = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null
);

/// <summary>The result of a webhook with several events.</summary>
/// <param name="Results">The result of each event, in the order of the request.</param>
public sealed record WebhookResultsJson(IReadOnlyList<EventResultJson> Results);

/// <summary>The result of a batch.</summary>
/// <param name="Accepted">How many events were accepted.</param>
/// <param name="Results">The result of each event, in the order of the request.</param>
public sealed record BatchJson(int Accepted, IReadOnlyList<EventResultJson> Results);
