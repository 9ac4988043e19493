using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.PartnerContracts.Store;

/// <summary>
/// Stores contract terms in the table <c>partnercontracts</c>: one row for each partner with all its terms, in the
/// partition of the program. So two requests at the same time cannot store terms that overlap.
/// </summary>
public sealed class ContractStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "partnercontracts";

    private const string IsOpen = "open";

    private TableDocuments<PartnerContracts> Documents =>
        new(tables[Table])
        {
            WriteColumns = (row, contracts) => row[IsOpen] = contracts.Items.Any(contract => contract.Counts),
        };

    /// <summary>The terms of a partner, in the order of their requests.</summary>
    public async Task<IReadOnlyList<StoredContract>> ListAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    ) => (await Documents.FindAsync(KeyOf(program, partner), cancellationToken))?.Items ?? [];

    /// <summary>The terms of an activity. Throws when they are absent.</summary>
    public async Task<StoredContract> RequireAsync(ContractKey key, CancellationToken cancellationToken) =>
        (await ListAsync(key.Program, key.Partner, cancellationToken)).FirstOrDefault(contract => contract.Id == key.Id)
        ?? throw new InvalidOperationException($"There are no contract terms {key.Id} of {key.Partner}.");

    /// <summary>Stores the result of <paramref name="change"/> on all terms of a partner, and returns it.</summary>
    public async Task<IReadOnlyList<StoredContract>> ChangeAllAsync(
        ProgramSlug program,
        PartnerId partner,
        Func<IReadOnlyList<StoredContract>, IReadOnlyList<StoredContract>> change,
        CancellationToken cancellationToken
    )
    {
        var stored = await Documents.ChangeAsync(
            KeyOf(program, partner),
            known =>
            {
                var before = known?.Items ?? [];
                var after = change(before);
                return ReferenceEquals(before, after) ? known : new PartnerContracts(after);
            },
            cancellationToken
        );
        return stored?.Items ?? [];
    }

    /// <summary>Stores the result of <paramref name="change"/> on the terms, and returns it.</summary>
    public async Task<StoredContract> ChangeAsync(
        ContractKey key,
        Func<StoredContract, StoredContract> change,
        CancellationToken cancellationToken
    )
    {
        var all = await ChangeAllAsync(
            key.Program,
            key.Partner,
            known =>
                known.FirstOrDefault(contract => contract.Id == key.Id) is { } before
                && change(before) is var after
                && !ReferenceEquals(before, after)
                    ? [.. known.Select(contract => contract.Id == key.Id ? after : contract)]
                    : known,
            cancellationToken
        );
        return all.First(contract => contract.Id == key.Id);
    }

    /// <summary>The terms of all programs that are awaited or approved.</summary>
    public IAsyncEnumerable<StoredContract> CountingAsync(CancellationToken cancellationToken) =>
        Documents
            .ListAsync(TableClient.CreateQueryFilter($"open eq {true}"), cancellationToken)
            .SelectMany(contracts => contracts.Items.Where(contract => contract.Counts).ToAsyncEnumerable());

    private static DocumentKey KeyOf(ProgramSlug program, PartnerId partner) =>
        new(program.Value, partner.Value, $"the contract terms of {partner}");

    /// <summary>The terms of one partner.</summary>
    /// <param name="Items">The terms, in the order of their requests.</param>
    internal sealed record PartnerContracts(IReadOnlyList<StoredContract> Items);
}
