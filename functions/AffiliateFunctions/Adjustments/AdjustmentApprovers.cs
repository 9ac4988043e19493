using Affiliate.Domain.Addresses;
using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Adjustments;

/// <summary>Decides who is asked to approve an adjustment.</summary>
internal static class AdjustmentApprovers
{
    /// <summary>
    /// The persons of the charter who may approve, in the order in which they are asked: finance, the owner, the
    /// backup owner, without the preparer.
    /// </summary>
    public static IReadOnlyList<Person> Of(Charter charter, string? preparer) =>
        [
            .. new[] { charter.Finance, charter.Owner, charter.BackupOwner }
                .Where(person => preparer is null || !Mailbox.AreSame(preparer, person.Email))
                .DistinctBy(person => Mailbox.Of(person.Email)),
        ];
}
