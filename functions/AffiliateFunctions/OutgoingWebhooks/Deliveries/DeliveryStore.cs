using System.Runtime.CompilerServices;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.OutgoingWebhooks.Deliveries;

/// <summary>
/// Stores the deliveries of endpoints; see <see cref="DeliveryKeys"/>. A pending delivery has exactly one due row,
/// which moves in the same transaction.
/// </summary>
public sealed class DeliveryStore(StorageTables tables)
{
    private const string Data = "data";
    private const string Status = "status";
    private const string Row = "row";

    // A delivery takes three rows, and a transaction is limited to a hundred.
    private const int MaxInTransaction = 33;

    private const int NotFound = 404;

    private TableClient Rows => tables[EndpointStore.Table];

    /// <summary>
    /// Adds new deliveries and returns those to attempt now: the new ones, and those that an earlier run of the same
    /// message added but never attempted. A delivery that another message added belongs to that message's run, which
    /// may be attempting it now; if that run was interrupted, the delivery becomes due.
    /// </summary>
    public async Task<IReadOnlyList<StoredDelivery>> ClaimAsync(
        EndpointKey endpoint,
        IReadOnlyList<Delivery> wanted,
        CancellationToken cancellationToken
    )
    {
        var claimed = await Task.WhenAll(
            wanted.Chunk(MaxInTransaction).Select(chunk => ClaimChunkAsync(endpoint, chunk, cancellationToken))
        );
        return [.. claimed.SelectMany(chunk => chunk)];
    }

    /// <summary>
    /// Stores a delivery after a step. Returns false when it was changed or removed since it was read.
    /// </summary>
    public async Task<bool> ChangeAsync(
        EndpointKey endpoint,
        StoredDelivery before,
        Delivery after,
        CancellationToken cancellationToken
    )
    {
        var actions = new List<TableTransactionAction>
        {
            new(TableTransactionActionType.UpdateReplace, RowOf(endpoint, after), before.Version),
        };
        if (before.Delivery.NextAttemptAt != after.NextAttemptAt)
        {
            actions.AddRange(
                DueRow(endpoint, before.Delivery) is { } was
                    ? [new(TableTransactionActionType.Delete, was, ETag.All)]
                    : []
            );
            actions.AddRange(DueRow(endpoint, after) is { } due ? [new(TableTransactionActionType.Add, due)] : []);
        }

        try
        {
            await Rows.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict() || fault.Status == NotFound)
        {
            return false;
        }
    }

    /// <summary>Returns the delivery, or null.</summary>
    public async Task<StoredDelivery?> FindAsync(EndpointKey endpoint, string id, CancellationToken cancellationToken)
    {
        var index = await Rows.GetEntityIfExistsAsync<TableEntity>(
            DeliveryKeys.Partition(endpoint),
            DeliveryKeys.Id(id),
            cancellationToken: cancellationToken
        );
        return index.HasValue ? await ReadAsync(endpoint, index.Value!.GetString(Row), cancellationToken) : null;
    }

