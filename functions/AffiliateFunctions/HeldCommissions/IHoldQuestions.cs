using Affiliate.Domain.Identity;
using Affiliate.Pages;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>Tells what is happening about held commissions, for the partner's own pages.</summary>
public interface IHoldQuestions
{
    /// <summary>
    /// When the owner was asked about each held commission, by one request to storage. Commissions about which nobody
    /// was asked yet are left out.
    /// </summary>
    Task<IReadOnlyDictionary<CommissionId, HoldQuestion>> FindAllAsync(
        ProgramSlug program,
        IReadOnlyCollection<CommissionId> commissions,
        CancellationToken cancellationToken
    );
}

/// <summary>The question whether a held commission is released or reversed.</summary>
/// <param name="AskedAt">When the program's owner was asked.</param>
/// <param name="BackupAskedAt">When the backup owner is asked too. A hold ends by a decision only.</param>
public sealed record HoldQuestion(DateTimeOffset AskedAt, DateTimeOffset BackupAskedAt)
{
    /// <summary>Says to a partner who decides and until when.</summary>
    /// <param name="question">The question; null if nobody was asked yet.</param>
    public static string SentenceOf(HoldQuestion? question) =>
        question is { } asked
            ? $"The program's owner was asked about it on {DisplayFormat.Time(asked.AskedAt)}. Without a decision by "
                + $"{DisplayFormat.Time(asked.BackupAskedAt)}, the owner's deputy is asked too."
            : "The program's owner is asked about it within a day.";
}
