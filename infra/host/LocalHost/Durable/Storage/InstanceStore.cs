using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using LocalHost.Durable.Engine;
using LocalHost.Hosting;
using LocalHost.Storage;

namespace LocalHost.Durable.Storage;

/// <summary>
/// Stores orchestrations in one table, with one partition for each instance. Every change of an instance is one
/// transaction with the head's ETag, so that only one of two processes can store the next step.
/// </summary>
internal sealed class InstanceStore(RuntimeStorage storage, HostJson host)
{
    /// <summary>The highest number of bytes of the values of an instance's head.</summary>
    public const int MaxHeadBytes = 700_000;

    /// <summary>
    /// The highest number of inbox rows that one change consumes. A transaction has at most 100 operations.
    /// </summary>
    public const int MaxConsumedRows = 80;

    // A transaction has at most 4 MiB, and binary values are sent as base64.
    private const int MaxChangeBytes = 2_900_000;

    private TableClient Table =>
        field ??= storage.Tables.GetTableClient(TableName(host.Extensions.DurableTask.HubName));

    /// <summary>Creates the table if it is missing.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that ends when the table exists.</returns>
    public Task PrepareAsync(CancellationToken cancellationToken) => Table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Stores a new instance.</summary>
    /// <param name="head">The instance.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The ETag; null when the id is in use.</returns>
    /// <exception cref="TooLargeException">The input does not fit.</exception>
    public async Task<ETag?> AddAsync(InstanceHead head, CancellationToken cancellationToken)
    {
        CheckHead(head);
        try
        {
            var added = await Table.AddEntityAsync(InstanceRows.OfHead(head), cancellationToken);
            return added.Headers.ETag;
        }
        catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    /// <summary>Replaces a head.</summary>
    /// <param name="head">The new head.</param>
    /// <param name="etag">The ETag of the stored head.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The new ETag; null when another process was faster.</returns>
    /// <exception cref="TooLargeException">The input does not fit.</exception>
    public Task<ETag?> ReplaceAsync(InstanceHead head, ETag etag, CancellationToken cancellationToken)
    {
        CheckHead(head);
        return SubmitAsync(
            [new(TableTransactionActionType.UpdateReplace, InstanceRows.OfHead(head), etag)],
            cancellationToken
        );
    }

    /// <summary>Reads a head.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The head and its ETag; null when there is no such instance.</returns>
    public async Task<(InstanceHead Head, ETag ETag)?> FindAsync(string instanceId, CancellationToken cancellationToken)
    {
        var row = await Table.GetEntityIfExistsAsync<TableEntity>(
            InstanceKeys.Partition(instanceId),
            InstanceKeys.Head,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? (InstanceRows.ToHead(row.Value!), row.Value!.ETag) : null;
    }

    /// <summary>Reads the complete stored state of an instance.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The instance; null when there is none.</returns>
    public async Task<StoredInstance?> LoadAsync(string instanceId, CancellationToken cancellationToken)
    {
        var partition = InstanceKeys.Partition(instanceId);
        var rows = new List<TableEntity>();
        await foreach (
            var row in Table.QueryAsync<TableEntity>(
                row => row.PartitionKey == partition,
                cancellationToken: cancellationToken
            )
        )
        {
            rows.Add(row);
        }

        if (rows.Find(row => row.RowKey == InstanceKeys.Head) is not { } headRow)
        {
            return null;
        }

        var head = InstanceRows.ToHead(headRow);
        var carried = InstanceKeys.CarriedPrefix(head.Generation);
        var steps = With(InstanceKeys.Run(head.Generation))
            .Where(row => !row.RowKey.StartsWith(carried, StringComparison.Ordinal));
        return new StoredInstance(
            head,
            headRow.ETag,
            HistoryRows.Read(steps),
            head.Steps == 0 ? HistoryRows.Read(With(carried)) : [],
            [.. With(InstanceKeys.InboxPrefix).Select(InstanceRows.ToMessage)]
        );

        IEnumerable<TableEntity> With(string prefix) =>
            rows.Where(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>Stores a change: the head and the new events. Deletes the consumed messages from the inbox.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The new ETag; null when another process was faster.</returns>
    /// <exception cref="TooLargeException">The change does not fit into one transaction.</exception>
    public Task<ETag?> CommitAsync(InstanceChange change, CancellationToken cancellationToken)
    {
        var head = change.After;
        CheckChange(change);
        var headRow = change.BeginsRun ? InstanceRows.OfHead(head) : InstanceRows.OfChange(head);
        List<TableTransactionAction> actions =
        [
            new(TableTransactionActionType.UpdateMerge, headRow, change.ETag),
            .. HistoryRows.OfStep(head, change.Events).Select(Add),
            .. HistoryRows.OfCarriedEvents(head, change.CarriedEvents).Select(Add),
            .. change.ConsumedRows.Take(MaxConsumedRows).Select(key => Delete(headRow.PartitionKey, key)),
        ];
        return SubmitAsync(actions, cancellationToken);
    }

    /// <summary>Stores a message to an instance. Storing the same name again changes nothing.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="name">The name of the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The message with its row.</returns>
    /// <exception cref="TooLargeException">The message does not fit into a row.</exception>
    public async Task<InstanceMessage> SendAsync(
        string instanceId,
        string name,
        InstanceMessage message,
        CancellationToken cancellationToken
    )
    {
        if (message.Size > BinaryColumns.MaxBytesInRow)
        {
            throw new TooLargeException(
                $"The message to '{instanceId}' has {message.Size:N0} bytes; "
                    + $"at most {BinaryColumns.MaxBytesInRow:N0} can be stored. Pass a reference instead of the value."
            );
        }

        var row = InstanceRows.OfMessage(instanceId, name, message);
        await Table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        return message with { Row = row.RowKey };
    }

    /// <summary>Reads the heads that match a filter.</summary>
    /// <param name="filter">The filter, over the columns of the head.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The heads with their ETags.</returns>
    public async IAsyncEnumerable<(InstanceHead Head, ETag ETag)> HeadsAsync(
        string filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var rows = Table.QueryAsync<TableEntity>(HeadsWith(filter), cancellationToken: cancellationToken);
        await foreach (var row in rows)
        {
            yield return (InstanceRows.ToHead(row), row.ETag);
        }
    }

    /// <summary>Reads one page of the heads that match a filter.</summary>
    /// <param name="filter">The filter; null for all heads.</param>
    /// <param name="from">The token of the page; null for the first one.</param>
    /// <param name="size">The number of heads of a page.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The heads, and the token of the next page.</returns>
    public async Task<(IReadOnlyList<InstanceHead> Heads, string? Next)> PageAsync(
        string? filter,
        string? from,
        int size,
        CancellationToken cancellationToken
    )
    {
        var heads = Table.QueryAsync<TableEntity>(HeadsWith(filter), size, cancellationToken: cancellationToken);
        await foreach (var page in heads.AsPages(from, size).WithCancellation(cancellationToken))
        {
            return ([.. page.Values.Select(InstanceRows.ToHead)], page.ContinuationToken);
        }

        return ([], null);
    }

    /// <summary>
    /// Deletes rows of an instance. The head is deleted last, so that an interrupted deletion can be repeated.
    /// </summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="matches">Whether the row with a key is deleted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that ends when the rows are deleted.</returns>
    public async Task DeleteAsync(string instanceId, Func<string, bool> matches, CancellationToken cancellationToken)
    {
        var partition = InstanceKeys.Partition(instanceId);
        var keys = new List<string>();
        var rows = Table.QueryAsync<TableEntity>(
            row => row.PartitionKey == partition,
            select: [nameof(TableEntity.RowKey)],
            cancellationToken: cancellationToken
        );
        await foreach (var row in rows)
        {
            keys.Add(row.RowKey);
        }

        foreach (var batch in keys.Where(matches).OrderDescending(StringComparer.Ordinal).Chunk(100))
        {
            await Table.SubmitTransactionAsync(batch.Select(key => Delete(partition, key)), cancellationToken);
        }
    }

    private static void CheckHead(InstanceHead head)
    {
        if (head.Size > MaxHeadBytes)
        {
            throw new TooLargeException(
                $"The input and output of '{head.Id}' have {head.Size:N0} bytes; "
                    + $"at most {MaxHeadBytes:N0} can be stored. Pass a reference instead of the value."
            );
        }
    }

    private static void CheckChange(InstanceChange change)
    {
        CheckHead(change.After);
        var size =
            change.After.Size + change.Events.Concat(change.CarriedEvents).Sum(happened => happened.CalculateSize());
        if (size > MaxChangeBytes)
        {
            throw new TooLargeException(
                $"Step {change.After.Steps} of '{change.After.Id}' has {size:N0} bytes of inputs and outputs; "
                    + $"at most {MaxChangeBytes:N0} can be stored. Pass references instead of the values."
            );
        }
    }

    private static TableTransactionAction Add(TableEntity row) => new(TableTransactionActionType.UpsertReplace, row);

    private static TableTransactionAction Delete(string partition, string key) =>
        new(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All);

    private static string HeadsWith(string? filter) =>
        $"RowKey eq '{InstanceKeys.Head}'{(filter is null ? "" : " and " + filter)}";

    private static string TableName(string hub) => string.Concat(hub.Where(char.IsAsciiLetterOrDigit)) + "Durable";

    private async Task<ETag?> SubmitAsync(List<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await Table.SubmitTransactionAsync(actions, cancellationToken);
            return answers.Value[0].Headers.ETag;
        }
        catch (RequestFailedException lost)
            when ((HttpStatusCode)lost.Status
                    is HttpStatusCode.PreconditionFailed
                        or HttpStatusCode.Conflict
                        or HttpStatusCode.NotFound
            )
        {
            return null;
        }
        catch (RequestFailedException refused)
            when (refused.ErrorCode is "EntityTooLarge" or "PropertyValueTooLarge" or "RequestBodyTooLarge")
        {
            throw new TooLargeException(
                $"The storage rejects the values of the step: {refused.ErrorCode}. Pass references instead."
            );
        }
    }
}
