using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Decides who is asked to approve the payouts of a cycle.</summary>
internal static class CycleApprovers
{
    /// <summary>
    /// The persons who may approve. The first is asked, and the last when nobody decides. The charter's persons are
    /// different, except that finance may be the owner or the backup owner.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="round">The round with the approvals so far.</param>
    /// <param name="preparer">The address of the person who prepared the cycle.</param>
    /// <exception cref="InvalidOperationException">Nobody may approve.</exception>
    public static NextApprovers Of(AffiliateProgram program, ApprovalRound round, string preparer)
    {
        var charter =
            program.Charter ?? throw new InvalidOperationException($"The program {program.Slug} has no charter.");
        Person[] asked =
            round.IsOverdue ? [charter.BackupOwner, charter.Owner, charter.Finance]
            : round.Outcomes.Count == 0 ? [charter.Finance, charter.Owner, charter.BackupOwner]
            : [charter.Owner, charter.BackupOwner, charter.Finance];
        var earlier = round.Outcomes.Select(outcome => new EarlierApproval(outcome.Actor, outcome.OnBehalfOf));
        var allowed = NextApprovers.Of(asked, earlier, preparer);
        return allowed.Asked.Count > 0
            ? allowed
            : throw new InvalidOperationException($"Nobody may approve the payouts of {program.Slug}.");
    }

    /// <summary>Whether two persons are left who may approve if this person prepares the cycle.</summary>
    public static bool SufficeWithout(AffiliateProgram program, string preparer) =>
        program.Charter is not { } charter || charter.FinanceFirst(preparer).Count > 1;
}
