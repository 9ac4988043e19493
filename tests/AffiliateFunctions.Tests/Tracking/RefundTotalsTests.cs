using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Tracking.Invoices;
using AffiliateFunctions.Tracking.Refunds;

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
    [InlineData("chargeback 1001", "1000")]
    [InlineData("chargeback 1001; won 1001; 1000", "1000, 0, 1000")]
    [InlineData("300; chargeback 1037; won 1037", "300, 1000, 300")]
    [InlineData("1000; chargeback 1000; won 1000", "1000, 1000, 1000")]
    [InlineData("=1000; chargeback 1000; won 1000", "1000, 1000, 1000")]
    [InlineData("chargeback 1000; =1000; won 1000", "1000, 1000, 1000")]
    [InlineData("400; chargeback 500; chargeback 500; won 500", "400, 900, 1000, 900")]
    [InlineData("chargeback 1000; 1", "1000, refund_exceeds_sale")]
    [InlineData("300; chargeback 1000; 1; won 1000; 700", "300, 1000, refund_exceeds_sale, 300, 1000")]
    [InlineData("600; 600; failed 600", "600, refund_exceeds_sale, 600")]
    [InlineData("600; 600; failed 600; failed 600", "600, refund_exceeds_sale, 600, 0")]
    [InlineData("600; 500; failed 600", "600, refund_exceeds_sale, 0")]
    [InlineData("600 of a; 600 of b; failed 600 of a", "600, refund_exceeds_sale, 0")]
    [InlineData("600 of a; 600 of b; failed 600 of b", "600, refund_exceeds_sale, 600")]
    [InlineData("won 400; chargeback 400", "dispute_unknown, 400")]
    [InlineData("400; won 400", "400, 0")]
    public void Refunds_come_to_a_total(string refunds, string totals) =>
        Assert.Equal(
            totals,
            string.Join(
                ", ",
                RefundTotals
                    .Of(Invoice(refunds))
                    .Select(refundTotal =>
                        refundTotal.Total?.ToString(System.Globalization.CultureInfo.InvariantCulture)
                        ?? refundTotal.Reason
                    )
            )
        );

    [Theory]
    [InlineData("200", "200/1000")]
    [InlineData("200 outside 200", "0/800")]
    [InlineData("200 outside 200; 800 outside 0", "0/800, 800/800")]
    [InlineData("500 outside 100", "400/800")]
    [InlineData("500; 500 outside 100", "400/800, 800/800")]
    [InlineData("300 outside 300", "100/800")]
    [InlineData("999 outside 0", "800/800")]
    [InlineData("=200 outside 200; =500 outside 100", "0/800, 400/800")]
    [InlineData("200 outside 200; 400 outside 0; failed 400 outside 0", "0/800, 400/800, 0/800")]
    [InlineData("200 outside 200; 400; failed 400", "0/800, 320/800, 0/800")]
    [InlineData("500 outside 100; failed 250", "400/800, 200/800")]
    [InlineData("200 outside 200; chargeback 1000; won 1000", "0/800, 800/800, 0/800")]
    [InlineData("200 outside 200; chargeback 400; won 400", "0/800, 320/800, 0/800")]
    [InlineData("200; 900 outside 100", "200/1000, refund_exceeds_sale")]
    public void A_refund_that_tells_its_tax_counts_by_the_rest(string refunds, string totals) =>
        Assert.Equal(totals, Totals(Invoice(refunds, Sold(outside: 200))));

    [Theory]
    // The sale of 1,000 contains tax of 200. A refund without its tax takes back the same share of the other 800.
    [InlineData("1000", "800")]
    [InlineData("250; 750", "200, 600")]
    [InlineData("333; 333; 334", "266, 267, 267")]
    [InlineData("=500; =1000", "400, 400")]
    [InlineData("1000 outside 200", "800")]
    [InlineData("500 outside 100; 500 outside 100", "400, 400")]
    [InlineData("400; won 400", "320, -320")]
    [InlineData("1001", "")]
    public void The_goods_of_refunds_sum_to_those_of_the_sale(string refunds, string goods)
    {
        var invoice = Invoice(refunds, Sold(outside: 200));
        Assert.Equal(
            goods,
            string.Join(", ", invoice.Refunds.Select(refund => RefundTotals.GoodsOf(refund.Event, invoice)))
        );
        Assert.Null(RefundTotals.GoodsOf(invoice.Refunds[0].Event, invoice with { Sale = null }));
    }

    [Fact]
    public void A_refund_of_what_the_sale_does_not_tell_apart_is_one_of_the_sale() =>
        Assert.Equal("200/1000", Totals(Invoice("200 outside 200")));

    [Theory]
    [InlineData("=400 of a; =600 of b", "400, 1000")]
    [InlineData("=200 of a; =400 of a; =600 of b", "200, 400, 1000")]
    [InlineData("=400 of a; =601 of b", "400, refund_exceeds_sale")]
    [InlineData("=400 of a; =500", "400, 500")]
    [InlineData("=400 of a; failed 400 of a; =600 of b", "400, 0, 600")]
    [InlineData("=400 of a; =600 of b; failed 600 of b", "400, 1000, 400")]
    [InlineData("300; failed 300", "300, 0")]
    [InlineData("failed 300", "refund_unknown")]
    public void The_totals_of_several_payments_add_up(string refunds, string totals) =>
        Assert.Equal(
            totals,
            string.Join(
                ", ",
                RefundTotals
                    .Of(Invoice(refunds))
                    .Select(refundTotal =>
                        refundTotal.Total?.ToString(System.Globalization.CultureInfo.InvariantCulture)
                        ?? refundTotal.Reason
                    )
            )
        );

    [Theory]
    [InlineData("15000 JPY", "1000/1000")]
    [InlineData("5000 JPY; 5000 JPY; 5000 JPY", "333/1000, 667/1000, 1000/1000")]
    [InlineData("15001 JPY", "refund_exceeds_sale")]
    [InlineData("15001 JPY; 5000 JPY", "refund_exceeds_sale, 333/1000")]
    [InlineData("5000 JPY; 10001 JPY; 10000 JPY", "333/1000, refund_exceeds_sale, 1000/1000")]
    [InlineData("500 USD", "500/1000")]
    [InlineData("500 EUR", "refund_currency")]
    public void Refunds_in_the_currency_that_was_paid_come_to_parts_of_the_sale(string refunds, string totals) =>
        Assert.Equal(
            totals,
            Totals(
                Invoice(
                    refunds,
                    Sold() with
                    {
                        Sale = Sold().Sale! with { Currency = "USD", PaidAmount = 15_000, PaidCurrency = "JPY" },
                    }
                )
            )
        );

    [Theory]
    [InlineData("100 lines a=100", "100, 0, 0")]
    [InlineData("100 lines a=100; 100 lines a=100", "100, 0, 0; refund_exceeds_sale")]
    [InlineData("100 lines x=100", "refund_line_unknown")]
    [InlineData("100", "10, 30, 60")]
    [InlineData("200 lines a=100", "100, 33, 67")]
    [InlineData("100 lines a=100; 100; 800", "100, 0, 0; 100, 33, 67; 100, 300, 600")]
    [InlineData("=100 lines a=100; =400 lines a=100,b=300", "100, 0, 0; 100, 300, 0")]
    [InlineData("300 lines b=300; failed 100 lines b=100", "0, 300, 0; 0, 200, 0")]
    [InlineData("300 lines b=300; failed 100", "0, 300, 0; 0, 200, 0")]
    [InlineData("300 lines b=300; chargeback 1000; won 1000", "0, 300, 0; 100, 300, 600; 0, 300, 0")]
    [InlineData("120 outside 20 lines a=100", "80, 7, 13")]
    public void Refunds_that_name_lines_are_of_these_and_the_rest_is_of_all_in_proportion(string refunds, string lines)
    {
        var outside = refunds.Contains("outside", StringComparison.Ordinal) ? 200 : 0;
        InvoiceLine[] sold =
        [
            new("a", 100, 100, 100 - (outside / 10)),
            new("b", 300, 300, 300 - (outside * 3 / 10)),
            new(null, 600, 600, 600 - (outside * 6 / 10)),
        ];
        var invoice = Sold(outside) with { Sale = Sold(outside).Sale! with { Lines = sold } };
        Assert.Equal(
            lines,
            string.Join(
                "; ",
                RefundTotals
                    .Of(Invoice(refunds, invoice))
                    .Select(refundTotal =>
                        refundTotal.Reason ?? string.Join(", ", refundTotal.Lines!.Select(line => line.Refunded))
                    )
            )
        );
    }

    [Fact]
    public void Of_a_shop_an_unknown_line_is_none_and_a_sale_without_lines_has_none()
    {
        var refund = Invoice("100 lines x=100").Refunds[0];
        var lines = Sold() with
        {
            Sale = Sold().Sale! with { Lines = [new InvoiceLine("a", 1_000, 1_000, 1_000)] },
            Refunds = [refund with { IsFromShop = true }],
        };
        Assert.Equal((100, 100), (RefundTotals.Of(lines)[0].Total, RefundTotals.Of(lines)[0].Lines![0].Refunded));
        var whole = RefundTotals.Of(Sold() with { Refunds = [refund] })[0];
        Assert.Equal((100, null, null), (whole.Total, whole.Lines, whole.Reason));
    }

    [Theory]
    [InlineData("300; =500; 100; chargeback 200; won 200; =900; 100")]
    [InlineData("300 outside 30; =500 of a; 100; chargeback 200; failed 50; won 200; =600 of b outside 60")]
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
        Assert.Equal([500, 1000], RefundTotals.Of(invoice).Select(refundTotal => refundTotal.Total));
    }

    [Fact]
    public void A_mended_refund_takes_the_place_of_the_one_before()
    {
        var refund = Refund("r", 0, 500, null, null);
        var invoice = Sold() with { Refunds = [refund], Changes = 2 };
        var mended = invoice.Refunded(
            TrackingHost.Event(
                ProgramSlug.Parse("demo"),
                EventType.Refund,
                new()
                {
                    EventId = "r",
                    InvoiceId = "i",
                    Amount = 700,
                },
                Now
            ) with
            {
                Attempt = 1,
            }
        );
        Assert.Equal((700, 3), (Assert.Single(mended.Refunds).Amount, mended.Changes));
        Assert.Same(
            mended,
            mended.Refunded(
                TrackingHost.Event(
                    ProgramSlug.Parse("demo"),
                    EventType.Refund,
                    new()
                    {
                        EventId = "r",
                        InvoiceId = "i",
                        Amount = 500,
                    },
                    Now
                )
            )
        );
    }

    internal static string Totals(StoredInvoice invoice) =>
        string.Join(
            ", ",
            RefundTotals
                .Of(invoice)
                .Select(refundTotal =>
                    refundTotal.Total is { } total
                        ? string.Create(
                            System.Globalization.CultureInfo.InvariantCulture,
                            $"{total}/{refundTotal.Base}"
                        )
                        : refundTotal.Reason
                )
        );

    // Minutes apart: "300" is an amount, "=500" a total, "chargeback 400" and "won 400" are what a bank says; "outside"
    // is what is no goods.
    internal static StoredInvoice Invoice(string refunds, StoredInvoice? sold = null) =>
        (sold ?? Sold()) with
        {
            Refunds =
            [
                .. refunds
                    .Split("; ")
                    .Select(
                        (text, minute) =>
                            text.Split(' ') switch
                            {
                                [.. var refund, "lines", var lines] => ParsedOutside(refund, minute) with
                                {
                                    Lines =
                                    [
                                        .. lines
                                            .Split(',')
                                            .Select(line => line.Split('='))
                                            .Select(line => new NamedLine(line[0], Number(line[1]), null)),
                                    ],
                                },
                                [.. var refund, "outside", var outside] => Parsed(refund, minute) with
                                {
                                    Outside = Number(outside),
                                },
                                var refund => Parsed(refund, minute),
                            }
                    ),
            ],
        };

    private static InvoiceRefund ParsedOutside(string[] words, int minute) =>
        words is [.. var refund, "outside", var outside]
            ? Parsed(refund, minute) with
            {
                Outside = Number(outside),
            }
            : Parsed(words, minute);

    private static InvoiceRefund Parsed(string[] words, int minute) =>
        words switch
        {
            [.. var refund, "of", var payment] => Parsed(refund, minute) with { Payment = payment },
            ["chargeback", var amount] => Refund($"r{minute}", minute, Number(amount), null, "chargeback"),
            ["won", var amount] => Refund($"r{minute}", minute, Number(amount), null, "dispute_won"),
            ["failed", var amount] => Refund($"r{minute}", minute, Number(amount), null, "refund_failed"),
            [var total] when total.StartsWith('=') => Refund($"r{minute}", minute, null, Number(total[1..]), null),
            [var amount, var currency] => Refund($"r{minute}", minute, Number(amount), null, "refund") with
            {
                Currency = currency,
            },
            [var amount] => Refund($"r{minute}", minute, Number(amount), null, "refund"),
            _ => throw new ArgumentException(string.Join(' ', words), nameof(words)),
        };

    internal static StoredInvoice Sold(long outside = 0) =>
        new StoredInvoice { Id = "i" }.Sold(
            new InvoiceSale(EventId.Parse("s"), CustomerId.Parse("c"), 1_000) { Outside = outside }
        );

    private static InvoiceRefund Refund(string id, int minute, long? amount, long? total, string? reason) =>
        new(EventId.Parse(id), Now.AddMinutes(minute), amount, total, reason);

    private static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
