using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Reads rows of one partition by their keys, in as few requests as filters allow.</summary>
public static class RowsByKeys
{
    // A filter has at most 15 comparisons
    // (https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities). One of them is the
    // partition's.
    private const int MaxInFilter = 14;

    /// <summary>Returns the existing rows, in no particular order.</summary>
    /// <param name="table">The table.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="keys">The row keys. A repeated key is requested once.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="select">The properties to read; null for all.</param>
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
