using Azure;
using Azure.Data.Tables;
using LocalHost.Storage;

namespace LocalHost.Timers;

/// <summary>
/// The progress of each timer, kept in storage: runs that were missed while no process ran are noticed, and of several
/// processes one runs each occurrence. A row is changed only by a process that has read its last state.
/// </summary>
internal sealed class TimerStore(RuntimeStorage storage)
{
    private const string TableName = "localhost";
    private const string Partition = "timer";

    private TableClient Table => field ??= storage.Tables.GetTableClient(TableName);

    /// <summary>Creates the table when it is missing.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the table exists.</returns>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        Table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Reads a timer's row.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The row; null when there is none.</returns>
    public async Task<TimerRow?> ReadAsync(string function, CancellationToken cancellationToken)
    {
        var row = await Table.GetEntityIfExistsAsync<TimerRow>(
            Partition, function, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value : null;
    }

    /// <summary>Writes a timer's row.</summary>
    /// <param name="row">The row, as it was read or last written, and then changed; a new row has no ETag.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Whether the row was written; false when another process has written it in between.</returns>
    public async Task<bool> WriteAsync(TimerRow row, CancellationToken cancellationToken)
    {
        row.PartitionKey = Partition;
        try
        {
            var written = row.ETag == default
                ? await Table.AddEntityAsync(row, cancellationToken)
                : await Table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
            row.ETag = written.Headers.ETag ?? throw new InvalidOperationException("The storage gave no ETag.");
            return true;
        }
        catch (RequestFailedException fault) when (fault.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}

/// <summary>A timer's row.</summary>
internal sealed class TimerRow : ITableEntity
{
    public string PartitionKey { get; set; } = "";

    /// <summary>The function's name.</summary>
    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    /// <summary>The expression that <see cref="Next"/> follows.</summary>
    public string Schedule { get; set; } = "";

    /// <summary>The occurrence that was run last; null before the first.</summary>
    public DateTimeOffset? Last { get; set; }

    /// <summary>The next occurrence to run.</summary>
    public DateTimeOffset Next { get; set; }

    /// <summary>When the row was last written, by the app's time.</summary>
    public DateTimeOffset LastUpdated { get; set; }

    /// <summary>The process that runs <see cref="Next"/>; null when no process does.</summary>
    public string? Owner { get; set; }

    /// <summary>When the owner's claim expires, by the system's time.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }
}
