using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
using Affiliate.Pages.Models;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.PerformanceReview;
using Testing;

namespace AffiliateFunctions.Tests.PerformanceReview;

/// <summary>What a review stores of each partner, and what its packet shows.</summary>
public sealed class ScorecardPacketTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset October = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly PartnerId Seller = PartnerId.Parse("prt_p0");

    [Fact]
    public async Task A_partner_is_compared_with_its_own_months_and_with_the_median()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October);
        await host.AddPartnerAsync("prt_p0", October, "Acme Agency");
        await host.SellAsync("s1", October.AddDays(3));
        await host.SellAsync("s2", October.AddDays(4));
        await host.CloseAsync("2026-10");
        await host.CloseAsync("2026-11");
        await host.SellAsync("s3", October.AddDays(70), amount: 4_000);
        await host.CloseAsync("2026-12");

        // October: 2 sales of 200 dollars, the last one on the 5th, 27 days before November and 57 before December.
        // November: none. December: a sale on the 10th, 22 days before January.
        var (review, packet) = await PacketAsync(host, "2026-12");
        var card = Assert.Single(review.Scorecards);
        Assert.Equal((1m, 10_000m, 2), (card.Past!["sales"], card.Past["net_revenue"], card.PastPeriods));
        var shown = Assert.Single(packet.Others);
        Assert.Equal("keep as it is", shown.Advice);
        Assert.Equal("no condition of the rule book holds", shown.Why);
        Assert.Equal(
            [
                "Clicks: 0, 0, 0",
                "Leads: 0, 0, 0",
                "Qualified leads: 0, 0, 0",
                "Qualified rate: none, too few, none",
                "Sales: 1, 1, 1",
                "Conversion rate: none, too few, none",
                "Renewals: not known, 0, none",
                "Net revenue: 40.00 USD, 100.00 USD, 40.00 USD",
                "Refunds: 0, 0, 0",
                "Refund rate: 0 %, 0 %, 0 %",
                "Commission: 0.00 USD, 0.00 USD, 0.00 USD",
                "Margin after commission: 100 %, 100 %, 100 %",
                "Earnings per click: none, too few, none",
                "Days since the last conversion: 22, 42, 22",
            ],
            LinesOf(shown.Table!)
        );
        Assert.Equal(
            "Own past is the mean of the 2 months before. Median is that of the program's partners.",
            shown.Table!.Caption
        );
    }

    [Fact]
    public async Task A_quarter_is_compared_with_quarters()
    {
        await using var host = await ReviewHost.StartAsync(
            azurite.TakeAccount(),
            new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero),
            "quarterly"
        );
        await host.AddPartnerAsync("prt_p0", October.AddMonths(-6));
        await host.SellAsync("s1", October.AddDays(-100), amount: 600);
        await host.SellAsync("s2", October.AddDays(-40), amount: 1_000);
        foreach (var month in new[] { "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10" })
        {
            await host.CloseAsync(month);
        }

        await host.SellAsync("s3", October.AddDays(40), amount: 5_000);
        await host.CloseAsync("2026-11");
        await host.CloseAsync("2026-12");

        // The quarters before had 6 and 10 dollars.
        var (review, packet) = await PacketAsync(host, "2026-12");
        var card = Assert.Single(review.Scorecards);
        Assert.Equal((5_000L, 800m, 2), (card.Revenue, card.Past!["net_revenue"], card.PastPeriods));
        Assert.StartsWith(
            "Own past is the mean of the 2 spans of 3 months before.",
            packet.Others[0].Table!.Caption,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_tally_that_was_stored_without_the_numbers_is_read_and_does_not_know_them()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October);
        await host.AddPartnerAsync("prt_p0", October);
        var old = new EventTally().ToDocument() with
        {
            Partners = new Dictionary<string, PartnerTally>
            {
                ["prt_p0"] = new() { Clicks = 10, Sales = 2 },
            },
            LeadsOf = null,
        };
        await host.Get<MonthTallyStore>()
            .AddAsync(new MonthTally(ReviewHost.Slug, Period.Parse("2026-10"), October.AddMonths(1), old), default);
        await host.SellAsync("s1", October.AddDays(40));
        await host.CloseAsync("2026-11");

        var (review, packet) = await PacketAsync(host, "2026-11");
        var past = review.Scorecards[0].Past!;
        Assert.Equal((10m, 2m, 1), (past["clicks"], past["sales"], review.Scorecards[0].PastPeriods));
        Assert.DoesNotContain(past.Keys, name => name is "renewals" or "qualified_leads" or "commission" or "margin");
        Assert.Contains("Commission: 0.00 USD, too few, 0.00 USD", LinesOf(packet.Others[0].Table!));
    }

    [Fact]
    public async Task A_late_refund_is_in_the_scorecard_of_the_month_of_its_receipt()
    {
        await using var host = await ReviewHost.StartAsync(azurite.TakeAccount(), October);
        await host.AddPartnerAsync("prt_p0", October);
        await host.SellAsync("s1", October.AddDays(3));
        await host.CloseAsync("2026-10");
        var late = October.AddDays(33);
        await host.StoreAsync(
            new StoredEvent(
                new TrackingEvent(
                    ReviewHost.Slug,
                    EventType.Refund,
                    new EventBody
                    {
                        EventId = "r1",
                        OccurredAt = October.AddDays(10),
                        InvoiceId = "s1",
                    },
                    late
                ),
                EventStatus.Applied
            )
            {
                Partner = Seller,
                AppliedAt = late,
            }
        );
        await host.CloseAsync("2026-11");
        await host.CloseAsync("2026-12");

        Assert.Equal(0, (await host.ReviewAsync("2026-10"))!.Scorecards.Single().Refunds);
        var november = (await host.ReviewAsync("2026-11"))!.Scorecards.Single();
        Assert.Equal((1, 0, null), (november.Refunds, november.Sales, november.RefundRate));
        Assert.Equal(0m, november.Past!["refund_rate"]);
        Assert.Empty((await host.ReviewAsync("2026-12"))!.Scorecards);
    }

    private static async Task<(StoredReview Review, ReviewPacket Packet)> PacketAsync(ReviewHost host, string month)
    {
        var review = (await host.ReviewAsync(month))!;
        return (
            review,
            await host.Get<ReviewPackets>().OfAsync(await host.ProgramAsync(), review, form: null, default)
        );
    }

    private static IEnumerable<string> LinesOf(DataTable table) =>
        table.Rows.Select(row =>
            $"{row.Cells[0].Text}: {string.Join(", ", row.Cells.Skip(1).Select(cell => cell.Text))}"
        );
}
