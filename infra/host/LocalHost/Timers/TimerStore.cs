using Azure;
using Azure.Data.Tables;
using LocalHost.Storage;

namespace LocalHost.Timers;

/// <summary>
/// Stores the progress of each timer. The stored progress shows which runs were missed while no process ran, and
/// ensures that only one of several processes runs each occurrence. Only a process that has read the latest state of a
/// row can change the row. Rows that arrive while others are being written are written together, because many timers
/// are due at the full hour.
/// </summary>
internal sealed class TimerStore(RuntimeStorage storage)
{
    private const string TableName = "localhost";
    private const string Partition = "timer";

    private readonly Lock _gate = new();
    private List<Write> _waiting = [];
    private Task _writing = Task.CompletedTask;

    private TableClient Table => field ??= storage.Tables.GetTableClient(TableName);

    /// <summary>Creates the table if it is missing.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the table exists.</returns>
    public Task PrepareAsync(CancellationToken cancellationToken) => Table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Reads a timer's row.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The row; null when there is none.</returns>
    public async Task<TimerRow?> ReadAsync(string function, CancellationToken cancellationToken)
    {
        var row = await Table.GetEntityIfExistsAsync<TimerRow>(
            Partition,
            function,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }

    /// <summary>Writes a timer's row.</summary>
    /// <param name="row">The row as it was read or last written, with changes. A new row has no ETag.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Whether the row was written; false if another process has written it in between.</returns>
    public async Task<bool> WriteAsync(TimerRow row, CancellationToken cancellationToken)
    {
        row.PartitionKey = Partition;
        var write = new Write(row);
        lock (_gate)
        {
            _waiting.Add(write);
            if (_writing.IsCompleted)
            {
                _writing = Task.Run(WriteWaitingAsync, CancellationToken.None);
            }
        }

        return await write.Written.Task.WaitAsync(cancellationToken);
    }

    private async Task WriteWaitingAsync()
    {
        while (Take() is { Count: > 0 } writes)
        {
            if (writes.Count == 1 || !await TryWriteTogetherAsync(writes))
            {
                // Another process has changed one of the rows. Each row is written separately, so that the others are
                // stored.
                await Task.WhenAll(writes.Select(WriteAsync));
            }
        }
    }

    private List<Write> Take()
    {
        lock (_gate)
        {
            var taken = _waiting;
            _waiting = [];
            if (taken.Count == 0)
            {
                // Rows that arrive from now on start a new task. This task only has to end.
                _writing = Task.CompletedTask;
            }

            return taken;
        }
    }

    private async Task<bool> TryWriteTogetherAsync(List<Write> writes)
    {
        try
        {
            var actions = writes.Select(write =>
                write.Row.ETag == default
                    ? new TableTransactionAction(TableTransactionActionType.Add, write.Row)
                    : new TableTransactionAction(TableTransactionActionType.UpdateReplace, write.Row, write.Row.ETag)
            );
            var answers = (await Table.SubmitTransactionAsync(actions)).Value;
            foreach (var (write, answer) in writes.Zip(answers))
            {
                write.Done(answer);
            }

            return true;
        }
        catch (Exception)
        {
            // The fault is reported for each row separately.
            return false;
        }
    }

    private async Task WriteAsync(Write write)
    {
        try
        {
            write.Done(
                write.Row.ETag == default
                    ? await Table.AddEntityAsync(write.Row)
                    : await Table.UpdateEntityAsync(write.Row, write.Row.ETag, TableUpdateMode.Replace)
            );
        }
        catch (RequestFailedException fault) when (fault.Status is 404 or 409 or 412)
        {
            write.Written.TrySetResult(false);
        }
        catch (Exception fault)
        {
            write.Written.TrySetException(fault);
        }
    }

    /// <summary>A row to write, and the result of the write.</summary>
    private sealed record Write(TimerRow Row)
    {
        public TaskCompletionSource<bool> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Done(Response answer)
        {
            Row.ETag = answer.Headers.ETag ?? throw new InvalidOperationException("The storage returned no ETag.");
            Written.TrySetResult(true);
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

    /// <summary>The last occurrence that was run; null before the first.</summary>
    public DateTimeOffset? Last { get; set; }

    /// <summary>The next occurrence to run.</summary>
    public DateTimeOffset Next { get; set; }

    /// <summary>When the row was last written, by the app's time.</summary>
    public DateTimeOffset LastUpdated { get; set; }

    /// <summary>The process that runs <see cref="Next"/>; null if no process does.</summary>
    public string? Owner { get; set; }

    /// <summary>When the owner's claim expires, by the system's time.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }
}
