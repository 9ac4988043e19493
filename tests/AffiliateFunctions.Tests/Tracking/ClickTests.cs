using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Clicks;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Store;
using AffiliateFunctions.Tracking.Visitors;
using Azure;
using Testing;

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
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 3, fault);
        for (var (failsAt, requests) = (0, 1); failsAt <= requests; failsAt++)
        {
            var program = ProgramSlug.Parse(string.Create(CultureInfo.InvariantCulture, $"run{failsAt}"));
            var clicks = Clicks(host, program, 250);
            List<TrackingEvent> further = [.. clicks.Take(10), .. Clicks(host, program, 5)];
            fault.Arm(failsAt, answerLost);
            await AgainAsync(() => host.ApplyAsync(clicks));
            await AgainAsync(() => host.ApplyAsync(further));
            await AgainAsync(() => host.Get<CountClicks>().OfProgramAsync(program, 2, default));
            await AgainAsync(() => host.Get<CountClicks>().OfProgramAsync(program, 2, default));
            requests = failsAt == 0 ? fault.Requests : requests;

            fault.Arm(0, answerLost);
            Assert.Equal([86, 85, 84], await CountsAsync(host, program));
        }
    }

    [Fact]
    public async Task Where_rules_look_at_clicks_they_are_counted_before_a_sale_is_judged()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(), """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}, "when": {"field": "partner.clicks.month", "op": "gte", "value": 3} }] """, partners: 3);
        var program = ProgramSlug.Parse("watched");
        await host.ApplyAsync(Clicks(host, program, 9));
        var body = new EventBody { EventId = "s1", InvoiceId = "i1", Code = "p0", Customer = new() { ExternalId = "c1" }, Amount = 1_000, Currency = "USD" };
        await host.ApplyAsync([TrackingHost.Event(program, EventType.Sale, body, host.Clock.GetUtcNow())]);
        var end = await host.EndAsync(program);
        Assert.True(end.Contains("s1 share c1 100", StringComparison.Ordinal), end);
    }

    [Fact]
    public async Task Late_clicks_that_no_nightly_count_would_find_are_counted_at_once()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 3);
        var program = ProgramSlug.Parse("late");
        var clicks = Clicks(host, program, 6);
        host.Clock.Advance(TimeSpan.FromDays(30));
        await host.ApplyAsync(clicks);
        Assert.Equal([2, 2, 2], await CountsAsync(host, program));
    }

    [Fact]
    public async Task A_network_has_one_name_a_day_which_does_not_tell_the_address()
    {
        var account = azurite.TakeAccount();
        await using var host = await TrackingHost.StartAsync(account, Rules, partners: 1);
        await using var other = await TrackingHost.StartAsync(account, Rules, partners: 1);
        var (names, others) = (host.Get<NetworkNames>(), other.Get<NetworkNames>());
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
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", false)]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36", false)]
    [InlineData(null, false)]
    public void Bots_are_recognised_by_what_they_call_themselves(string? userAgent, bool isBot) => Assert.Equal(isBot, Bots.Recognises(userAgent));

    [Fact]
    public void A_position_among_events_is_told_from_any_other_text()
    {
        Assert.True(EventPartitions.IsPosition("fevent:e1"));
        Assert.False(EventPartitions.IsPosition("kevent:e1"));
        Assert.False(EventPartitions.IsPosition("k"));
        Assert.False(EventPartitions.IsPosition(string.Empty));
    }

    private static List<TrackingEvent> Clicks(TrackingHost host, ProgramSlug program, int count)
    {
        var now = host.Clock.GetUtcNow();
        return [.. Enumerable.Range(0, count).Select(i => Click(i % 3, now.AddMilliseconds(i * 10)))];

        TrackingEvent Click(int partner, DateTimeOffset at) => new(
            program,
            EventType.Click,
            new EventBody { EventId = host.Get<ClickIds>().New(program, PartnerId.Parse($"prt_p{partner}"), at), OccurredAt = at, Code = $"p{partner}" },
            now);
    }

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
