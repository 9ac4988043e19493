using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Reads rows of one partition by their keys, in as few requests as filters allow.</summary>
public static class RowsByKeys
{
    // A filter has at most 15 comparisons
    // (https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities). One of them is the
    // partition's.
    private const int MaxInFilter = 14;

    // Rows between the wanted ones are read in vain. With more of them than this for each wanted row, filters by keys
    // are cheaper.
    private const int MaxPassedOver = 4;

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

    /// <summary>
    /// Returns the existing rows, by row key. Reads the range from the first key to the last one in pages of 1,000
    /// rows, and the rest by keys if the range has many other rows.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="keys">The row keys.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="select">The properties to read; null for all.</param>
    public static async Task<IReadOnlyList<TableEntity>> ReadRangeAsync(
        this TableClient table,
        string partition,
        IEnumerable<string> keys,
        CancellationToken cancellationToken,
        IReadOnlyCollection<string>? select = null
    )
    {
        var wanted = new SortedSet<string>(keys, StringComparer.Ordinal);
        if (wanted.Count <= MaxInFilter)
        {
            return await table.ReadByKeysAsync(partition, wanted, cancellationToken, select);
        }

        var (rows, left) = (new List<TableEntity>(), wanted.Count * MaxPassedOver);
        var range = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {wanted.Min} and RowKey le {wanted.Max}"
        );
        await foreach (
            var row in table.QueryAsync<TableEntity>(range, select: select, cancellationToken: cancellationToken)
        )
        {
            if (wanted.Contains(row.RowKey))
            {
                rows.Add(row);
            }
            else if (--left < 0)
            {
                var rest = wanted.Where(key => string.CompareOrdinal(key, row.RowKey) > 0);
                return [.. rows, .. await table.ReadByKeysAsync(partition, rest, cancellationToken, select)];
            }
        }

        return rows;
    }

    private static string FilterOf(string partition, IEnumerable<string> keys) =>
        $"{TableClient.CreateQueryFilter($"PartitionKey eq {partition}")} and "
        + $"({string.Join(" or ", keys.Select(key => TableClient.CreateQueryFilter($"RowKey eq {key}")))})";
}
