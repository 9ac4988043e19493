using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>
/// The table <c>events</c>, with one row per event. A row is added when the event is accepted, and changed once, when
/// its effect is stored. <see cref="EventQueries"/> lists the events, and <see cref="EventContentStore"/> changes what
/// they contain.
/// </summary>
public sealed class EventStore(StorageTables tables, ClickStore clicks)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "events";

    private const int MaxInTransaction = 100;

    private TableClient Rows => tables[Table];

    /// <summary>Adds the new events as accepted, and reports what is stored for the others.</summary>
    /// <param name="events">
    /// The events. Of several events with one id the last attempt counts, and within that attempt the first event.
    /// </param>
    /// <param name="areStored">Whether the events are probably stored already; they are then read first.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What is stored under the id of each event.</returns>
    public async Task<IReadOnlyList<ReceivedEvent>> AddAsync(
        IReadOnlyList<TrackingEvent> events,
        bool areStored,
        CancellationToken cancellationToken
    )
    {
        var buckets = events
            .OrderByDescending(received => received.Attempt)
            .DistinctBy(received => (received.Program, received.Id))
            .GroupBy(received => EventPartitions.Of(received.Program, received.Id))
            .SelectMany(bucket =>
                bucket
                    .Chunk(MaxInTransaction)
                    .Select(chunk => AddChunkAsync(bucket.Key, chunk, areStored, cancellationToken))
            );
        return [.. (await Task.WhenAll(buckets)).SelectMany(chunk => chunk)];
    }

    /// <summary>
    /// Returns the events of a message that still have to be applied, because a message may be delivered again after it
    /// was applied in part. The rows of events without a version are read; events without a row are added.
    /// </summary>
    public async Task<IReadOnlyList<ClaimedEvent>> ClaimAsync(
        IReadOnlyList<TrackingEvent> events,
        CancellationToken cancellationToken
    )
    {
        var added = events.ToLookup(received => received.RowVersion is not null);
        var others = await AddAsync([.. added[false]], areStored: true, cancellationToken);
        await RefuseAsync(
            [.. others.Where(other => other.Standing == EventStanding.Taken).Select(other => other.Event)],
            cancellationToken
        );
        return
        [
            .. added[true]
                .DistinctBy(received => received.Id)
                .Select(received => new ClaimedEvent(received, new ETag(received.RowVersion!))),
            .. others.Where(other => other.IsToBeApplied).Select(other => new ClaimedEvent(other.Event, other.Version)),
        ];
    }

    /// <summary>
    /// Stores events whose ids are already used by different content, as rejected, beside that content. A repeated call
    /// changes nothing.
    /// </summary>
    public Task RefuseAsync(IReadOnlyList<TrackingEvent> refused, CancellationToken cancellationToken)
    {
        var partitions = refused.Select(EventRows.Taken).DistinctBy(row => row.RowKey).GroupBy(row => row.PartitionKey);
        return Task.WhenAll(
            partitions
                .SelectMany(rows => rows.Chunk(MaxInTransaction))
                .Select(chunk =>
                    Rows.SubmitTransactionAsync(
                        chunk.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
                        cancellationToken
                    )
                )
        );
    }

    /// <summary>
    /// Reopens an event for another attempt, perhaps with a corrected body. Returns false if the event has changed
    /// since it was read. The hash of the content that was sent first stays.
    /// </summary>
    public async Task<bool> ReopenAsync(StoredEvent stored, TrackingEvent next, CancellationToken cancellationToken)
    {
        var row = EventRows.Accepted(next);
        row[EventRows.Hash] = stored.SentHash;
        try
        {
            await Rows.UpdateEntityAsync(row, stored.Version!.Value, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    /// <summary>
    /// Adds an event that was rejected on receipt. An event that is stored under its id already stays unchanged.
    /// </summary>
    public async Task AddRefusedAsync(StoredEvent refused, CancellationToken cancellationToken)
    {
        var row = EventRows.Finished(refused);
        row[EventRows.Hash] = refused.SentHash;
        try
        {
            await Rows.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            // The event is stored already.
        }
    }

    /// <summary>
    /// Stores the outcomes of events, each over the row version that was read. A repeated call changes nothing. If an
    /// event has two outcomes, such as a refund that waited for a sale of the same message, the last one is stored. An
    /// outcome or a new attempt that another process stored meanwhile stays, unless this outcome follows it.
    /// </summary>
    public Task FinishAsync(IReadOnlyList<StoredEvent> finished, CancellationToken cancellationToken)
    {
        var told = finished.GroupBy(storedEvent => storedEvent.Event.Id).Select(of => of.Last());
        var chunks = told.GroupBy(item => EventPartitions.Of(item.Event.Program, item.Event.Id))
            .SelectMany(bucket => bucket.Chunk(MaxInTransaction));
        return Task.WhenAll(chunks.Select(chunk => FinishChunkAsync(chunk, cancellationToken)));
    }

    /// <summary>Finds the event; null if there is none.</summary>
    public async Task<StoredEvent?> FindAsync(ProgramSlug program, EventId id, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            EventPartitions.Of(program, id),
            EventPartitions.RowKey(id),
            cancellationToken: cancellationToken
        );
        return row.HasValue && !ClickPages.IsPage(row.Value!) ? EventRows.Read(row.Value!)
            : ClickIds.TimeOf(id.Value) is not null ? await clicks.FindAsync(program, id, cancellationToken)
            : null;
    }

    private async Task FinishChunkAsync(StoredEvent[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.SubmitTransactionAsync(
                chunk.Select(storedEvent => new TableTransactionAction(
                    TableTransactionActionType.UpdateMerge,
                    EventRows.Outcome(storedEvent),
                    storedEvent.Version!.Value
                )),
                cancellationToken
            );
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            foreach (var item in chunk)
            {
                await FinishOneAsync(item, cancellationToken);
            }
        }
    }

    private async Task FinishOneAsync(StoredEvent storedEvent, CancellationToken cancellationToken)
    {
        var retries = new ConflictRetries($"the event {storedEvent.Event.Id} of {storedEvent.Event.Program}");
        while (
            await FindAsync(storedEvent.Event.Program, storedEvent.Event.Id, cancellationToken) is { } stored
            && storedEvent.Follows(stored)
        )
        {
            try
            {
                await Rows.UpdateEntityAsync(
                    EventRows.Outcome(storedEvent),
                    stored.Version!.Value,
                    TableUpdateMode.Merge,
                    cancellationToken
                );
                return;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                // Another process was faster; the next attempt reads what it stored.
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<ReceivedEvent>> AddChunkAsync(
        string partition,
        TrackingEvent[] chunk,
        bool areStored,
        CancellationToken cancellationToken
    )
    {
        var received = new List<ReceivedEvent>(chunk.Length);
        var retries = new ConflictRetries($"the events of {partition}");
        for (var isKnown = areStored; ; isKnown = true)
        {
            if (isKnown)
            {
                var keys = chunk.ToDictionary(unknown => EventPartitions.RowKey(unknown.Id), StringComparer.Ordinal);
                var rows = await Rows.ReadByKeysAsync(partition, keys.Keys, cancellationToken);
                received.AddRange(rows.Select(row => ReceivedEvent.Of(keys[row.RowKey], row)));
                chunk =
                [
                    .. keys.Where(unknown => rows.All(row => row.RowKey != unknown.Key))
                        .Select(unknown => unknown.Value),
                ];
            }

            if (chunk.Length == 0 || await TryAddAsync(chunk, received, cancellationToken))
            {
                return received;
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    private async Task<bool> TryAddAsync(
        TrackingEvent[] chunk,
        List<ReceivedEvent> received,
        CancellationToken cancellationToken
    )
    {
        TableEntity[] rows = [.. chunk.Select(EventRows.Accepted)];
        try
        {
            var answers = await Rows.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)),
                cancellationToken
            );
            received.AddRange(
                chunk.Select(
                    (added, i) =>
                        new ReceivedEvent(added, EventStanding.New, answers.Value[i].Headers.ETag!.Value)
                        {
                            SentHash = rows[i].GetString(EventRows.Hash),
                        }
                )
            );
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }
}
