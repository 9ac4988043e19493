using System.IO.Compression;
using System.Text.Json;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Events.Clicks;

/// <summary>
/// Stores many link clicks as one row of the table <c>events</c>: clicks of one program and one second with the same
/// outcome. The row can be found like the row of a single event, by the values of its first click. The clicks are
/// compressed JSON columns in which a repeated text, such as an address or a user agent, is stored once.
/// </summary>
internal static class ClickPages
{
    // The time of the last click of a page. A row of a single event has no such column.
    private const string LastAt = "last_at";

    private const string Packed = "clicks";
    private const string AppliedAt = "applied_at";

    // A row holds 1 MiB
    // (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model), a transaction
    // 4 MiB.
    private const int MaxBytes = 512 * 1024;
    private const int MaxClicks = 4_000;

    /// <summary>Packs the clicks into as few rows as possible.</summary>
    /// <param name="clicks">The clicks.</param>
    /// <param name="now">The current time.</param>
    public static IEnumerable<(TableEntity Row, IReadOnlyList<LinkClick> Clicks)> RowsOf(
        IEnumerable<LinkClick> clicks,
        DateTimeOffset now
    ) =>
        clicks
            .GroupBy(click =>
                (click.Program, Second: SecondOf(click.Id), IsOfBot: Bots.Recognises(click.Visit.UserAgent))
            )
            .SelectMany(group =>
                group.Chunk(MaxClicks).SelectMany(page => Split(page, group.Key.IsOfBot ? Bots.Reason : null, now))
            );

    /// <summary>Whether a row holds many clicks.</summary>
    public static bool IsPage(TableEntity row) => row.ContainsKey(LastAt);

    /// <summary>Returns the clicks of a row.</summary>
    public static IEnumerable<StoredEvent> Read(TableEntity row)
    {
        using var stream = new BrotliStream(new MemoryStream(row.GetBytes(Packed)), CompressionMode.Decompress);
        var columns =
            JsonSerializer.Deserialize<Columns>(stream, StoredJson.Options)
            ?? throw new InvalidDataException($"The row {row.PartitionKey}/{row.RowKey} holds no clicks.");
        var program = ProgramSlug.Parse(row.PartitionKey[..row.PartitionKey.IndexOf(':')]);
        return columns
            .Clicks(program)
            .Select(click => new StoredEvent(click.ToEvent(), EventRows.StatusOf(row))
            {
                Reason = ReasonOf(row),
                Partner = click.Partner,
                AppliedAt = row.GetDateTimeOffset(AppliedAt),
            });
    }

