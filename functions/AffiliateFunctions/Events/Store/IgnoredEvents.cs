using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>An ignored event of a provider. Its body is not stored.</summary>
/// <param name="Id">
/// The id: the provider's name and the provider's id, or the id of the tracking event that it would have become.
/// </param>
/// <param name="Provider">The provider.</param>
/// <param name="Type">The provider's name for the type of the event, or null.</param>
/// <param name="Reason">Why it was ignored.</param>
/// <param name="ReceivedAt">When the event was received first.</param>
public sealed record IgnoredEvent(EventId Id, string Provider, string? Type, string Reason, DateTimeOffset ReceivedAt);

/// <summary>
/// The table <c>ignored</c>: the ignored events of a program, in a partition of the program, newest first. A second row
/// finds an event by its id, so that a repeated event is stored once.
/// </summary>
public sealed class IgnoredEvents(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "ignored";

    private const string TimeRows = "at:";
    private const string IdRows = "id:";
    private const string PositionPrefix = "ignored:";
    private const int MaxType = 200;

    // Each event has two rows, and a transaction has at most a hundred.
    private const int MaxInTransaction = 50;

    private TableClient Rows => tables[Table];

    /// <summary>
    /// Returns the id of an event: the provider's own id, or a digest of the content if the provider's id is not valid.
    /// </summary>
    public static EventId IdOf(string provider, string? id, ReadOnlySpan<byte> content) =>
        EventId.TryParse($"{provider}:{id}", out var named) && !string.IsNullOrEmpty(id)
            ? named
            : EventId.Parse($"{provider}:sha256:{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}");

    /// <summary>Stores events; an event that is stored already stays unchanged.</summary>
    public async Task KeepAsync(
        ProgramSlug program,
        IReadOnlyList<IgnoredEvent> ignored,
        CancellationToken cancellationToken
    )
    {
        foreach (var some in ignored.DistinctBy(ignoredEvent => ignoredEvent.Id).Chunk(MaxInTransaction))
        {
            if (await TryAddAsync(program, some, cancellationToken))
            {
                continue;
            }

            foreach (var item in some)
            {
                await TryAddAsync(program, [item], cancellationToken);
            }
        }
    }

    /// <summary>Finds the event; null if there is none.</summary>
    public async Task<IgnoredEvent?> FindAsync(ProgramSlug program, EventId id, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            IdRows + id,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Lists the events after the given position, newest first.</summary>
    /// <param name="program">The program.</param>
    /// <param name="wanted">The filter. Ignored events have no type, so a filter by type finds none.</param>
    /// <param name="after">The position of the last event of the previous page, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async IAsyncEnumerable<(string Position, IgnoredEvent Event)> PageAsync(
        ProgramSlug program,
        EventFilter wanted,
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (wanted.Type is not null)
        {
            yield break;
        }

        // Later times have smaller keys.
        var first = after is { } position
            ? TimeRows + position[PositionPrefix.Length..]
            : TimeKey(wanted.Before) ?? TimeRows;
        var end = wanted.From is { } from ? TimeKey(from.AddTicks(-1))! : "at;";
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {first} and RowKey lt {end}"
        );
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var ignoredEvent = Read(row);
            if (wanted.IsInTime(ignoredEvent.ReceivedAt))
            {
                yield return (PositionPrefix + row.RowKey[TimeRows.Length..], ignoredEvent);
            }
        }
    }

    /// <summary>Whether a text is a position of <see cref="PageAsync"/>.</summary>
    public static bool IsPosition(string text) =>
        text.StartsWith(PositionPrefix, StringComparison.Ordinal) && text.Length > PositionPrefix.Length;

    /// <summary>
    /// Removes the events that were received before a time, in batches. An interrupted removal continues when it is
    /// called again.
    /// </summary>
    /// <returns>The number of removed events.</returns>
    public async Task<int> RemoveAsync(
        ProgramSlug program,
        DateTimeOffset before,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        var (removed, first) = (0, TimeKey(before.AddTicks(-1))!);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey ge {first} and RowKey lt {"at;"}"
        );
        var old = Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).Take(atMost);
        await foreach (var some in old.Chunk(MaxInTransaction).WithCancellation(cancellationToken))
        {
            await Rows.SubmitTransactionAsync(
                some.SelectMany(row => new[] { row.RowKey, IdRows + row.GetString("id") })
                    .Select(key => new TableEntity(program.Value, key) { ETag = ETag.All })
                    .Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row)),
                cancellationToken
            );
            removed += some.Length;
        }

        return removed;
    }

    private async Task<bool> TryAddAsync(
        ProgramSlug program,
        IReadOnlyList<IgnoredEvent> some,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await Rows.SubmitTransactionAsync(
                some.SelectMany(ignoredEvent =>
                        new[]
                        {
                            $"{TimeKey(ignoredEvent.ReceivedAt)}:{ignoredEvent.Id}",
                            IdRows + ignoredEvent.Id,
                        }.Select(key => RowOf(program, key, ignoredEvent))
                    )
                    .Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)),
                cancellationToken
            );
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    private static TableEntity RowOf(ProgramSlug program, string key, IgnoredEvent ignoredEvent) =>
        new(program.Value, key)
        {
            ["id"] = ignoredEvent.Id.Value,
            ["provider"] = ignoredEvent.Provider,
            ["type"] = ignoredEvent.Type is { Length: > MaxType } type ? type[..MaxType] : ignoredEvent.Type,
            ["reason"] = ignoredEvent.Reason,
            ["received_at"] = ignoredEvent.ReceivedAt,
        };

    private static IgnoredEvent Read(TableEntity row) =>
        new(
            EventId.Parse(row.GetString("id")),
            row.GetString("provider"),
            row.GetString("type"),
            row.GetString("reason"),
            row.GetDateTimeOffset("received_at")!.Value
        );

    private static string? TimeKey(DateTimeOffset? at) =>
        at is { } time
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{TimeRows}{DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks:D19}"
            )
            : null;
}
