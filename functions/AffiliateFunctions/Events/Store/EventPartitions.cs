using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Store;

/// <summary>
/// Derives the partition of an event from its id. Most events are in one of 16 partitions of their program by a hash,
/// so that a batch needs few transactions. Link clicks are in one of four partitions of their day, by their second: the
/// clicks of a message are of the same moment and are therefore stored together.
/// </summary>
internal static class EventPartitions
{
    /// <summary>Sorts before the row of every event, for rows that are not events.</summary>
    public const string CountRows = "count:";

    /// <summary>The mark of link clicks, which sort after all other events.</summary>
    public const char ClickMark = 'k';

    private const int Buckets = 16;
    private const int ClickBuckets = 4;
    private const string EventRows = "event:";
    private const string EventRowsEnd = "event;";

    /// <summary>The filter for all events that were accepted and have had no effect yet.</summary>
    public static string EveryAccepted { get; } =
        TableClient.CreateQueryFilter($"RowKey ge {EventRows} and RowKey lt {EventRowsEnd}")
        + TableClient.CreateQueryFilter($" and status eq {StoredJson.NameOf(EventStatus.Accepted)}");

    /// <summary>Returns the partition of an event.</summary>
    public static string Of(ProgramSlug program, EventId id) =>
        ClickIds.TimeOf(id.Value) is { } at
            ? OfClicks(program, DateOnly.FromDateTime(at.UtcDateTime), (int)(at.ToUnixTimeSeconds() % ClickBuckets))
            : Bucketed(program, Bucket.Of(id.Value, Buckets));

    /// <summary>Returns the partitions of the link clicks of a day, UTC.</summary>
    public static IEnumerable<string> OfClicks(ProgramSlug program, DateOnly day) =>
        Enumerable.Range(0, ClickBuckets).Select(bucket => OfClicks(program, day, bucket));

    /// <summary>Returns the filter for all rows of the link clicks of the days before a day, partition by partition.</summary>
    public static string ClicksBefore(ProgramSlug program, DateOnly day) =>
        TableClient.CreateQueryFilter(
            $"PartitionKey ge {program + ":c:"} and PartitionKey lt {OfClicks(program, day, 0)}"
        );

    /// <summary>Returns the day of a partition of link clicks.</summary>
    public static DateOnly DayOf(string partition) =>
        DateOnly.ParseExact(partition.Split(':')[2], "yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>Returns the row key of an event.</summary>
    public static string RowKey(EventId id) => EventRows + id;

    /// <summary>Returns the event id of a row key.</summary>
    public static EventId IdOf(string rowKey) => EventId.Parse(rowKey[EventRows.Length..]);

    /// <summary>Whether the character marks a bucket in the order of all rows.</summary>
    public static bool IsMark(char mark) => mark == ClickMark || char.IsAsciiHexDigitLower(mark);

    /// <summary>Whether the key belongs to a row of link clicks.</summary>
    public static bool IsClickRow(string rowKey) =>
        rowKey.StartsWith(EventRows, StringComparison.Ordinal)
        && ClickIds.TimeOf(rowKey[EventRows.Length..]) is not null;

    /// <summary>
    /// Returns the queries that find the selected events after a position, in the order of their rows.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="wanted">The filter.</param>
    /// <param name="after">The position of the last event of the previous page, or null.</param>
    /// <returns>Filters, each with the mark of its bucket.</returns>
    public static IEnumerable<(char Mark, string Filter)> Queries(
        ProgramSlug program,
        EventFilter wanted,
        EventPosition? after
    )
    {
        var first =
            after is not { } position ? 0
            : position.Mark == ClickMark ? Buckets
            : Convert.ToInt32(position.Mark.ToString(), 16);
        for (var bucket = first; bucket < Buckets; bucket++)
        {
            var key = after is { } last && bucket == first ? last.RowKey : string.Empty;
            yield return (
                $"{bucket:x}"[0],
                TableClient.CreateQueryFilter($"PartitionKey eq {Bucketed(program, bucket)} and RowKey gt {key}")
                    + wanted.Query()
            );
        }

        if (wanted.Type is null or EventType.Click)
        {
            yield return (ClickMark, Clicks(program, wanted, first == Buckets ? after : null) + wanted.QueryOfClicks());
        }
    }

    /// <summary>
    /// Returns as few queries as possible that find the selected events, in no particular order. The link clicks have
    /// partitions of their days, which sort between two buckets.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="wanted">The filter.</param>
    /// <returns>Filters, each with the mark of its buckets.</returns>
    public static IEnumerable<(char Mark, string Filter)> Ranges(ProgramSlug program, EventFilter wanted)
    {
        const int lastBeforeClicks = 0xc;
        yield return (
            '0',
            TableClient.CreateQueryFilter(
                $"PartitionKey ge {Bucketed(program, 0)} and PartitionKey le {Bucketed(program, lastBeforeClicks)} and RowKey ge {EventRows}"
            ) + wanted.Query()
        );
        yield return (
            $"{lastBeforeClicks + 1:x}"[0],
            TableClient.CreateQueryFilter(
                $"PartitionKey ge {Bucketed(program, lastBeforeClicks + 1)} and PartitionKey le {Bucketed(program, Buckets - 1)} and RowKey ge {EventRows}"
            ) + wanted.Query()
        );
        if (wanted.Type is null or EventType.Click)
        {
            yield return (ClickMark, Clicks(program, wanted, after: null) + wanted.QueryOfClicks());
        }
    }

    private static string Clicks(ProgramSlug program, EventFilter wanted, EventPosition? after)
    {
        var end = wanted.Before is { } before
            ? OfClicks(program, DateOnly.FromDateTime(before.UtcDateTime), ClickBuckets)
            : $"{program}:c;";
        var range = TableClient.CreateQueryFilter(
            $"PartitionKey lt {end} and RowKey ge {EventRows} and RowKey lt {EventRowsEnd}"
        );
        if (after is { } last)
        {
            // A row of many clicks can contain further clicks.
            var row = last.RowKey;
            var partition = Of(program, IdOf(row));
            return range
                + (
                    last.Place is null
                        ? TableClient.CreateQueryFilter(
                            $" and (PartitionKey gt {partition} or (PartitionKey eq {partition} and RowKey gt {row}))"
                        )
                        : TableClient.CreateQueryFilter(
                            $" and (PartitionKey gt {partition} or (PartitionKey eq {partition} and RowKey ge {row}))"
                        )
                );
        }

        var begin = wanted.From is { } from
            ? OfClicks(program, DateOnly.FromDateTime(from.UtcDateTime), 0)
            : $"{program}:c:";
        return range + TableClient.CreateQueryFilter($" and PartitionKey ge {begin}");
    }

    private static string OfClicks(ProgramSlug program, DateOnly day, int bucket) =>
        string.Create(CultureInfo.InvariantCulture, $"{program}:c:{day:yyyyMMdd}:{bucket}");

    private static string Bucketed(ProgramSlug program, int bucket) => $"{program}:{bucket:x}";
}
