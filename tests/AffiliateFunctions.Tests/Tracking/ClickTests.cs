using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Links;
using AffiliateFunctions.Links.Visitors;
using AffiliateFunctions.Tests.Ledger;
using Azure;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class ClickTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clicks_are_counted_exactly_whichever_request_fails(bool answerLost)
    {
        var fault = new StorageFault();
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            Rules,
            partners: 3,
            fault,
            tables: new MemoryTables()
        );
        for (var (failsAt, requests) = (0, 1); failsAt <= requests; failsAt++)
        {
            var program = ProgramSlug.Parse(string.Create(CultureInfo.InvariantCulture, $"run{failsAt}"));
            var clicks = Clicks(host, program, 250);
            fault.Arm(failsAt, answerLost);
            await AgainAsync(() => host.Get<ClickStore>().AddAsync(clicks, host.Clock.GetUtcNow(), default));
            await AgainAsync(() => host.Get<CountClicks>().OfProgramAsync(program, 2, default));
            await AgainAsync(() => host.Get<CountClicks>().OfProgramAsync(program, 2, default));
            requests = failsAt == 0 ? fault.Requests : requests;

            fault.Arm(0, answerLost);
            Assert.Equal([84, 83, 83], await CountsAsync(host, program));
            Assert.Equal(
                250,
                await host.Get<EventQueries>().PageAsync(program, new EventFilter(), after: null, default).CountAsync()
            );
        }
    }

    [Fact]
    public async Task Clicks_are_listed_from_any_position_and_for_any_time_and_found_by_their_ids()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 3);
        var program = ProgramSlug.Parse("listed");
        var clicks = Clicks(host, program, 300);
        foreach (var some in clicks.Chunk(70))
        {
            await host.Get<ClickStore>().AddAsync(some, host.Clock.GetUtcNow(), default);
        }

        var queries = host.Get<EventQueries>();
        var all = await queries.PageAsync(program, new EventFilter(), after: null, default).ToListAsync();
        Assert.Equal(clicks.Select(click => click.Id).Order(), all.Select(pair => pair.Event.Event.Id.Value).Order());
        foreach (var i in new[] { 0, 1, 69, 70, 150, 298, 299 })
        {
            var rest = await queries
                .PageAsync(program, new EventFilter(), all[i].Position, default)
                .Select(item => item.Position)
                .ToListAsync();
            Assert.Equal(all.Skip(i + 1).Select(entry => entry.Position), rest);
            var found = await host.Get<EventStore>().FindAsync(program, EventId.Parse(clicks[i].Id), default);
            Assert.Equal(
                clicks[i],
                new LinkClick(
                    found!.Event.Id.Value,
                    program,
                    found.Partner!.Value,
                    found.Event.Body.Code!,
                    VisitOf(found.Event)
                )
            );
        }

        var (from, to) = (clicks[50].Visit.At, clicks[220].Visit.At);
        var within = await queries
            .ListAsync(program, from, to, default)
            .Select(storedEvent => storedEvent.Event.Id.Value)
            .ToListAsync();
        Assert.Equal(clicks[50..220].Select(click => click.Id).Order(), within.Order());
        Assert.Null(
            await host.Get<EventStore>()
                .FindAsync(
                    program,
                    EventId.Parse(host.Get<ClickIds>().New(program, PartnerId.Parse("prt_p0"), from)),
                    default
                )
        );
    }

    [Fact]
    public async Task Clicks_that_fill_more_than_a_row_are_stored_in_several()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 3);
        var program = ProgramSlug.Parse("long");
        var random = new Random(7);
        LinkClick[] clicks =
        [
            .. Clicks(host, program, 90)
                .Select(click =>
                    click with
                    {
                        Visit = click.Visit with
                        {
                            Url = $"https://www.example.com/?q={RandomText(random, 1_900)}",
                            Referrer = RandomText(random, 500),
                            UserAgent = RandomText(random, 500),
                        },
                    }
                ),
        ];
        await host.Get<ClickStore>()
            .AddAsync(
                [
                    .. Enumerable
                        .Repeat(clicks, 6)
                        .SelectMany(
                            (some, i) =>
                                some.Select(click =>
                                    click with
                                    {
                                        Id = host.Get<ClickIds>().New(program, click.Partner, clicks[i].Visit.At),
                                    }
                                )
                        ),
                ],
                host.Clock.GetUtcNow(),
                default
            );
        var stored = await host.Get<EventQueries>()
            .PageAsync(program, new EventFilter(), after: null, default)
            .Select(pair => pair.Event.Event.Body.Url)
            .ToListAsync();
        Assert.Equal(540, stored.Count);
        Assert.Equal(clicks.Select(click => click.Visit.Url).Order(), stored.Distinct().Order());
    }

    [Fact]
    public async Task Where_rules_look_at_clicks_they_are_counted_before_a_sale_is_judged()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}, "when": {"field": "partner.clicks.month", "op": "gte", "value": 3} }] """,
            partners: 3
        );
        var program = ProgramSlug.Parse("watched");
        await host.Get<ClickStore>().AddAsync(Clicks(host, program, 9), host.Clock.GetUtcNow(), default);
        var body = new EventBody
        {
            EventId = "s1",
            InvoiceId = "i1",
            Code = "p0",
            Customer = new() { ExternalId = "c1" },
            Amount = 1_000,
            Currency = "USD",
        };
        await host.ApplyAsync([TrackingHost.Event(program, EventType.Sale, body, host.Clock.GetUtcNow())]);
        var end = await host.EndAsync(program);
        Assert.True(end.Contains("s1 share c1 100", StringComparison.Ordinal), end);
    }

    [Fact]
    public async Task A_network_has_one_name_a_day_which_does_not_tell_the_address()
    {
        var account = azurite.TakeAccount();
        await using var host = await TrackingHost.StartAsync(account, Rules, partners: 1);
        await using var other = await TrackingHost.StartAsync(account, Rules, partners: 1);
        var (names, others) = (host.Get<NetworkPseudonyms>(), other.Get<NetworkPseudonyms>());
        var name = await names.OfAsync("192.0.2.7", default);
        Assert.Matches("^net_[0-9a-f]{24}$", name);
        Assert.Equal(name, await others.OfAsync("192.0.2.200", default));
        Assert.Equal(name, await names.OfAsync("::ffff:192.0.2.9", default));
        Assert.NotEqual(name, await names.OfAsync("192.0.3.7", default));
        Assert.Equal(await names.OfAsync("2001:db8:1::1", default), await names.OfAsync("2001:db8:1:ffff::2", default));
        Assert.Null(await names.OfAsync("somewhere", default));
        Assert.Null(await names.OfAsync("127.0.0.1", default));
        Assert.Null(await names.OfAsync("::ffff:10.1.2.3", default));
        host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.NotEqual(name, await names.OfAsync("192.0.2.7", default));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", true)]
    [InlineData("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", true)]
    [InlineData("curl/8.5.0", true)]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            + "Version/17.5 Mobile/15E148 Safari/604.1",
        false
    )]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36",
        false
    )]
    [InlineData(null, false)]
    public void Bots_are_recognised_by_what_they_call_themselves(string? userAgent, bool isBot) =>
        Assert.Equal(isBot, Bots.Recognises(userAgent));

    [Fact]
    public void A_position_among_events_is_told_from_any_other_text()
    {
        foreach (
            var text in new[]
            {
                "fevent:e1",
                "kevent:clk_01jcb4k2qe0123456789abcdef_p0_0123456789abcdef01234567",
                "kevent:clk_01jcb4k2qe0123456789abcdef_p0_0123456789abcdef01234567#12",
            }
        )
        {
            Assert.Equal(text, EventPosition.Parse(text).ToString());
        }

        foreach (
            var text in new[]
            {
                "kevent:e1",
                "k",
                "",
                null,
                "gevent:e1",
                "kevent:clk_01jcb4k2qe0123456789abcdef_p0_0123456789abcdef01234567#-1",
                "kevent:e1#1",
            }
        )
        {
            Assert.Null(EventPosition.Parse(text));
        }
    }

    private static LinkClick[] Clicks(TrackingHost host, ProgramSlug program, int count)
    {
        var now = host.Clock.GetUtcNow();
        return [.. Enumerable.Range(0, count).Select(i => Click(i % 3, now.AddMilliseconds(i * 10)))];

        LinkClick Click(int partner, DateTimeOffset at) =>
            new(
                host.Get<ClickIds>().New(program, PartnerId.Parse($"prt_p{partner}"), at),
                program,
                PartnerId.Parse($"prt_p{partner}"),
                $"p{partner}",
                new Visit(
                    at,
                    "https://www.example.com/",
                    Referrer: null,
                    $"Browser {at.Millisecond}",
                    "net_0123",
                    Country: null,
                    at.Millisecond == 0 ? true : null
                )
            );
    }

    private static Visit VisitOf(TrackingEvent click) =>
        new(
            click.At,
            click.Body.Url,
            click.Body.Referrer,
            click.Body.UserAgent,
            click.Body.Ip,
            click.Body.Country,
            click.Body.Consent
        );

    private static string RandomText(Random random, int length) =>
        new([.. Enumerable.Range(0, length).Select(_ => (char)random.Next('!', '~'))]);

    private static async Task<List<long>> CountsAsync(TrackingHost host, ProgramSlug program)
    {
        var counts = new List<long>();
        for (var partner = 0; partner < 3; partner++)
        {
            var head = await host.Get<LedgerStore>().HeadAsync(program, PartnerId.Parse($"prt_p{partner}"), default);
            counts.Add(head.Counters.At(host.Clock.GetUtcNow()).Lifetime.Clicks);
        }

        return counts;
    }

    private static async Task AgainAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (RequestFailedException fault) when (fault.Status == 0)
            {
                // A queue or a timer begins it again.
            }
        }
    }
}
