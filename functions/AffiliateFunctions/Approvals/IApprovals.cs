using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Approvals;

/// <summary>The approvals asked for so far, for lists and for the review's process times.</summary>
public interface IApprovals
{
    /// <summary>The program's approvals, open and decided, in the order of their ids.</summary>
    IAsyncEnumerable<ApprovalState> ListAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a request before it is asked. What is returned names it and holds nothing of what is shown, so that an
    /// orchestration that is given it keeps neither names nor long lists in its history.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The time at which it is asked.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ApprovalRequest> PrepareAsync(
        ApprovalRequest request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    );
}

/// <summary>One approval as it stands.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="Kind">The request's kind.</param>
/// <param name="Owner">Who was asked first.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="Decision">The decision, or null while it is open.</param>
/// <param name="Actor">Who decided.</param>
/// <param name="Reason">The reason given.</param>
/// <param name="DecidedAt">When it was decided.</param>
public sealed record ApprovalState(
    string Id,
    string Kind,
    string Owner,
    DateTimeOffset AskedAt,
    string? Decision,
    string? Actor,
    string? Reason,
    DateTimeOffset? DecidedAt
);
