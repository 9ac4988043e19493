using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Removes many rows, up to 100 of a partition in a transaction.</summary>
public static class RowRemoval
{
    private const int MaxInTransaction = 100;

    /// <summary>The columns that a query for rows to remove needs.</summary>
    public static IReadOnlyList<string> Keys { get; } = [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)];

    /// <summary>Removes rows in their order. Rows that another instance has removed meanwhile are no fault.</summary>
    /// <returns>The number of removed rows.</returns>
    public static async Task<int> RemoveAsync(
        this TableClient table,
        IAsyncEnumerable<TableEntity> rows,
        CancellationToken cancellationToken
    )
    {
        var (removed, batch) = (0, new List<TableEntity>());
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (batch.Count == MaxInTransaction || (batch.Count > 0 && batch[0].PartitionKey != row.PartitionKey))
            {
                removed += await SubmitAsync(table, batch, cancellationToken);
                batch.Clear();
            }

            batch.Add(row);
        }

        return batch.Count == 0 ? removed : removed + await SubmitAsync(table, batch, cancellationToken);
    }

    private static async Task<int> SubmitAsync(
        TableClient table,
        List<TableEntity> rows,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await table.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)),
                cancellationToken
            );
        }
        catch (RequestFailedException fault) when (fault.Status == StatusCodes.Status404NotFound)
        {
            foreach (var row in rows)
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            }
        }

        return rows.Count;
    }
}
