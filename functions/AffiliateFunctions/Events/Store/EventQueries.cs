using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>Reads many events at once: page by page, of a time span, or by their ids.</summary>
public sealed class EventQueries(StorageTables tables, EventStore events)
{
    private TableClient Rows => tables[EventStore.Table];

    /// <summary>
    /// Lists the accepted events of all programs that have had no effect yet. The call reads all events, so use it
    /// rarely.
    /// </summary>
    public IAsyncEnumerable<StoredEvent> AcceptedAsync(CancellationToken cancellationToken) =>
        Rows.QueryAsync<TableEntity>(EventPartitions.EveryAccepted, cancellationToken: cancellationToken)
            .Select(EventRows.Read);

    /// <summary>Lists the events that occurred at or after one time and before another.</summary>
    public IAsyncEnumerable<StoredEvent> ListAsync(
        ProgramSlug program,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    ) =>
        PageAsync(program, new EventFilter { From = from, Before = to }, after: null, cancellationToken)
            .Select(pair => pair.Event);

    /// <summary>Lists the selected events after the given position, in the order of their rows.</summary>
    /// <param name="program">The program.</param>
    /// <param name="wanted">The filter.</param>
    /// <param name="after">The position of the last event of the previous page, or null.</param>
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
    /// Lists the selected events in no particular order, in fewer requests than <see cref="PageAsync"/>: the buckets are
    /// read in pages of 1,000 rows across their borders.
    /// </summary>
    public async IAsyncEnumerable<StoredEvent> AnyOrderAsync(
        ProgramSlug program,
        EventFilter wanted,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var (mark, filter) in EventPartitions.Ranges(program, wanted))
        {
            await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                foreach (var pair in EventPosition.Of(mark, row, wanted, after: null))
                {
                    yield return pair.Event;
                }
            }
        }
    }

    /// <summary>
    /// Returns the hashes of those events that are stored, and whether each event has had no effect yet.
    /// </summary>
    public async Task<IReadOnlyList<(EventId Id, string Hash, bool IsAccepted)>> HashesAsync(
        ProgramSlug program,
        IReadOnlyCollection<EventId> ids,
        CancellationToken cancellationToken
    )
    {
        var linkClicks = ids.Where(id => ClickIds.TimeOf(id.Value) is not null).ToList();
        if (linkClicks.Count > 0)
        {
            var known = await Task.WhenAll(linkClicks.Select(id => events.FindAsync(program, id, cancellationToken)));
            var others = await HashesAsync(program, [.. ids.Except(linkClicks)], cancellationToken);
            return
            [
                .. others,
                .. known
                    .OfType<StoredEvent>()
                    .Select(stored =>
                        (
                            stored.Event.Id,
                            stored.SentHash ?? stored.Event.BodyHash,
                            stored.Status == EventStatus.Accepted
                        )
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

    private static (EventId Id, string Hash, bool IsAccepted) HashOf(EventId id, TableEntity row) =>
        (id, row.GetString(EventRows.Hash), EventRows.StatusOf(row) == EventStatus.Accepted);
}
