using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Approvals;

/// <summary>The approvals of a program, for other features and for the process times of the review.</summary>
public interface IApprovals
{
    /// <summary>The open and decided approvals of the program, by id.</summary>
    IAsyncEnumerable<ApprovalState> ListAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>
    /// The approvals that are open, and those that were decided at or after a time, by id. Approvals that were decided
    /// before the time of their decision was a column of their own are listed too.
    /// </summary>
    IAsyncEnumerable<ApprovalState> ListSinceAsync(
        ProgramSlug program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    );

    /// <summary>Whom the approval asks, and when; null if it does not exist.</summary>
    Task<ApprovalSchedule?> FindScheduleAsync(ProgramSlug program, string id, CancellationToken cancellationToken);

    /// <summary>
    /// The persons who were asked, or the deputies who were asked instead, if the approval was open at a time; empty if
    /// the approval does not exist or was decided before.
    /// </summary>
    Task<IReadOnlyList<Person>> FindAskedAsync(
        ProgramSlug program,
        string id,
        DateTimeOffset openAt,
        CancellationToken cancellationToken
    );

    /// <summary>The values of the rows that the decision on an approval is about, in the order of the page.</summary>
    Task<IReadOnlyList<string>> FindSelectionAsync(ProgramSlug program, string id, CancellationToken cancellationToken);

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

/// <summary>Withdraws approvals whose content no longer applies.</summary>
public interface IApprovalWithdrawals
{
    /// <summary>
    /// Ends an open approval, because its content no longer applies. Its links then show the reason, and the waiting
    /// orchestration receives the decision <see cref="ApprovalDecision.Withdrawn"/>. A decided approval stays as it
    /// is, and an id without an approval changes nothing.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="id">The id of the request.</param>
    /// <param name="reason">The reason, as people read it.</param>
    /// <param name="orchestrations">The durable client.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task WithdrawAsync(
        ProgramSlug program,
        string id,
        string reason,
        DurableTaskClient orchestrations,
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

/// <summary>Whom an approval asks, and when.</summary>
/// <param name="FirstAsked">The address of the person who was asked first.</param>
/// <param name="Backup">The address of the person who is asked too; null if the person may not decide.</param>
/// <param name="AskedAt">When the approval was first requested.</param>
/// <param name="Decision">The decision, or null while it is open.</param>
/// <param name="RemindAt">When the person who was asked first is reminded.</param>
/// <param name="EscalateAt">When the backup is asked too.</param>
/// <param name="ExpiresAt">When the default decision is made.</param>
public sealed record ApprovalSchedule(
    string FirstAsked,
    string? Backup,
    DateTimeOffset AskedAt,
    string? Decision,
    DateTimeOffset RemindAt,
    DateTimeOffset EscalateAt,
    DateTimeOffset ExpiresAt
);
