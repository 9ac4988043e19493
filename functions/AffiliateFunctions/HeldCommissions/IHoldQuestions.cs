using Affiliate.Domain.Identity;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>Tells what is happening about a held commission, for the partner's own page.</summary>
public interface IHoldQuestions
{
    /// <summary>When the owner was asked about a held commission; null if nobody was asked yet.</summary>
    Task<HoldQuestion?> FindAsync(ProgramSlug program, CommissionId commission, CancellationToken cancellationToken);
}

/// <summary>The question whether a held commission is released or reversed.</summary>
/// <param name="AskedAt">When the program's owner was asked.</param>
/// <param name="BackupAskedAt">When the backup owner is asked too. A hold ends by a decision only.</param>
public sealed record HoldQuestion(DateTimeOffset AskedAt, DateTimeOffset BackupAskedAt);