    /// <summary>Returns the filter that finds the page that can contain a click, in the click's partition.</summary>
    public static string QueryFor(ProgramSlug program, EventId id)
    {
        var second = ClickIds.FirstOf(DateTimeOffset.FromUnixTimeSeconds(SecondOf(id.Value)));
        var partition = EventPartitions.Of(program, id);
        var firstRow = EventPartitions.RowKey(second);
        var lastRow = EventPartitions.RowKey(id);
        var anyTime = DateTimeOffset.UnixEpoch;
        return TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {firstRow} and RowKey le {lastRow} and last_at ge {anyTime}"
        );
    }

    private static long SecondOf(string id) => ClickIds.TimeOf(id)!.Value.ToUnixTimeSeconds();

    private static string? ReasonOf(TableEntity row) =>
        row.GetString("reason") is { Length: > 0 } reason ? reason : null;

    private static IEnumerable<(TableEntity Row, IReadOnlyList<LinkClick> Clicks)> Split(
        LinkClick[] page,
        string? rejection,
        DateTimeOffset now
    )
    {
        var packed = Pack(page);
        return packed.Length <= MaxBytes || page.Length == 1
            ? [(RowOf(page, packed, rejection, now), page)]
            :
            [
                .. Split(page[..(page.Length / 2)], rejection, now),
                .. Split(page[(page.Length / 2)..], rejection, now),
            ];
    }

    private static byte[] Pack(LinkClick[] page)
    {
        using var bytes = new MemoryStream();
        using (var stream = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(stream, Columns.Of(page), StoredJson.Options);
        }

        return bytes.ToArray();
    }

    private static TableEntity RowOf(LinkClick[] page, byte[] packed, string? rejection, DateTimeOffset now)
    {
        var (program, first) = (
            page[0].Program,
            EventId.Parse(page.Select(click => click.Id).Min(StringComparer.Ordinal)!)
        );
        var row = new TableEntity(EventPartitions.Of(program, first), EventPartitions.RowKey(first))
        {
            ["type"] = StoredJson.NameOf(EventType.Click),
            ["status"] = StoredJson.NameOf(rejection is null ? EventStatus.Applied : EventStatus.Rejected),
            ["reason"] = rejection ?? string.Empty,
            ["occurred_at"] = page.Min(click => click.Visit.At),
            [LastAt] = page.Max(click => click.Visit.At),
            [AppliedAt] = now,
        };
        row.SetBytes(Packed, packed);
        return row;
    }

    /// <summary>Clicks by columns. A text is stored as its index in the list of texts, or -1 for none.</summary>
    private sealed record Columns(
        IReadOnlyList<string> Texts,
        string[] Ids,
        long[] Ticks,
        int[] Partners,
        int[] Codes,
        int[] Urls,
        int[] Referrers,
        int[] UserAgents,
        int[] Networks,
        int[] Countries,
        int[] Consents,
        int[]? Subs = null
    )
    {
        private const int None = -1;

        public static Columns Of(LinkClick[] page)
        {
            var texts = new TextPlaces();
            return new Columns(
                texts.Texts,
                Array.ConvertAll(page, click => click.Id),
                Array.ConvertAll(page, click => click.Visit.At.UtcTicks),
                Array.ConvertAll(page, click => texts.Of(click.Partner.Value)),
                Array.ConvertAll(page, click => texts.Of(click.Code)),
                Array.ConvertAll(page, click => texts.Of(click.Visit.Url)),
                Array.ConvertAll(page, click => texts.Of(click.Visit.Referrer)),
                Array.ConvertAll(page, click => texts.Of(click.Visit.UserAgent)),
                Array.ConvertAll(page, click => texts.Of(click.Visit.Network)),
                Array.ConvertAll(page, click => texts.Of(click.Visit.Country)),
                Array.ConvertAll(
                    page,
                    click =>
                        click.Visit.Consent switch
                        {
                            null => None,
                            false => 0,
                            true => 1,
                        }
                ),
                page.Any(click => click.Origin?.SubId is not null)
                    ? Array.ConvertAll(page, click => texts.Of(click.Origin?.SubId))
                    : null
            );
        }

        public IEnumerable<LinkClick> Clicks(ProgramSlug program) =>
            Ids.Select(
                (id, i) =>
                    new LinkClick(
                        id,
                        program,
                        PartnerId.Parse(Text(Partners[i])!),
                        Text(Codes[i])!,
                        new Visit(
                            new DateTimeOffset(Ticks[i], TimeSpan.Zero),
                            Text(Urls[i]),
                            Text(Referrers[i]),
                            Text(UserAgents[i]),
                            Text(Networks[i]),
                            Text(Countries[i]),
                            Consents[i] == None ? null : Consents[i] == 1
                        )
                    )
                    {
                        Origin = Subs is not null && Text(Subs[i]) is { } sub ? new LinkOrigin(null, sub) : null,
                    }
            );

        private string? Text(int place) => place == None ? null : Texts[place];

        private sealed class TextPlaces
        {
            private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

            public List<string> Texts { get; } = [];

            public int Of(string? text)
            {
                if (text is null)
                {
                    return None;
                }

                if (!places.TryGetValue(text, out var place))
                {
                    places[text] = place = Texts.Count;
                    Texts.Add(text);
                }

                return place;
            }
        }
    }
}
