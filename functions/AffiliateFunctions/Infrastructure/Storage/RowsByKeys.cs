using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Reads rows of one partition by their keys, in as few requests as filters allow.</summary>
public static class RowsByKeys
{
    // A filter takes 15 comparisons
    // (https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities), one of them the partition's.
    private const int MaxInFilter = 14;

    /// <summary>Those of the rows that are there, in no order.</summary>
    /// <param name="table">The table.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="keys">The row keys; one that comes twice is asked for once.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="select">The properties to read; all where it is null.</param>
    public static async Task<IReadOnlyList<TableEntity>> ReadByKeysAsync(
        this TableClient table,
        string partition,
        IEnumerable<string> keys,
        CancellationToken cancellationToken,
        IEnumerable<string>? select = null
    )
    {
        var read = await Task.WhenAll(
            keys.Distinct(StringComparer.Ordinal)
                .Chunk(MaxInFilter)
                .Select(some =>
                    table
                        .QueryAsync<TableEntity>(
                            FilterOf(partition, some),
                            select: select,
                            cancellationToken: cancellationToken
                        )
                        .ToListAsync(cancellationToken)
                        .AsTask()
                )
        );
        return [.. read.SelectMany(rows => rows)];
    }

    private static string FilterOf(string partition, IEnumerable<string> keys) =>
        $"{TableClient.CreateQueryFilter($"PartitionKey eq {partition}")} and "
        + $"({string.Join(" or ", keys.Select(key => TableClient.CreateQueryFilter($"RowKey eq {key}")))})";
}
