using System.Net;
using LocalHost.Durable.Engine;
using LocalHost.Hosting;
using LocalHost.Storage;
using Azure;
using Azure.Data.Tables;

namespace LocalHost.Durable.Storage;

/// <summary>
/// Where orchestrations are kept: one table, one partition for each instance. Every change of an instance is one transaction
/// that names the head's ETag, so that of two workers only one can make the next step.
/// </summary>
internal sealed class InstanceStore(RuntimeStorage storage, HostJson host)
{
    // A transaction has 100 operations at most; the head and the rows of the step need some of them.
    private const int MostConsumed = 80;
    private const int MostStepRows = 7;

    private TableClient Table => field ??= storage.Tables.GetTableClient(TableName(host.Extensions.DurableTask.HubName));

    /// <summary>Makes the table where it is missing.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => Table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Stores a new instance, unless its id is taken.</summary>
    public async Task<ETag?> AddAsync(InstanceHead head, CancellationToken cancellationToken)
    {
        try
        {
            var added = await Table.AddEntityAsync(InstanceRows.OfHead(head), cancellationToken);
            return added.Headers.ETag;
        }
        catch (RequestFailedException taken) when (taken.Status == (int)HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    /// <summary>Puts a whole head in the place of the one with that ETag; null when another was quicker.</summary>
    public Task<ETag?> ReplaceAsync(InstanceHead head, ETag etag, CancellationToken cancellationToken)
        => ChangeAsync([new(TableTransactionActionType.UpdateReplace, InstanceRows.OfHead(head), etag)], cancellationToken);

    /// <summary>The head, or null.</summary>
    public async Task<(InstanceHead Head, ETag ETag)?> FindAsync(string instanceId, CancellationToken cancellationToken)
    {
        var row = await Table.GetEntityIfExistsAsync<TableEntity>(
            InstanceKeys.Partition(instanceId), InstanceKeys.Head, cancellationToken: cancellationToken);
        return row.HasValue ? (InstanceRows.ToHead(row.Value!), row.Value!.ETag) : null;
    }

    /// <summary>Everything of an instance.</summary>
    public async Task<LoadedInstance?> LoadAsync(string instanceId, CancellationToken cancellationToken)
    {
        var partition = InstanceKeys.Partition(instanceId);
        var rows = new List<TableEntity>();
        await foreach (var row in Table.QueryAsync<TableEntity>(row => row.PartitionKey == partition, cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        if (rows.Find(row => row.RowKey == InstanceKeys.Head) is not { } headRow)
        {
            return null;
        }

        var head = InstanceRows.ToHead(headRow);
        var run = InstanceKeys.Run(head.Generation);
        return new LoadedInstance(
            head,
            headRow.ETag,
            InstanceRows.ToHistory(rows.Where(row => row.RowKey.StartsWith(run, StringComparison.Ordinal))),
            [.. rows.Where(row => row.RowKey.StartsWith(InstanceKeys.InboxPrefix, StringComparison.Ordinal)).Select(InstanceRows.ToMessage)]);
    }

    /// <summary>Stores one step: the head as it is now, the step's events, and the inbox without what was consumed; null when another was quicker.</summary>
    /// <exception cref="StepTooLargeException">The step does not fit into one transaction.</exception>
    public Task<ETag?> CommitAsync(
        InstanceHead before, InstanceHead after, ETag etag, IReadOnlyList<HistoryEvent> events, IEnumerable<string> consumed, CancellationToken cancellationToken)
    {
        var change = after.Generation == before.Generation ? InstanceRows.OfChange(after) : InstanceRows.OfHead(after);
        List<TableTransactionAction> actions = [new(TableTransactionActionType.UpdateMerge, change, etag)];
        if (events.Count > 0)
        {
            actions.AddRange(InstanceRows.OfStep(after.Id, after.Generation, after.Steps - 1, events).Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)));
        }

        if (actions.Count > 1 + MostStepRows)
        {
            throw new StepTooLargeException($"Step {after.Steps} of '{after.Id}' has more than {MostStepRows * TextColumns.MostInRow:N0} characters of inputs and outputs; pass references instead.");
        }

        actions.AddRange(consumed.Take(MostConsumed).Select(row => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(InstanceKeys.Partition(after.Id), row), ETag.All)));
        return ChangeAsync(actions, cancellationToken);
    }

    /// <summary>Stores a message to an instance and answers it with its row; the same name again changes nothing.</summary>
    public async Task<InstanceMessage> SendAsync(string instanceId, string name, InstanceMessage message, CancellationToken cancellationToken)
    {
        await Table.UpsertEntityAsync(InstanceRows.OfMessage(instanceId, name, message), TableUpdateMode.Replace, cancellationToken);
        return message with { Row = InstanceKeys.Inbox(name) };
    }

    /// <summary>The heads that fit a filter over their columns.</summary>
    public async IAsyncEnumerable<(InstanceHead Head, ETag ETag)> HeadsAsync(
        string filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in Table.QueryAsync<TableEntity>($"RowKey eq '{InstanceKeys.Head}' and {filter}", cancellationToken: cancellationToken))
        {
            yield return (InstanceRows.ToHead(row), row.ETag);
        }
    }

    /// <summary>One page of the heads that fit.</summary>
    public async Task<(IReadOnlyList<InstanceHead> Heads, string? Next)> PageAsync(string? filter, string? from, int size, CancellationToken cancellationToken)
    {
        var heads = Table.QueryAsync<TableEntity>(
            $"RowKey eq '{InstanceKeys.Head}'{(filter is null ? "" : " and " + filter)}", size, cancellationToken: cancellationToken);
        await foreach (var page in heads.AsPages(from, size).WithCancellation(cancellationToken))
        {
            return ([.. page.Values.Select(InstanceRows.ToHead)], page.ContinuationToken);
        }

        return ([], null);
    }

    /// <summary>Deletes rows of an instance whose keys begin so; the head goes last, so that a cut leaves nothing that cannot be deleted again.</summary>
    public async Task DeleteAsync(string instanceId, Func<string, bool> fits, CancellationToken cancellationToken)
    {
        var partition = InstanceKeys.Partition(instanceId);
        var keys = new List<string>();
        await foreach (var row in Table.QueryAsync<TableEntity>(row => row.PartitionKey == partition, select: [nameof(TableEntity.RowKey)], cancellationToken: cancellationToken))
        {
            keys.Add(row.RowKey);
        }

        foreach (var batch in keys.Where(fits).OrderDescending(StringComparer.Ordinal).Chunk(100))
        {
            await Table.SubmitTransactionAsync(
                batch.Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All)), cancellationToken);
        }
    }

    private async Task<ETag?> ChangeAsync(List<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await Table.SubmitTransactionAsync(actions, cancellationToken);
            return answers.Value[0].Headers.ETag;
        }
        catch (RequestFailedException lost) when ((HttpStatusCode)lost.Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict or HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private static string TableName(string hub) => string.Concat(hub.Where(char.IsAsciiLetterOrDigit)) + "Durable";
}

/// <summary>Everything of an instance.</summary>
/// <param name="Head">The state.</param>
/// <param name="ETag">The state's ETag.</param>
/// <param name="History">The present run's events.</param>
/// <param name="Inbox">What the instance was told and has not taken in.</param>
internal sealed record LoadedInstance(InstanceHead Head, ETag ETag, List<HistoryEvent> History, IReadOnlyList<InstanceMessage> Inbox);

/// <summary>A step's inputs and outputs do not fit into one transaction.</summary>
internal sealed class StepTooLargeException(string message) : Exception(message);
