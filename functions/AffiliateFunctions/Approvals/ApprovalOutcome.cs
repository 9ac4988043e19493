namespace AffiliateFunctions.Approvals;

/// <summary>How an approval ended.</summary>
/// <param name="ApprovalId">The request's id.</param>
/// <param name="Decision">One of the request's options, or its decision on expiry.</param>
/// <param name="Actor">The decider's e-mail address, or <c>rule:expiry</c>.</param>
/// <param name="Reason">The reason given.</param>
/// <param name="Note">The note given.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="DecidedAt">When it was decided.</param>
public sealed record ApprovalOutcome(
    string ApprovalId,
    string Decision,
    string Actor,
    string? Reason,
    string? Note,
    DateTimeOffset AskedAt,
    DateTimeOffset DecidedAt
);
