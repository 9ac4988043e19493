using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>The outcome of one event of a webhook.</summary>
/// <param name="EventId">The id of the tracking event.</param>
/// <param name="Status"><c>accepted</c>, <c>ignored</c>, <c>rejected</c> or <c>conflict</c>.</param>
/// <param name="Errors">The validation errors, by JSON Pointer.</param>
public sealed record WebhookResult(
    string? EventId,
    string Status,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null
)
{
    /// <summary>The event was accepted.</summary>
    public const string Accepted = "accepted";

    /// <summary>The event contains nothing that is tracked.</summary>
    public const string Ignored = "ignored";

    /// <summary>Why the event was ignored.</summary>
    public string? Reason { get; init; }

    /// <summary>Creates the result of an ignored event.</summary>
    public static WebhookResult NotTracked(string id, string reason) => new(id, Ignored) { Reason = reason };

    /// <summary>Creates the result of an event.</summary>
    internal static WebhookResult Of(ProviderEvent providerEvent, Became became) =>
        became.Problem is not { } problem
            ? new WebhookResult(became.Id ?? providerEvent.Id, Accepted)
            : new WebhookResult(
                providerEvent.Id,
                problem.Kind == ProblemKind.Conflict ? "conflict" : "rejected",
                problem.Errors.Count > 0
                    ? problem.Errors.ToDictionary(error => providerEvent.Pointer + error.Key, error => error.Value)
                    : new Dictionary<string, IReadOnlyList<string>> { [providerEvent.Pointer] = [problem.Detail] }
            );

    /// <summary>Returns the response: a single result as an object, several as a list.</summary>
    public static IResult Answer(IReadOnlyList<WebhookResult> results) =>
        results.Count == 1
            ? Infrastructure.Http.HttpResults.Accepted(results[0])
            : Infrastructure.Http.HttpResults.Accepted(new WebhookResults(results));
}

/// <summary>The outcome of accepting an event.</summary>
/// <param name="Problem">Why the event is rejected; null when it is not.</param>
/// <param name="IgnoredReason">Why the event is ignored; null when it is not.</param>
/// <param name="Id">The id of the accepted event, if it differs from the event's own id.</param>
internal sealed record Became(Problem? Problem, string? IgnoredReason = null, string? Id = null)
{
    /// <summary>The event was accepted.</summary>
    public static Became Accepted { get; } = new(Problem: null);

    /// <summary>The event is ignored.</summary>
    public static Became NotTracked(string reason) => new(Problem: null, reason);
}

/// <summary>The outcomes of several events of a webhook, in their order.</summary>
/// <param name="Results">The outcomes.</param>
internal sealed record WebhookResults(IReadOnlyList<WebhookResult> Results);
