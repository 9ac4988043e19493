using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>
/// The table <c>events</c>: each event once. A row is added when the event is accepted, and changed once, when its
/// effect is stored.
/// </summary>
public sealed class EventStore(StorageTables tables, ClickStore clicks)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "events";

    private const int MaxInTransaction = 100;

    private TableClient Rows => tables[Table];

    /// <summary>The hashes of those events that are stored, and whether they have had no effect yet.</summary>
    public async Task<IReadOnlyList<(EventId Id, string Hash, bool IsAccepted)>> HashesAsync(
        ProgramSlug program,
        IReadOnlyCollection<EventId> ids,
        CancellationToken cancellationToken
    )
    {
        var clicksOfOurs = ids.Where(id => ClickIds.TimeOf(id.Value) is not null).ToList();
        if (clicksOfOurs.Count > 0)
        {
            var known = await Task.WhenAll(clicksOfOurs.Select(id => FindAsync(program, id, cancellationToken)));
            var others = await HashesAsync(program, [.. ids.Except(clicksOfOurs)], cancellationToken);
            return
            [
                .. others,
                .. known
                    .Where(storedEvent => storedEvent is not null)
                    .Select(item =>
                        (item!.Event.Id, item.SentHash ?? item.Event.BodyHash, item.Status == EventStatus.Accepted)
                    ),
            ];
        }

        if (ids.Count == 1)
        {
            var id = ids.First();
            var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
                EventPartitions.Of(program, id),
                EventPartitions.RowKey(id),
                [EventRows.Hash, EventRows.Status],
                cancellationToken
            );
            return row.HasValue ? [HashOf(id, row.Value!)] : [];
        }

        var found = await Task.WhenAll(
            ids.GroupBy(id => EventPartitions.Of(program, id))
                .Select(bucket =>
                    Rows.ReadByKeysAsync(
                        bucket.Key,
                        bucket.Select(EventPartitions.RowKey),
                        cancellationToken,
                        [nameof(TableEntity.RowKey), EventRows.Hash, EventRows.Status]
                    )
                )
        );
        return [.. found.SelectMany(rows => rows).Select(row => HashOf(EventPartitions.IdOf(row.RowKey), row))];
    }

    /// <summary>Adds the events that are new as accepted, and finds out about the others.</summary>
    /// <param name="events">The events; of several with one id the last attempt counts, and of those the first
    /// one.</param>
    /// <param name="areStored">Whether they are likely to be stored already; then they are read first.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What is stored under the id of each.</returns>
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
    /// Answers those of the events of a message that are still to be applied: a message may come again after it was
    /// applied in part. The rows of events that carry no version are read; those that have no row are added.
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
    /// Stores events whose ids were taken by another content beside it, as rejected. Told again, it changes nothing.
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
    /// Opens an event for another try, perhaps with a mended body; false when it was changed since it was read. Its
    /// sender still knows it by what was sent first.
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

    /// <summary>Adds an event that was refused when it came in; what is stored under its id stays.</summary>
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
            // It was told before.
        }
    }

    /// <summary>
    /// Stores what became of events, each over the version that it was read in; told again, it changes nothing. Of one
    /// that is told twice, as a refund that waited for a sale of the same message, the last word counts. What another
    /// has finished meanwhile, or given another try, stays as it is, unless this is what follows it.
    /// </summary>
    public Task FinishAsync(IReadOnlyList<StoredEvent> finished, CancellationToken cancellationToken)
    {
        var told = finished.GroupBy(storedEvent => storedEvent.Event.Id).Select(of => of.Last());
        var chunks = told.GroupBy(item => EventPartitions.Of(item.Event.Program, item.Event.Id))
            .SelectMany(bucket => bucket.Chunk(MaxInTransaction));
        return Task.WhenAll(chunks.Select(chunk => FinishChunkAsync(chunk, cancellationToken)));
    }

    /// <summary>The event, or null.</summary>
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

    /// <summary>
    /// The events of all programs that were accepted and have had no effect yet. Reads through all events, so ask
    /// rarely.
    /// </summary>
    public IAsyncEnumerable<StoredEvent> AcceptedAsync(CancellationToken cancellationToken) =>
        Rows.QueryAsync<TableEntity>(EventPartitions.EveryAccepted, cancellationToken: cancellationToken)
            .Select(EventRows.Read);

    /// <summary>The events that occurred from a time until before another.</summary>
    public IAsyncEnumerable<StoredEvent> ListAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    ) =>
        PageAsync(program, new EventFilter { From = from, Before = to }, after: null, cancellationToken)
            .Select(pair => pair.Event);

    /// <summary>The events of a kind and a status, after the given position, in the order of their rows.</summary>
    /// <param name="program">The program.</param>
    /// <param name="wanted">Which ones.</param>
    /// <param name="after">The position of the last one before, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<(string Position, StoredEvent Event)> PageAsync(
        ProgramSlug program,
        EventFilter wanted,
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var position = EventPosition.Parse(after);
        foreach (var (mark, filter) in EventPartitions.Queries(program, wanted, position))
        {
            await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                foreach (var pair in EventPosition.Of(mark, row, wanted, position))
                {
                    yield return pair;
                }
            }
        }
    }

    /// <summary>
    /// Changes what the events of a customer say, those that were refused too. A customer is no key of events, so all
    /// of the program are looked at but clicks of ours, which have none.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="reword">Answers an event as it is to be; it is asked again where the event has changed
    /// meanwhile.</param>
    /// <param name="cancellationToken">Cancels; what was changed stays so.</param>
    /// <returns>How many events the customer has.</returns>
    public async Task<int> RewordAsync(
        ProgramSlug program,
        CustomerId customer,
        Func<TrackingEvent, Task<TrackingEvent>> reword,
        CancellationToken cancellationToken
    )
    {
        var buckets = EventPartitions
            .Queries(program, new EventFilter(), after: null)
            .Where(bucket => bucket.Mark != EventPartitions.ClickMark);
        return (
            await Task.WhenAll(
                buckets.Select(bucket => RewordBucketAsync(bucket.Filter, customer, reword, cancellationToken))
            )
        ).Sum();
    }

    /// <summary>
    /// Changes what a sale says to what it comes to now. May be repeated; an earlier state than the one that it says
    /// changes nothing.
    /// </summary>
    /// <param name="sale">The sale as it is now.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RewordSaleAsync(TrackingEvent sale, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            EventPartitions.Of(sale.Program, sale.Id),
            EventPartitions.RowKey(sale.Id),
            cancellationToken: cancellationToken
        );
        if (row.HasValue)
        {
            await RewordAsync(
                row.Value!,
                said =>
                    Task.FromResult(
                        said.Revision >= sale.Revision ? said : said with { Body = sale.Body, Revision = sale.Revision }
                    ),
                cancellationToken
            );
        }
    }

    private static (EventId Id, string Hash, bool IsAccepted) HashOf(EventId id, TableEntity row) =>
        (id, row.GetString(EventRows.Hash), EventRows.StatusOf(row) == EventStatus.Accepted);

    private async Task<int> RewordBucketAsync(
        string filter,
        CustomerId customer,
        Func<TrackingEvent, Task<TrackingEvent>> reword,
        CancellationToken cancellationToken
    )
    {
        var found = 0;
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (
                EventRows.Read(row) is var storedEvent
                && (storedEvent.Customer ?? storedEvent.Event.Customer) == customer
            )
            {
                await RewordAsync(row, reword, cancellationToken);
                found++;
            }
        }

        return found;
    }

    private async Task RewordAsync(
        TableEntity row,
        Func<TrackingEvent, Task<TrackingEvent>> reword,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the event {row.RowKey}");
        while (EventRows.Read(row).Event is var said && await reword(said) is var next && next != said)
        {
            try
            {
                await Rows.UpdateEntityAsync(
                    EventRows.Reworded(row, next),
                    row.ETag,
                    TableUpdateMode.Replace,
                    cancellationToken
                );
                return;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                await retries.NextAsync(cancellationToken);
                row = (
                    await Rows.GetEntityAsync<TableEntity>(
                        row.PartitionKey,
                        row.RowKey,
                        cancellationToken: cancellationToken
                    )
                ).Value;
            }
        }
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
                // Another was quicker; what they stored is looked at next.
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

/// <summary>An event that is to be applied.</summary>
/// <param name="Event">The event.</param>
/// <param name="Version">The version of its row, over which what becomes of it is stored.</param>
public sealed record ClaimedEvent(TrackingEvent Event, ETag Version);
