using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Tracking.Events;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Tracking.Store;

/// <summary>
/// The table <c>events</c>: each event once, in one of 16 partitions of its program by a hash of its id, so that a batch needs few
/// transactions. A row is added when the event is first applied, and changed once, when its effect is stored.
/// </summary>
internal sealed class EventStore(StorageTables tables)
{
    public const string Table = "events";

    private const int Buckets = 16;
    private const int MostInFilter = 15;
    private const int MostInTransaction = 100;
    private const string Hash = "hash";
    private const string Body = "body";
    private const string Attempt = "attempt";
    private const string CommissionsColumn = "commissions";

    private TableClient Rows => tables[Table];

    /// <summary>The hashes of those events that are stored.</summary>
    public async Task<IReadOnlyList<(EventId Id, string Hash)>> HashesAsync(ProgramSlug program, IReadOnlyCollection<EventId> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 1)
        {
            var id = ids.First();
            var row = await Rows.GetEntityIfExistsAsync<TableEntity>(PartitionOf(program, id), RowKey(id), [Hash], cancellationToken);
            return row.HasValue ? [(id, row.Value!.GetString(Hash))] : [];
        }

        var queries = ids.GroupBy(id => PartitionOf(program, id)).SelectMany(bucket => bucket.Chunk(MostInFilter).Select(chunk => (bucket.Key, chunk)));
        var found = await Task.WhenAll(queries.Select(query => QueryAsync(query.Key, query.chunk, [nameof(TableEntity.RowKey), Hash], cancellationToken)));
        return [.. found.SelectMany(rows => rows).Select(row => (IdOf(row), row.GetString(Hash)))];
    }

    /// <summary>
    /// Adds the events that are new. Answers those that are still to be applied: the new ones, and those that were added before and
    /// not finished. An event whose id was taken by another content is stored beside it as rejected.
    /// </summary>
    public async Task<IReadOnlyList<TrackingEvent>> ClaimAsync(IReadOnlyList<TrackingEvent> events, CancellationToken cancellationToken)
    {
        var buckets = events.DistinctBy(one => (one.Program, one.Id)).GroupBy(one => PartitionOf(one.Program, one.Id)).SelectMany(bucket => bucket.Chunk(MostInTransaction));
        var claimed = await Task.WhenAll(buckets.Select(chunk => ClaimChunkAsync(chunk, cancellationToken)));
        return [.. claimed.SelectMany(chunk => chunk)];
    }

    /// <summary>
    /// Opens an event for another try, perhaps with a mended body; false when it was changed since it was read. Its sender still knows
    /// it by what was sent first.
    /// </summary>
    public async Task<bool> ReopenAsync(StoredEvent stored, TrackingEvent next, CancellationToken cancellationToken)
    {
        var row = NewRow(next);
        row[Hash] = stored.SentHash;
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
    /// Stores what became of events; told again, it changes nothing. Of one that is told twice, as a refund that waited for a sale of the
    /// same message, the last word counts.
    /// </summary>
    public Task FinishAsync(IReadOnlyList<StoredEvent> finished, CancellationToken cancellationToken)
        => Task.WhenAll(finished.GroupBy(one => one.Event.Id).Select(told => told.Last()).GroupBy(one => PartitionOf(one.Event.Program, one.Event.Id)).SelectMany(bucket => bucket.Chunk(MostInTransaction)).Select(chunk =>
            Rows.SubmitTransactionAsync(
                chunk.Select(one => new TableTransactionAction(TableTransactionActionType.UpsertMerge, OutcomeRow(one))), cancellationToken)));

    /// <summary>The event, or null.</summary>
    public async Task<StoredEvent?> FindAsync(ProgramSlug program, EventId id, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(PartitionOf(program, id), RowKey(id), cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>The events that occurred from a time until before another.</summary>
    public async IAsyncEnumerable<StoredEvent> ListAsync(
        ProgramSlug program, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            var partition = Partition(program, bucket);
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and occurred_at ge {from} and occurred_at lt {to}");
            await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                yield return Read(row);
            }
        }
    }

    /// <summary>The events of a kind and a status, after the given position, in the order of their rows.</summary>
    /// <param name="program">The program.</param>
    /// <param name="wanted">Which ones.</param>
    /// <param name="after">The position of the last one before, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<(string Position, StoredEvent Event)> PageAsync(
        ProgramSlug program, EventFilter wanted, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = after is null ? 0 : int.Parse(after.AsSpan(0, 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        for (var bucket = first; bucket < Buckets; bucket++)
        {
            var key = after is not null && bucket == first ? after[1..] : string.Empty;
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition(program, bucket)} and RowKey gt {key}") + wanted.Query();
            await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                yield return ($"{bucket:x}{row.RowKey}", Read(row));
            }
        }
    }

    private async Task<IReadOnlyList<TrackingEvent>> ClaimChunkAsync(TrackingEvent[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.SubmitTransactionAsync(chunk.Select(one => new TableTransactionAction(TableTransactionActionType.Add, NewRow(one))), cancellationToken);
            return chunk;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            var open = new List<TrackingEvent>();
            foreach (var one in chunk)
            {
                if (await ClaimOneAsync(one, cancellationToken))
                {
                    open.Add(one);
                }
            }

            return open;
        }
    }

    private async Task<bool> ClaimOneAsync(TrackingEvent one, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.AddEntityAsync(NewRow(one), cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            var stored = await Rows.GetEntityAsync<TableEntity>(PartitionOf(one.Program, one.Id), RowKey(one.Id), cancellationToken: cancellationToken);
            if (one.Attempt > 0 || stored.Value.GetString(Hash) == one.BodyHash)
            {
                return StatusOf(stored.Value) == EventStatus.Accepted && AttemptOf(stored.Value) == one.Attempt;
            }

            var beside = NewRow(one);
            beside.RowKey = $"taken:{one.Id}:{one.BodyHash}";
            beside["status"] = StoredJson.NameOf(EventStatus.Rejected);
            beside["reason"] = "event_id_taken";
            await Rows.UpsertEntityAsync(beside, TableUpdateMode.Replace, cancellationToken);
            return false;
        }
    }

    private async Task<List<TableEntity>> QueryAsync(string partition, EventId[] ids, string[] columns, CancellationToken cancellationToken)
    {
        var keys = string.Join(" or ", ids.Select(id => TableClient.CreateQueryFilter($"RowKey eq {RowKey(id)}")));
        var rows = new List<TableEntity>();
        await foreach (var row in Rows.QueryAsync<TableEntity>($"{TableClient.CreateQueryFilter($"PartitionKey eq {partition}")} and ({keys})", select: columns, cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static TableEntity NewRow(TrackingEvent one)
    {
        var row = new TableEntity(PartitionOf(one.Program, one.Id), RowKey(one.Id))
        {
            [Hash] = one.BodyHash,
            ["type"] = StoredJson.NameOf(one.Type),
            ["status"] = StoredJson.NameOf(EventStatus.Accepted),
            ["occurred_at"] = one.At,
            [Attempt] = one.Attempt,
        };
        row.SetJson(Body, one);
        return row;
    }

    private static TableEntity OutcomeRow(StoredEvent one)
    {
        var row = new TableEntity(PartitionOf(one.Event.Program, one.Event.Id), RowKey(one.Event.Id))
        {
            ["status"] = StoredJson.NameOf(one.Status),
            ["reason"] = one.Reason ?? string.Empty,
            ["partner"] = one.Partner?.Value,
            ["customer"] = one.Customer?.Value,
            ["applied_at"] = one.AppliedAt,
        };
        row.SetText(CommissionsColumn, JsonSerializer.Serialize(one.Commissions, StoredJson.Options));
        return row;
    }

    private static StoredEvent Read(TableEntity row) => new(row.GetJson<TrackingEvent>(Body), StatusOf(row))
    {
        Version = row.ETag,
        SentHash = row.GetString(Hash),
        Reason = row.GetString("reason") is { Length: > 0 } reason ? reason : null,
        Partner = PartnerId.TryParse(row.GetString("partner"), out var partner) ? partner : null,
        Customer = CustomerId.TryParse(row.GetString("customer"), out var customer) ? customer : null,
        AppliedAt = row.GetDateTimeOffset("applied_at"),
        Commissions = row.ContainsKey(CommissionsColumn) ? row.GetJson<List<CommissionId>>(CommissionsColumn) : [],
    };

    private static EventStatus StatusOf(TableEntity row) => Enum.Parse<EventStatus>(row.GetString("status"), ignoreCase: true);

    private static int AttemptOf(TableEntity row) => row.GetInt32(Attempt) ?? 0;

    private static EventId IdOf(TableEntity row) => EventId.Parse(row.RowKey["event:".Length..]);

    private static string RowKey(EventId id) => $"event:{id}";

    private static string PartitionOf(ProgramSlug program, EventId id) => Partition(program, Bucket.Of(id.Value, Buckets));

    private static string Partition(ProgramSlug program, int bucket) => $"{program}:{bucket:x}";
}

/// <summary>Spreads names evenly over a number of partitions, the same way for ever.</summary>
internal static class Bucket
{
    public static int Of(string name, int count) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % count;
}
