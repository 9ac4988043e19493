using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Approvals.Delegations;

/// <summary>
/// Stores who is a deputy for whom: the table <c>delegations</c>, with one row for each person in the partition of the
/// program. A later delegation of a person replaces the earlier one.
/// </summary>
public sealed class DelegationStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "delegations";

    private TableDocuments<Delegation> Documents => new(tables[Table]);

    /// <summary>The latest delegation of the person, or null. It may have ended.</summary>
    public Task<Delegation?> FindAsync(ProgramSlug program, string person, CancellationToken cancellationToken) =>
        Documents.FindAsync(KeyOf(program, person), cancellationToken);

    /// <summary>The delegations of a program, by person.</summary>
    public IAsyncEnumerable<Delegation> ListAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Documents.ListAsync(TableClient.CreateQueryFilter($"PartitionKey eq {program.Value}"), cancellationToken);

    /// <summary>Stores the delegation, unless the same is stored. Returns the stored one with the one before.</summary>
    public async Task<Delegation> PutAsync(
        ProgramSlug program,
        Delegation delegation,
        CancellationToken cancellationToken
    ) =>
        await Documents.ChangeAsync(
            KeyOf(program, delegation.Person),
            known =>
                known?.IsSameAs(delegation) == true
                    ? known
                    : delegation with
                    {
                        Before = known is null ? null : known with { Before = null },
                    },
            cancellationToken
        ) ?? throw new InvalidOperationException($"The deputy of a person of {program} was not stored.");

    private static DocumentKey KeyOf(ProgramSlug program, string person) =>
        new(program.Value, KeyText.Of(Mailbox.Of(person)), $"the deputy of a person of {program}");
}
