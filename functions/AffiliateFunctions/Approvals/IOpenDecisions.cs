using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Approvals;

/// <summary>What persons are asked to decide at present, for other features.</summary>
public interface IOpenDecisions
{
    /// <summary>The number of open approvals of a program. The answer is read from one column of the open rows.</summary>
    Task<int> CountAsync(ProgramSlug program, CancellationToken cancellationToken);

    /// <summary>
    /// The open approvals of a program and the other open requests for decisions, the one that waits longest first.
    /// </summary>
    Task<IReadOnlyList<OpenDecision>> ListAsync(AffiliateProgram program, CancellationToken cancellationToken);
}

/// <summary>Something that persons are asked to decide.</summary>
/// <param name="Id">The id.</param>
/// <param name="Kind">The kind of decision.</param>
/// <param name="Subject">The question.</param>
/// <param name="Asked">The persons who were asked, the first one first.</param>
/// <param name="AskedAt">When the first person was asked.</param>
/// <param name="RemindAt">When the first person is or was reminded; null if there is no reminder.</param>
/// <param name="ExpiresAt">
/// When the default decision is made; null for a request that stays open until a person decides.
/// </param>
/// <param name="DecisionOnExpiry">The default decision, or null.</param>
public sealed record OpenDecision(
    string Id,
    string Kind,
    string Subject,
    IReadOnlyList<AskedPerson> Asked,
    DateTimeOffset AskedAt,
    DateTimeOffset? RemindAt,
    DateTimeOffset? ExpiresAt,
    string? DecisionOnExpiry
);