    /// <summary>Lists the deliveries after the given row, newest first.</summary>
    public async IAsyncEnumerable<(string Row, Delivery Delivery)> ListAsync(
        EndpointKey endpoint,
        DeliveryStatus? status,
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var partition = DeliveryKeys.Partition(endpoint);
        var from = after ?? DeliveryKeys.Deliveries;
        var filter =
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {DeliveryKeys.DeliveriesEnd}"
            )
            + (
                status is { } wanted
                    ? TableClient.CreateQueryFilter($" and status eq {StoredJson.NameOf(wanted)}")
                    : null
            );
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return (row.RowKey, row.GetJson<Delivery>(Data));
        }
    }

    /// <summary>Returns the deliveries that are due at the given time, the most overdue first.</summary>
    public async Task<IReadOnlyList<StoredDelivery>> DueAsync(
        EndpointKey endpoint,
        DateTimeOffset now,
        int most,
        CancellationToken cancellationToken
    )
    {
        var keys = await DueRowsAsync(endpoint, DeliveryKeys.DueEnd(now), most, cancellationToken)
            .Select(row => row.GetString(Row))
            .ToListAsync(cancellationToken);
        var due = await Task.WhenAll(keys.Select(key => ReadAsync(endpoint, key, cancellationToken)));
        return [.. due.OfType<StoredDelivery>()];
    }

    /// <summary>Returns when the next delivery is due, or null when nothing is pending.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(EndpointKey endpoint, CancellationToken cancellationToken)
    {
        var first = await DueRowsAsync(endpoint, DeliveryKeys.DueEnd(DateTimeOffset.MaxValue), 1, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);
        return first is null ? null : DeliveryKeys.DueAt(first.RowKey);
    }

    /// <summary>Removes the deliveries created up to the given time.</summary>
    public async Task<int> RemoveUntilAsync(
        EndpointKey endpoint,
        DateTimeOffset until,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        var removed = 0;
        var old = ListAsync(endpoint, status: null, DeliveryKeys.NewestUntil(until), cancellationToken).Take(atMost);
        await foreach (var chunk in old.Chunk(MaxInTransaction).WithCancellation(cancellationToken))
        {
            await Rows.SubmitTransactionAsync(
                chunk
                    .SelectMany(pair => RowsOf(endpoint, pair.Delivery))
                    .Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)),
                cancellationToken
            );
            removed += chunk.Length;
        }

        return removed;
    }

    private async Task<IEnumerable<StoredDelivery>> ClaimChunkAsync(
        EndpointKey endpoint,
        Delivery[] wanted,
        CancellationToken cancellationToken
    )
    {
        var (missing, known) = (wanted, new List<StoredDelivery>());
        var retries = new ConflictRetries($"the deliveries of {endpoint.Endpoint} of {endpoint.Program}");
        while (missing.Length > 0)
        {
            if (await TryAddAsync(endpoint, missing, cancellationToken) is { } added)
            {
                known.AddRange(added);
                break;
            }

            var found = await KnownAsync(endpoint, missing, cancellationToken);
            known.AddRange(found);
            missing =
            [
                .. missing.ExceptBy(
                    found.Select(storedDelivery => storedDelivery.Delivery.Id),
                    delivery => delivery.Id
                ),
            ];
            await retries.NextAsync(cancellationToken);
        }

        var created = wanted.ToDictionary(delivery => delivery.Id, delivery => delivery.CreatedAt);
        return known.Where(storedDelivery =>
            storedDelivery.Delivery is { Status: DeliveryStatus.Pending, Attempts.Count: 0 }
            && storedDelivery.Delivery.CreatedAt == created[storedDelivery.Delivery.Id]
        );
    }

    private async Task<IEnumerable<StoredDelivery>?> TryAddAsync(
        EndpointKey endpoint,
        Delivery[] missing,
        CancellationToken cancellationToken
    )
    {
        // The delivery rows come first, so their positions in the response equal those in the list.
        var rows = missing
            .Select(delivery => RowOf(endpoint, delivery))
            .Concat(missing.SelectMany(delivery => RowsOf(endpoint, delivery).Skip(1)));
        try
        {
            var answers = await Rows.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)),
                cancellationToken
            );
            return missing.Select((entry, i) => new StoredDelivery(entry, answers.Value[i].Headers.ETag!.Value));
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<StoredDelivery>> KnownAsync(
        EndpointKey endpoint,
        Delivery[] some,
        CancellationToken cancellationToken
    )
    {
        var rows = await Rows.ReadByKeysAsync(
            DeliveryKeys.Partition(endpoint),
            some.Select(delivery => DeliveryKeys.Id(delivery.Id)),
            cancellationToken
        );
        return
        [
            .. (
                await Task.WhenAll(rows.Select(row => ReadAsync(endpoint, row.GetString(Row), cancellationToken)))
            ).OfType<StoredDelivery>(),
        ];
    }

    private IAsyncEnumerable<TableEntity> DueRowsAsync(
        EndpointKey endpoint,
        string end,
        int most,
        CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {DeliveryKeys.Partition(endpoint)} and RowKey gt {DeliveryKeys.Due} and RowKey lt {end}"
        );
        return Rows.QueryAsync<TableEntity>(filter, most, cancellationToken: cancellationToken).Take(most);
    }

    private async Task<StoredDelivery?> ReadAsync(
        EndpointKey endpoint,
        string rowKey,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            DeliveryKeys.Partition(endpoint),
            rowKey,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? new StoredDelivery(row.Value!.GetJson<Delivery>(Data), row.Value!.ETag) : null;
    }

    private static IEnumerable<TableEntity> RowsOf(EndpointKey endpoint, Delivery delivery)
    {
        yield return RowOf(endpoint, delivery);
        yield return new TableEntity(DeliveryKeys.Partition(endpoint), DeliveryKeys.Id(delivery.Id))
        {
            [Row] = DeliveryKeys.Delivery(delivery),
        };
        if (DueRow(endpoint, delivery) is { } due)
        {
            yield return due;
        }
    }

    private static TableEntity RowOf(EndpointKey endpoint, Delivery delivery)
    {
        var row = new TableEntity(DeliveryKeys.Partition(endpoint), DeliveryKeys.Delivery(delivery))
        {
            [Status] = StoredJson.NameOf(delivery.Status),
        };
        row.SetJson(Data, delivery);
        return row;
    }

    private static TableEntity? DueRow(EndpointKey endpoint, Delivery delivery) =>
        delivery.NextAttemptAt is { } at
            ? new TableEntity(DeliveryKeys.Partition(endpoint), DeliveryKeys.DueRow(at, delivery.Id))
            {
                [Row] = DeliveryKeys.Delivery(delivery),
            }
            : null;
}

/// <summary>A stored delivery.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Version">The version of its row.</param>
public sealed record StoredDelivery(Delivery Delivery, ETag Version);
