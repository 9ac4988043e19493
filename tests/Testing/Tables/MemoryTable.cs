using Testing.Tables.Filters;

namespace Testing.Tables;

/// <summary>The rows of a table, by partition and row key.</summary>
internal sealed class MemoryTable
{
    private readonly OrdinalMap<OrdinalMap<Row>> partitions = new();

    /// <summary>Finds a row.</summary>
    /// <param name="partition">Its PartitionKey.</param>
    /// <param name="key">Its RowKey.</param>
    /// <returns>The row; null when there is none.</returns>
    public Row? Find(string partition, string key) => partitions.Find(partition)?.Find(key);

    /// <summary>Sets what is stored under a key.</summary>
    /// <param name="partition">The PartitionKey.</param>
    /// <param name="key">The RowKey.</param>
    /// <param name="row">The row; null for none.</param>
    public void Set(string partition, string key, Row? row)
    {
        var rows = partitions.Find(partition);
        if (row is not null)
        {
            if (rows is null)
            {
                partitions.Put(partition, rows = new());
            }

            rows.Put(key, row);
        }
        else if (rows is not null)
        {
            rows.Remove(key);
            if (rows.Count == 0)
            {
                partitions.Remove(partition);
            }
        }
    }

    /// <summary>The rows that match a filter, in the order of their keys.</summary>
    /// <param name="filter">The filter; null for all rows.</param>
    /// <param name="from">The key of the first row of the page; null for the first one of all.</param>
    /// <returns>The rows.</returns>
    public IEnumerable<Row> Query(Filter? filter, (string Partition, string Key)? from)
    {
        var (wantedPartitions, wantedKeys) = filter is null
            ? (KeyRanges.All, KeyRanges.All)
            : (filter.Keys("PartitionKey"), filter.Keys("RowKey"));
        if (from is { } first)
        {
            wantedPartitions = wantedPartitions.And(KeyRanges.Of("ge", first.Partition));
        }

        foreach (var (partition, rows) in partitions.In(wantedPartitions))
        {
            var keys =
                from is { } start && partition == start.Partition
                    ? wantedKeys.And(KeyRanges.Of("ge", start.Key))
                    : wantedKeys;
            foreach (var (_, row) in rows.In(keys))
            {
                if (filter is null || filter.Matches(row))
                {
                    yield return row;
                }
            }
        }
    }
}
