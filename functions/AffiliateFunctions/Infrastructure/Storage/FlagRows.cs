using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Flags that are set, one row for each in one partition of a table, so that whether any is set costs one request.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="partition">The partition, which has no other rows.</param>
public sealed class FlagRows(TableClient table, string partition)
{
    /// <summary>Whether any flag is set.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken) =>
        await table
            .QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {partition}"),
                maxPerPage: 1,
                select: [nameof(TableEntity.RowKey)],
                cancellationToken: cancellationToken
            )
            .AnyAsync(cancellationToken);

    /// <summary>Sets the flag or removes it. A repeated call changes nothing.</summary>
    public Task SetAsync(string flag, bool isSet, CancellationToken cancellationToken) =>
        isSet
            ? table.UpsertEntityAsync(new TableEntity(partition, flag), TableUpdateMode.Replace, cancellationToken)
            : table.DeleteEntityAsync(partition, flag, ETag.All, cancellationToken);
}
