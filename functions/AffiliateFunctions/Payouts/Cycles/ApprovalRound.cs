using AffiliateFunctions.Approvals;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>The approvals of one version of a cycle's payouts.</summary>
/// <param name="Number">The number of the round, from 0.</param>
/// <param name="IsOverdue">Whether nobody has decided in time before, so that the backup owner is asked.</param>
/// <param name="Outcomes">The approvals of this round so far.</param>
/// <param name="Fingerprint">The fingerprint of the payouts that they apply to; null before the first.</param>
public sealed record ApprovalRound(
    int Number,
    bool IsOverdue,
    IReadOnlyList<ApprovalOutcome> Outcomes,
    string? Fingerprint = null
)
{
    /// <summary>The next round, which needs all approvals again.</summary>
    public ApprovalRound Next(bool isOverdue) => new(Number + 1, IsOverdue || isOverdue, []);

    /// <summary>
    /// The round after another approval. An approval of other payouts than the earlier ones begins a new round.
    /// </summary>
    public ApprovalRound After(ApprovalOutcome outcome, string fingerprint) =>
        Fingerprint is null || Fingerprint == fingerprint
            ? this with
            {
                Outcomes = [.. Outcomes, outcome],
                Fingerprint = fingerprint,
            }
            : Next(isOverdue: false);
}
