using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>The outcome of an event of a webhook.</summary>
/// <param name="EventId">The id of the tracking event.</param>
/// <param name="Status"><c>accepted</c>, <c>ignored</c>, <c>rejected</c> or <c>conflict</c>.</param>
/// <param name="Errors">The mistakes in it, by JSON Pointer.</param>
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

    /// <summary>Why it was ignored.</summary>
    public string? Reason { get; init; }

    /// <summary>The result of an ignored event.</summary>
    public static WebhookResult NotTracked(string id, string reason) => new(id, Ignored) { Reason = reason };

    /// <summary>The result of an event.</summary>
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

    /// <summary>The response: a single result by itself, several as a list.</summary>
    public static IResult Answer(IReadOnlyList<WebhookResult> results) =>
        results.Count == 1
            ? Infrastructure.Http.HttpResults.Accepted(results[0])
            : Infrastructure.Http.HttpResults.Accepted(new WebhookResults(results));
}

/// <summary>The outcome of the intake of an event.</summary>
/// <param name="Problem">Why it is refused; null where it is not.</param>
/// <param name="IgnoredReason">Why it is ignored; null where it is not.</param>
/// <param name="Id">The id of the accepted event, where it is not the event's own id.</param>
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
