using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tracking.Invoices;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Sales of several lines and their refunds, in the ledger.</summary>
public sealed class SaleLineTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "select": "all",
        "commissions": [
            {"id": "pro", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "pro"}, "pay": {"percent": "20"} },
            {"id": "addon", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "addon"}, "pay": {"percent": "5"} },
            {"id": "whole", "on": "sale", "pay": {"percent": "1"} }]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("lines");

    private static readonly LineBody[] Lines =
    [
        new()
        {
            LineId = "a",
            ProductId = "addon",
            Amount = 1_000,
        },
        new()
        {
            LineId = "p",
            ProductId = "pro",
            Amount = 99_000,
        },
    ];

    [Theory]
    [InlineData("sale", "pro 19800 0, addon 50 0, whole 1000 0")]
    [InlineData("sale; 1000 of a=1000", "pro 19800 0, addon 50 50, whole 1000 10")]
    [InlineData("sale; 49500 of p=49500", "pro 19800 9900, addon 50 0, whole 1000 495")]
    [InlineData("sale; 50000", "pro 19800 9900, addon 50 25, whole 1000 500")]
    [InlineData("1000 of a=1000; sale", "pro 19800 0, addon 50 50, whole 1000 10")]
    [InlineData("sale; 333 of a=333; 333 of a=333; 334 of a=334", "pro 19800 0, addon 50 50, whole 1000 10")]
    [InlineData("sale; 500 of a=500; 99500", "pro 19800 19800, addon 50 50, whole 1000 1000")]
    [InlineData("sale; 1000 of x=1000", "pro 19800 0, addon 50 0, whole 1000 0")]
    public async Task Refunds_take_back_of_the_lines_that_they_name_or_of_all(string story, string commissions)
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        var now = host.Clock.GetUtcNow();
        foreach (var (step, i) in story.Split("; ").Select((step, i) => (step, i)))
        {
            await host.ApplyAllAsync(
                TrackingHost.Event(
                    Program,
                    step == "sale" ? EventType.Sale : EventType.Refund,
                    BodyOf(step, i) with
                    {
                        OccurredAt = now.AddMinutes(i - 60),
                    },
                    now
                )
            );
        }

        var held = await host.Get<ILedger>()
            .CommissionsAsync(Program, PartnerId.Parse("prt_p0"), default)
            .ToListAsync();
        Assert.Equal(
            commissions,
            string.Join(
                ", ",
                new[] { "pro", "addon", "whole" }
                    .Select(rule => held.Single(commissionView => commissionView.Rule == rule))
                    .Select(view => $"{view.Rule} {view.Amount} {view.ReversedAmount}")
            )
        );
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);
    }

    [Fact]
    public async Task A_refund_of_an_unknown_line_is_rejected_by_name_and_can_be_mended()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        var now = host.Clock.GetUtcNow();
        await host.ApplyAllAsync(
            TrackingHost.Event(Program, EventType.Sale, BodyOf("sale", 0), now),
            TrackingHost.Event(Program, EventType.Refund, BodyOf("1000 of x=1000", 1), now)
        );
        Assert.Contains("e1 0 Rejected refund_line_unknown", await host.EndAsync(Program));
        await host.Get<AffiliateFunctions.Tracking.Retry.RetryEvents>()
            .RetryAsync(Program, EventId.Parse("e1"), BodyOf("1000 of a=1000", 1), default);
        await host.ApplyAllAsync();
        Assert.Contains("e1 1 Applied", await host.EndAsync(Program));
    }

    [Fact]
    public async Task A_message_that_comes_again_changes_nothing_of_an_invoice_with_lines()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        var sale = TrackingHost.Event(Program, EventType.Sale, BodyOf("sale", 0), host.Clock.GetUtcNow());
        await host.ApplyAllAsync(sale);
        var invoices = host.Get<InvoiceStore>();
        var before = (await invoices.SoldAsync([sale], default))[sale.Id].Changes;
        Assert.Equal(before, (await invoices.SoldAsync([sale], default))[sale.Id].Changes);
    }

    [Fact]
    public async Task A_simulation_sees_the_lines_and_what_was_refunded_of_them()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        var now = host.Clock.GetUtcNow();
        await host.ApplyAllAsync(
            TrackingHost.Event(Program, EventType.Sale, BodyOf("sale", 0) with { OccurredAt = now.AddHours(-2) }, now),
            TrackingHost.Event(
                Program,
                EventType.Refund,
                BodyOf("1000 of a=1000", 1) with
                {
                    OccurredAt = now.AddHours(-1),
                },
                now
            )
        );
        var history = await host.Get<AffiliateFunctions.Tracking.ITrackingLog>()
            .HistoryAsync(Program, now, default)
            .ToListAsync();
        var refund = Assert.Single(history.OfType<Affiliate.Domain.Rules.ReplayedRefund>());
        Assert.Equal([1_000, 0], refund.Lines!.Select(line => line.Refunded));
        Assert.Equal((0, 19_800, 990), (refund.Keep(50, [0]), refund.Keep(19_800, [1]), refund.Keep(1_000, null)));
        Assert.Equal(
            2,
            Assert.Single(history.OfType<Affiliate.Domain.Rules.ReplayedConversion>()).Input.Conversion.Lines!.Count
        );
    }

    private static EventBody BodyOf(string step, int i) =>
        step.Split(" of ") switch
        {
            ["sale"] => new()
            {
                EventId = $"e{i}",
                InvoiceId = "i1",
                Customer = new() { ExternalId = "c1" },
                Code = "p0",
                Amount = 100_000,
                Currency = "USD",
                Lines = Lines,
            },
            [var amount, var line] => new()
            {
                EventId = $"e{i}",
                InvoiceId = "i1",
                Amount = Number(amount),
                Lines = [new() { LineId = line.Split('=')[0], Amount = Number(line.Split('=')[1]) }],
            },
            [var amount] => new()
            {
                EventId = $"e{i}",
                InvoiceId = "i1",
                Amount = Number(amount),
            },
            _ => throw new ArgumentException(step, nameof(step)),
        };

    private static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
