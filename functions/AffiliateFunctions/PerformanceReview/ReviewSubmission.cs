using Affiliate.Domain.Identity;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>What a person decided on the page of a review, beside the decision about the program.</summary>
/// <param name="Actor">The person.</param>
/// <param name="Decision">The decision about the program that was sent with it.</param>
/// <param name="Partners">The decisions about recommendations.</param>
/// <param name="Tasks">What somebody is to do.</param>
public sealed record ReviewSubmission(
    string Actor,
    string Decision,
    IReadOnlyList<RecommendationDecision> Partners,
    IReadOnlyList<ReviewTask> Tasks
)
{
    /// <summary>What is to change in the rules; null unless the decision is to change them.</summary>
    public ReviewRuleChange? RuleChange { get; init; }

    /// <summary>The number that the decision about the program is meant to move; null for the usual one.</summary>
    public string? Metric { get; init; }
}

/// <summary>What a review decided to change in the rules.</summary>
/// <param name="Rules">The ids of the rules; empty for the whole rule book.</param>
/// <param name="Change">What to change, in words.</param>
public sealed record ReviewRuleChange(IReadOnlyList<string> Rules, string Change);

/// <summary>A decision about the recommendation for a partner.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Recommended">What the rule book recommends: <c>promote</c>, <c>coach</c> or <c>pause</c>.</param>
/// <param name="Choice"><c>accept</c>, <c>change</c> or <c>decline</c>.</param>
/// <param name="Instead">What is done instead, for <c>change</c>.</param>
/// <param name="Group">The group of a promoted partner.</param>
/// <param name="Reason">The reason; null for an accepted recommendation without one.</param>
public sealed record RecommendationDecision(
    PartnerId Partner,
    string Recommended,
    string Choice,
    string? Instead,
    string? Group,
    string? Reason
)
{
    /// <summary>The number that the decision is meant to move; null for the usual one of its kind.</summary>
    public string? Metric { get; init; }

    /// <summary>What is done with the partner; null if nothing is.</summary>
    public string? Kind =>
        Choice switch
        {
            "accept" => Recommended,
            "change" => Instead,
            _ => null,
        };
}

/// <summary>A task that a review gives to somebody.</summary>
/// <param name="Text">What is to be done.</param>
/// <param name="Owner">The e-mail address of the person responsible.</param>
/// <param name="DueAt">By when.</param>
/// <param name="Metric">The measure that it is meant to move, or null.</param>
public sealed record ReviewTask(string Text, string Owner, DateTimeOffset DueAt, string? Metric);
