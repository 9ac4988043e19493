using System.Text.Json;

namespace Testing.Answers;

/// <summary>A version of a rule book.</summary>
public sealed record RuleBookJson(
    int Version,
    string Status,
    string Hash,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EffectiveFrom = null,
    DateTimeOffset? DecidedAt = null,
    string? DecidedBy = null,
    int? BasedOn = null,
    IReadOnlyList<RuleChangeRequestJson>? ChangeRequests = null
);

/// <summary>What a review asked to change.</summary>
public sealed record RuleChangeRequestJson(
    string Review,
    string Action,
    string RequestedBy,
    IReadOnlyList<string> Rules,
    bool WholeBook,
    string Change,
    string? Reason = null,
    string? Metric = null
);

/// <summary>The version that a rule book was stored or submitted as.</summary>
public sealed record StoredRuleBookJson(int Version, string Status, string Hash);

/// <summary>What a rule book makes of an event.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Reason">Its reason; null if there is none, but never missing.</param>
/// <param name="Commissions">What is granted.</param>
/// <param name="Trace">Why nothing is granted.</param>
public sealed record EvaluationJson(
    string Decision,
    string? Reason,
    IReadOnlyList<GrantJson> Commissions,
    JsonElement? Trace = null
);

/// <summary>What a rule grants to a partner.</summary>
public sealed record GrantJson(
    string Rule,
    string? Partner,
    long Amount,
    long BaseAmount,
    string Currency,
    JsonElement Trace
);

/// <summary>What another version would have made of what has happened.</summary>
public sealed record SimulationJson(
    int Events,
    string Currency,
    long ActualTotal,
    long SimulatedTotal,
    long Difference,
    IReadOnlyList<SimulatedPartnerJson> ByPartner,
    int ChangedCount,
    IReadOnlyList<SimulatedChangeJson> Changed
);

/// <summary>What another version would have granted to a partner.</summary>
public sealed record SimulatedPartnerJson(string Partner, long Actual, long Simulated, long Difference);

/// <summary>An event of which another version would have made something else.</summary>
public sealed record SimulatedChangeJson(
    string EventId,
    string Type,
    DateTimeOffset OccurredAt,
    IReadOnlyList<SimulatedGrantJson> Actual,
    IReadOnlyList<SimulatedGrantJson> Simulated,
    string Decision
);

/// <summary>What a rule granted or would have granted to a partner.</summary>
public sealed record SimulatedGrantJson(string Partner, string Rule, long Amount);
