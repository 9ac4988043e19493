using Affiliate.Domain.Identity;
using AffiliateFunctions.Tracking.Store;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>What the refunds of a sale of 10.00 come to.</summary>
public sealed class RefundTotalsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("300; 200", "300, 500")]
    [InlineData("300; 800", "300, refund_exceeds_sale")]
    [InlineData("=500; =800; =1000", "500, 800, 1000")]
    [InlineData("300; =500; 100", "300, 500, 600")]
    [InlineData("=500; =400", "500, 400")]
    [InlineData("=1001; 1000", "refund_exceeds_sale, 1000")]
    [InlineData("chargeback 1000; won 1000", "1000, 0")]
    [InlineData("chargeback 400; won 400; 1000", "400, 0, 1000")]
    [InlineData("300; chargeback 1000; won 1000", "300, 1000, 300")]
    [InlineData("chargeback 400; =500", "400, 900")]
    [InlineData("chargeback 400; =800; won 400", "400, 1000, 800")]
    [InlineData("chargeback 1001", "refund_exceeds_sale")]
    [InlineData("won 400; chargeback 400", "dispute_unknown, 400")]
    [InlineData("400; won 400", "400, 0")]
    public void Refunds_come_to_a_total(string refunds, string totals)
        => Assert.Equal(totals, string.Join(", ", RefundTotals.Of(Invoice(refunds)).Select(one => one.Total?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? one.Reason)));

    [Theory]
    [InlineData("300; =500; 100; chargeback 200; won 200; =900; 100")]
    [InlineData("300; 800; chargeback 1000; =300; won 700; 50")]
    public void The_order_in_which_they_come_does_not_matter(string refunds)
    {
        var ordered = RefundTotals.Of(Invoice(refunds));
        for (var seed = 0; seed < 50; seed++)
        {
            var shuffled = Invoice(refunds);
            var order = shuffled.Refunds.ToArray();
            new Random(seed).Shuffle(order);
            Assert.Equal(ordered, RefundTotals.Of(shuffled with { Refunds = order }));
        }
    }

    [Fact]
    public void Of_two_totals_of_one_second_the_greater_is_the_later()
    {
        var invoice = Sold() with { Refunds = [Refund("b", 0, null, 1000, null), Refund("z", 0, null, 500, null)] };
        Assert.Equal([500, 1000], RefundTotals.Of(invoice).Select(one => one.Total));
    }

    [Fact]
    public void A_mended_refund_takes_the_place_of_the_one_before()
    {
        var refund = Refund("r", 0, 500, null, null);
        var invoice = Sold() with { Refunds = [refund], Changes = 2 };
        var mended = invoice.Refunded(TrackingHost.Event(ProgramSlug.Parse("demo"), AffiliateFunctions.Tracking.Events.EventType.Refund, new() { EventId = "r", InvoiceId = "i", Amount = 700 }, Now) with { Attempt = 1 });
        Assert.Equal((700, 3), (Assert.Single(mended.Refunds).Amount, mended.Changes));
        Assert.Same(mended, mended.Refunded(TrackingHost.Event(ProgramSlug.Parse("demo"), AffiliateFunctions.Tracking.Events.EventType.Refund, new() { EventId = "r", InvoiceId = "i", Amount = 500 }, Now)));
    }

    // Minutes apart: "300" is an amount, "=500" a total, "chargeback 400" and "won 400" are what a bank says.
    private static StoredInvoice Invoice(string refunds) => Sold() with
    {
        Refunds = [.. refunds.Split("; ").Select((text, minute) => text.Split(' ') switch
        {
            ["chargeback", var amount] => Refund($"r{minute}", minute, Number(amount), null, "chargeback"),
            ["won", var amount] => Refund($"r{minute}", minute, Number(amount), null, "dispute_won"),
            [var total] when total.StartsWith('=') => Refund($"r{minute}", minute, null, Number(total[1..]), null),
            _ => Refund($"r{minute}", minute, Number(text), null, "refund"),
        })],
    };

    private static StoredInvoice Sold() => new StoredInvoice { Id = "i" }.Sold(new InvoiceSale(EventId.Parse("s"), CustomerId.Parse("c"), 1_000));

    private static InvoiceRefund Refund(string id, int minute, long? amount, long? total, string? reason)
        => new(EventId.Parse(id), Now.AddMinutes(minute), amount, total, reason);

    private static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
