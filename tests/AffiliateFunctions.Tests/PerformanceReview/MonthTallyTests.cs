using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Tracking.Intake;
using Testing;

namespace AffiliateFunctions.Tests.PerformanceReview;

/// <summary>Each event is in exactly one stored tally, whenever it is received and however often a step is repeated.</summary>
public sealed class MonthTallyTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset October = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_sale_that_is_received_after_the_tally_of_its_month_is_in_the_tally_of_the_month_of_its_receipt()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October);
        await host.SellAsync("s1", October.AddDays(3));
        await host.CloseAsync("2026-10");
        await host.SellAsync("late", October.AddDays(20), amount: 700, receivedAt: October.AddDays(34));
        await host.SellAsync("s2", October.AddDays(40), amount: 300);
        await host.CloseAsync("2026-10");
        await host.CloseAsync("2026-11");
        await host.CloseAsync("2026-11");
        await host.CloseAsync("2026-12");

        Assert.Equal(
            [(10_000, 1, 0), (1_000, 2, 1), (0, 0, 0)],
            await TalliesAsync(host, "2026-10", "2026-11", "2026-12")
                .Select(t => (t.NetRevenue, t.Sales, t.Late))
                .ToListAsync()
        );
        Assert.Equal(10_000, await RevenueOfAsync(host, "2026-10"));
        Assert.Equal(1_000, await RevenueOfAsync(host, "2026-11"));
    }

    [Fact]
    public async Task A_late_refund_and_an_event_without_an_outcome_yet_are_counted_once()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October);
        await host.SellAsync("s1", October.AddDays(3));
        await host.CloseAsync("2026-10");
        var late = October.AddDays(33);
        await host.StoreAsync(
            new StoredEvent(EventOf("a1", EventType.Lead, October.AddDays(9), late), EventStatus.Accepted)
        );
        await host.StoreAsync(
            new StoredEvent(EventOf("r1", EventType.Refund, October.AddDays(10), late), EventStatus.Applied)
            {
                Customer = CustomerId.Parse("cus_s1"),
                AppliedAt = late,
            }
        );
        await host.CloseAsync("2026-11");
        await host.CloseAsync("2026-12");

        Assert.Equal(
            [(1, 0, 0), (2, 2, 1), (0, 0, 0)],
            await TalliesAsync(host, "2026-10", "2026-11", "2026-12")
                .Select(t => (t.Stored, t.Late, t.Refunds))
                .ToListAsync()
        );
    }

    [Fact]
    public async Task Events_of_a_quarter_in_any_order_are_all_counted_and_none_twice()
    {
        var random = new Random(5);
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October, "quarterly");
        var sales = Enumerable
            .Range(0, 60)
            .Select(number =>
            {
                var at = October.AddHours(random.Next(90 * 24));
                return (Id: $"s{number}", At: at, ReceivedAt: at.AddHours(random.Next(4) == 0 ? random.Next(900) : 0));
            })
            .OrderBy(sale => sale.ReceivedAt)
            .ToList();
        var closed = new[] { "2026-10", "2026-11", "2026-12", "2027-01", "2027-02" };
        foreach (var month in closed)
        {
            var close = Period.Parse(month).End(TimeZoneInfo.Utc).AddHours(12);
            foreach (var sale in sales.Where(sale => sale.ReceivedAt < close).ToList())
            {
                await host.SellAsync(sale.Id, sale.At, amount: 100, sale.ReceivedAt);
                sales.Remove(sale);
            }

            await host.CloseAsync(month);
        }

        var tallies = await TalliesAsync(host, closed).ToListAsync();
        Assert.Equal((60, 6_000), (tallies.Sum(tally => tally.Sales), tallies.Sum(tally => tally.NetRevenue)));
        Assert.True(tallies.Sum(tally => tally.Late) > 0);
        var quarter = (await host.ReviewAsync("2026-12"))!;
        Assert.Equal(
            tallies.Take(3).Sum(tally => tally.NetRevenue),
            quarter.Signals.Single(signal => signal.Metric == "net_revenue").Value
        );
    }

    [Fact]
    public async Task A_tally_that_is_taken_after_that_of_the_next_month_counts_no_event_that_a_later_one_counts()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October);
        await host.SellAsync("s1", October.AddDays(3), amount: 100);
        await host.CloseAsync("2026-11");
        await host.SellAsync("late", October.AddDays(4), amount: 700, receivedAt: October.AddDays(64));
        host.MoveTo(October.AddDays(70));
        await host.CloseAsync("2026-10");
        await host.CloseAsync("2026-12");

        Assert.Equal(
            [(100, 0), (0, 0), (700, 1)],
            await TalliesAsync(host, "2026-10", "2026-11", "2026-12")
                .Select(tally => (tally.NetRevenue, tally.Late))
                .ToListAsync()
        );
    }

    [Fact]
    public async Task A_question_for_the_signals_of_a_month_stores_no_tally()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October);
        await host.SellAsync("s1", October.AddDays(3));
        host.MoveTo(October.AddMonths(2));

        var signals = await host.Get<MonthSignals>()
            .OfAsync(await host.ProgramAsync(), [Period.Parse("2026-10"), Period.Parse("2026-11")], default);

        Assert.Equal(
            [10_000m, 0m],
            signals.Select(month => month.Signals.Single(signal => signal.Metric == "net_revenue").Value)
        );
        Assert.Null(await host.Get<MonthTallyStore>().FindAsync(ReviewHost.Slug, Period.Parse("2026-10"), default));
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Asia/Tokyo")]
    [InlineData("America/Los_Angeles")]
    public async Task Refused_requests_are_those_of_the_days_of_the_month_in_every_time_zone(string timezone)
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October, timezone: timezone);
        var counts = host.Get<AffiliateFunctions.Tracking.Intake.IntakeCounts>();
        foreach (var day in new[] { "2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01" })
        {
            host.MoveTo(DateTimeOffset.Parse($"{day}T12:00:00Z", CultureInfo.InvariantCulture));
            await counts.AddAsync(
                ReviewHost.Slug,
                "api",
                [new Taken(Problem.Invalid("/amount", "None."), null)],
                default
            );
        }

        var signals = await host.Get<MonthSignals>()
            .OfAsync(await host.ProgramAsync(), [Period.Parse("2026-11")], default);

        Assert.Equal(2, signals[0].Signals.Single(signal => signal.Metric == "events_accepted").Sample);
    }

    private static TrackingEvent EventOf(string id, EventType type, DateTimeOffset at, DateTimeOffset receivedAt) =>
        new(
            ReviewHost.Slug,
            type,
            new EventBody
            {
                EventId = id,
                OccurredAt = at,
                CustomerExternalId = "cus_s1",
            },
            receivedAt
        );

    private static async Task<decimal?> RevenueOfAsync(ReviewHost host, string month) =>
        (await host.ReviewAsync(month))!.Signals.Single(signal => signal.Metric == "net_revenue").Value;

    private static async IAsyncEnumerable<EventTally> TalliesAsync(ReviewHost host, params string[] months)
    {
        foreach (var month in months)
        {
            var stored = await host.Get<MonthTallyStore>().FindAsync(ReviewHost.Slug, Period.Parse(month), default);
            yield return EventTally.Of(stored!.Events);
        }
    }
}
