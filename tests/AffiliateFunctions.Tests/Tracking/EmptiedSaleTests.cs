using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Tests.IncomingWebhooks;
using AffiliateFunctions.Tracking.Invoices;
using AffiliateFunctions.Tracking.Refunds;
using Testing;
using static AffiliateFunctions.Tests.Tracking.RefundTotalsTests;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Sales of nothing, and sales that are refunded and then changed to nothing.</summary>
public sealed class EmptiedSaleTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Bounty =
        """ "commissions": [{"id": "bounty", "on": "sale", "pay": {"flat": 5000} }], "hold_days": 0 """;

    [Theory]
    [InlineData("sale 10000, refund 10000, change 0", 0)]
    [InlineData("sale 10000, pay, refund 10000, change 0", 0)]
    [InlineData("sale 10000, refund 4000, change 0", 0)]
    [InlineData("sale 10000, change 0, refund 10000", 0)]
    [InlineData("sale 10000, refund 10000, change 0, change 20000", 2_500)]
    [InlineData("sale 10000, refund 10000, change 0, refund_failed 10000", 5_000)]
    [InlineData("sale 10000, change 0", 5_000)]
    [InlineData("sale 0, chargeback 500", 5_000)]
    public async Task A_bounty_of_a_refunded_sale_is_not_paid_again_when_the_sale_becomes_nothing(
        string steps,
        long kept
    )
    {
        await using var bench = await WebhookBench.StartAsync(azurite, Bounty);
        foreach (var (number, step) in steps.Split(", ").Index())
        {
            if (step == "pay")
            {
                await bench.PayAsync();
            }
            else
            {
                await bench.Host.ApplyAllAsync(EventOf(bench, number, step.Split(' ')));
            }
        }

        Assert.Equal(kept, await bench.KeptAsync());
        await bench.VerifyAsync();
    }

    [Fact]
    public void The_goods_of_a_sale_of_nothing_are_nothing()
    {
        var emptied = Invoice("1000");
        emptied = emptied with { Change = ChangeTo(0) };
        Assert.Equal(0, RefundTotals.GoodsOf(emptied.Refunds[0].Event, emptied));
        Assert.Equal("1000/1000", Totals(emptied));

        var free = Invoice("=0", Sold() with { Sale = Sold().Sale! with { Amount = 0 } });
        Assert.Equal(0, RefundTotals.GoodsOf(free.Refunds[0].Event, free));
        Assert.Equal("0/0", Totals(free));
    }

    [Fact]
    public void Every_line_of_a_refunded_sale_that_becomes_nothing_is_refunded()
    {
        var sold = Sold() with
        {
            Sale = Sold().Sale! with { Lines = [new("a", 400, 400, 400), new("b", 600, 600, 600)] },
        };
        var emptied = Invoice("1000", sold) with
        {
            Change = ChangeTo(0) with { Lines = [new("a", 0, 0, 0), new("b", 0, 0, 0)] },
        };
        Assert.All(RefundTotals.Of(emptied)[0].Lines!, line => Assert.Equal((1, 1), (line.Amount, line.Refunded)));
    }

    private static InvoiceChange ChangeTo(long amount) =>
        new(EventId.Parse("c"), new DateTimeOffset(2026, 11, 11, 12, 0, 0, TimeSpan.Zero), amount) { Figures = "none" };

    private static TrackingEvent EventOf(WebhookBench bench, int number, string[] step)
    {
        var (kind, amount) = (step[0], long.Parse(step[1], System.Globalization.CultureInfo.InvariantCulture));
        var at = bench.Host.Clock.GetUtcNow().AddMinutes(number - 10);
        var body = new EventBody
        {
            EventId = $"e{number}",
            InvoiceId = "i1",
            Amount = amount,
            OccurredAt = at,
        };
        return kind switch
        {
            "sale" => TrackingHost.Event(
                WebhookBench.Program,
                EventType.Sale,
                body with
                {
                    Code = "p0",
                    Customer = new() { ExternalId = "7" },
                    Currency = "USD",
                },
                at
            ),
            "change" => TrackingHost.Event(WebhookBench.Program, EventType.SaleChange, body, at),
            var reason => TrackingHost.Event(WebhookBench.Program, EventType.Refund, body with { Reason = reason }, at),
        };
    }
}
