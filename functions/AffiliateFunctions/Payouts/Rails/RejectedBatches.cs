using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Store;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>
/// Lists the batches that a provider does not accept, in one partition of the table <c>cycles</c>, so that the health
/// of the app can name them without reading all cycles.
/// </summary>
public sealed class RejectedBatches(StorageTables tables) : IHealthSource
{
    private const string Partition = "rejected-batches";

    /// <inheritdoc/>
    public string Reason => "rejected_batches";

    private TableClient Rows => tables[CycleStore.CyclesTable];

    /// <inheritdoc/>
    public async Task<bool> IsPresentAsync(CancellationToken cancellationToken) =>
        await Rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"),
                maxPerPage: 1,
                select: [nameof(TableEntity.RowKey)],
                cancellationToken: cancellationToken
            )
            .AnyAsync(cancellationToken);

    /// <summary>Lists the batch while the provider does not accept it.</summary>
    internal Task SetAsync(StoredCycle cycle, CycleFile batch, CancellationToken cancellationToken)
    {
        var row = $"{cycle.Program}:{cycle.Period}:{batch.Name}";
        return batch.IsRejected
            ? Rows.UpsertEntityAsync(new TableEntity(Partition, row), TableUpdateMode.Replace, cancellationToken)
            : Rows.DeleteEntityAsync(Partition, row, ETag.All, cancellationToken);
    }
}
