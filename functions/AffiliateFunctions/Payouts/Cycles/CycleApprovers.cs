using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>Decides who is asked to approve the payouts of a cycle.</summary>
internal static class CycleApprovers
{
    /// <summary>
    /// The persons who may approve. The first is asked, and the last when nobody decides. The charter's persons are
    /// different, except that finance may be the owner or the backup owner.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="isFirst">Whether it is the first approval; otherwise the second.</param>
    /// <param name="isOverdue">Whether nobody has decided in time before.</param>
    /// <param name="excluded">The addresses of who may not approve: the preparer, and who has approved.</param>
    /// <exception cref="InvalidOperationException">Nobody may approve.</exception>
    public static IReadOnlyList<Person> Of(
        AffiliateProgram program,
        bool isFirst,
        bool isOverdue,
        IReadOnlyList<string> excluded
    )
    {
        var charter =
            program.Charter ?? throw new InvalidOperationException($"The program {program.Slug} has no charter.");
        Person[] asked =
            isOverdue ? [charter.BackupOwner, charter.Owner, charter.Finance]
            : isFirst ? [charter.Finance, charter.Owner, charter.BackupOwner]
            : [charter.Owner, charter.BackupOwner, charter.Finance];
        var allowed = Charter.Permitted(asked, excluded);
        return allowed.Count > 0
            ? allowed
            : throw new InvalidOperationException($"Nobody may approve the payouts of {program.Slug}.");
    }

    /// <summary>Whether two persons are left who may approve if this person prepares the cycle.</summary>
    public static bool SufficeWithout(AffiliateProgram program, string preparer) =>
        program.Charter is not { } charter || charter.FinanceFirst(preparer).Count > 1;
}
