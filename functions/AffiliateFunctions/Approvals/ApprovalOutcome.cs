namespace AffiliateFunctions.Approvals;

/// <summary>The outcome of an approval.</summary>
/// <param name="ApprovalId">The id of the request.</param>
/// <param name="Decision">One of the request's options, or its decision on expiry.</param>
/// <param name="Actor">The e-mail address of the person who decided, or <c>rule:expiry</c>.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="Note">The note, or null.</param>
/// <param name="AskedAt">When the approval was first requested.</param>
/// <param name="DecidedAt">When the approval was decided.</param>
public sealed record ApprovalOutcome(
    string ApprovalId,
    string Decision,
    string Actor,
    string? Reason,
    string? Note,
    DateTimeOffset AskedAt,
    DateTimeOffset DecidedAt
)
{
    /// <summary>The address of the person for whom a deputy decided, or null.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>What the person has entered with the decision, by name; null if nothing can be entered.</summary>
    public IReadOnlyDictionary<string, string>? Inputs { get; init; }
}
