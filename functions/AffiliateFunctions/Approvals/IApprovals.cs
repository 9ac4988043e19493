using Affiliate.Domain.Identity;

namespace AffiliateFunctions.Approvals;

/// <summary>The approvals of a program, for other features and for the process times of the review.</summary>
public interface IApprovals
{
    /// <summary>The open and decided approvals of the program, by id.</summary>
    IAsyncEnumerable<ApprovalState> ListAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a request before its orchestration starts. The returned request contains the id but no displayed content.
    /// An orchestration with this input therefore keeps neither names nor long lists in its history.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The time of the request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ApprovalRequest> PrepareAsync(
        ApprovalRequest request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    );
}

/// <summary>The current state of an approval.</summary>
/// <param name="Id">The id of the request.</param>
/// <param name="Kind">The kind of the request.</param>
/// <param name="Owner">The person who was asked first.</param>
/// <param name="AskedAt">When the approval was first requested.</param>
/// <param name="Decision">The decision, or null while it is open.</param>
/// <param name="Actor">The person or rule that decided, or null.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="DecidedAt">When the approval was decided, or null.</param>
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
