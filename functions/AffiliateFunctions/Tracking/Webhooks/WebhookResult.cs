using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Tracking.Webhooks;

/// <summary>What became of an event that a webhook brought.</summary>
/// <param name="EventId">Its id here.</param>
/// <param name="Status"><c>accepted</c>, <c>ignored</c>, <c>rejected</c> or <c>conflict</c>.</param>
/// <param name="Errors">What is wrong with it, by JSON Pointer.</param>
public sealed record WebhookResult(string? EventId, string Status, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors = null)
{
    /// <summary>The event was taken in.</summary>
    public const string Accepted = "accepted";

    /// <summary>The notification is about nothing that is tracked.</summary>
    public const string Ignored = "ignored";

    /// <summary>Why it was ignored.</summary>
    public string? Reason { get; init; }

    /// <summary>The result of one event that was ignored.</summary>
    public static WebhookResult NotTracked(string id, string reason) => new(id, Ignored) { Reason = reason };

    /// <summary>The result of one event.</summary>
    internal static WebhookResult Of(ProviderEvent one, Became became) => became.Problem is not { } problem
        ? new WebhookResult(became.Id ?? one.Id, Accepted)
        : new WebhookResult(
            one.Id,
            problem.Kind == ProblemKind.Conflict ? "conflict" : "rejected",
            problem.Errors.Count > 0
                ? problem.Errors.ToDictionary(error => one.Pointer + error.Key, error => error.Value)
                : new Dictionary<string, IReadOnlyList<string>> { [one.Pointer] = [problem.Detail] });

    /// <summary>The answer: the one event by itself, several as a list.</summary>
    public static IResult Answer(IReadOnlyList<WebhookResult> results) => results.Count == 1
        ? Infrastructure.Http.Answer.Accepted(results[0])
        : Infrastructure.Http.Answer.Accepted(new { Results = results });
}

/// <summary>What became of an event at the door.</summary>
/// <param name="Problem">Why it is refused; null where it is not.</param>
/// <param name="IgnoredReason">Why it is ignored; null where it is not.</param>
/// <param name="Id">The id of the event that was taken in, where it is not the event's own.</param>
internal sealed record Became(Problem? Problem, string? IgnoredReason = null, string? Id = null)
{
    /// <summary>It was taken in.</summary>
    public static Became Accepted { get; } = new(Problem: null);

    /// <summary>It is ignored.</summary>
    public static Became NotTracked(string reason) => new(Problem: null, reason);
}
