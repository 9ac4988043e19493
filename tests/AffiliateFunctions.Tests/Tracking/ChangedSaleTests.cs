using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Retry;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Sales that callers of the API change: by their lines, and with changes that are mended while they wait.</summary>
public sealed class ChangedSaleTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string TwentyPercent =
        """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }] """;

    // The worked example 18 of the rules.
    private const string ByProduct = """
        "select": "highest",
        "commissions": [
            {"id": "pro", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "pro"}, "pay": {"percent": "20"} },
            {"id": "addon", "on": "sale", "when": {"field": "sale.product_id", "op": "equals", "value": "addon"}, "pay": {"percent": "5"} }]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");

    [Fact]
    public async Task A_change_with_lines_pays_by_the_lines_that_it_names()
    {
        await using var host = await StartAsync(ByProduct);
        await host.ApplyAllAsync(Event(host, EventType.Sale, Sale with { Lines = Lines(1_000, 99_000) }));
        Assert.Equal(50 + 19_800, await KeptAsync(host));

        await host.ApplyAllAsync(
            Event(host, EventType.SaleChange, Change(90_000) with { Lines = Lines(1_000, 89_000) })
        );
        Assert.Equal("Applied ", await StatusAsync(host, "c1"));
        Assert.Equal(50 + 17_800, await KeptAsync(host));

        await host.ApplyAllAsync(
            Event(host, EventType.Refund, Refund("r1", 44_500) with { Lines = Line("p", 44_500) })
        );
        Assert.Equal(50 + 8_900, await KeptAsync(host));
        await host.ApplyAllAsync(Event(host, EventType.Refund, Refund("r2", 45_500)));
        Assert.Equal(0, await KeptAsync(host));
        await VerifyAsync(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_that_omits_the_lines_of_its_sale_waits_for_them_and_takes_nothing_back(bool comesFirst)
    {
        await using var host = await StartAsync(ByProduct);
        TrackingEvent[] events =
        [
            Event(host, EventType.Sale, Sale with { Lines = Lines(1_000, 99_000) }),
            Event(host, EventType.SaleChange, Change(90_000)),
        ];
        foreach (var sent in comesFirst ? events.Reverse() : events)
        {
            await host.ApplyAllAsync(sent);
        }

        Assert.Equal("Held sale_lines_missing", await StatusAsync(host, "c1"));
        Assert.Equal(50 + 19_800, await KeptAsync(host));

        // Refunds still count against the lines as they are known.
        await host.ApplyAllAsync(Event(host, EventType.Refund, Refund("r1", 1_000) with { Lines = Line("a", 1_000) }));
        Assert.Equal(19_800, await KeptAsync(host));

        await RetryAsync(host, "c1", Change(90_000) with { Lines = Lines(1_000, 89_000) });
        Assert.Equal("Applied ", await StatusAsync(host, "c1"));
        Assert.Equal(17_800, await KeptAsync(host));
        await VerifyAsync(host);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("deal_lost")]
    public async Task A_sale_of_which_nothing_is_left_needs_no_lines(string? reason)
    {
        await using var host = await StartAsync(ByProduct);
        await host.ApplyAllAsync(Event(host, EventType.Sale, Sale with { Lines = Lines(1_000, 99_000) }));
        await host.ApplyAllAsync(Event(host, EventType.SaleChange, Change(0) with { Reason = reason }));
        Assert.StartsWith("Applied", await StatusAsync(host, "c1"), StringComparison.Ordinal);
        Assert.Equal(0, await KeptAsync(host));
        await VerifyAsync(host);
    }

    [Theory]
    [InlineData(150_000, 15_000, 15_000, 0)]
    [InlineData(1_500, 15_000, 7_500, 1_500)]
    public async Task A_change_that_is_mended_while_it_waits_counts_as_mended_for_refunds_too(
        long mistyped,
        long mended,
        long refunded,
        long kept
    )
    {
        await using var host = await StartAsync(TwentyPercent);
        await host.ApplyAllAsync(Event(host, EventType.SaleChange, Change(mistyped)));
        Assert.Equal("Held sale_unknown", await StatusAsync(host, "c1"));
        await RetryAsync(host, "c1", Change(mended));
        await host.ApplyAllAsync(Event(host, EventType.Sale, Sale with { Amount = 10_000 }));
        Assert.Equal(3_000, await KeptAsync(host));

        await host.ApplyAllAsync(Event(host, EventType.Refund, Refund("r1", refunded)));
        Assert.Equal("Applied ", await StatusAsync(host, "r1"));
        Assert.Equal(kept, await KeptAsync(host));
        await VerifyAsync(host);
    }

    [Fact]
    public async Task A_sale_that_meets_a_change_while_the_change_is_mended_takes_the_mended_one()
    {
        await using var host = await StartAsync(TwentyPercent);
        await host.ApplyAllAsync(Event(host, EventType.SaleChange, Change(150_000)));
        var mended = await host.Get<RetryEvents>().RetryAsync(Program, EventId.Parse("c1"), Change(15_000), default);
        await host.TakeQueuedAsync();

        await host.ApplyAllAsync(Event(host, EventType.Sale, Sale with { Amount = 10_000 }));
        await host.ApplyAllAsync(mended.Value!);
        await host.ApplyAllAsync(Event(host, EventType.Refund, Refund("r1", 15_000)));
        Assert.Equal(("Applied ", 0), (await StatusAsync(host, "c1"), await KeptAsync(host)));
        await VerifyAsync(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_in_a_wrong_currency_can_be_mended_whether_it_came_before_its_sale_or_after(
        bool comesFirst
    )
    {
        await using var host = await StartAsync(TwentyPercent);
        TrackingEvent[] events =
        [
            Event(host, EventType.Sale, Sale with { Amount = 10_000 }),
            Event(host, EventType.SaleChange, Change(15_000) with { Currency = "EUR" }),
        ];
        foreach (var sent in comesFirst ? events.Reverse() : events)
        {
            await host.ApplyAllAsync(sent);
        }

        Assert.Equal(("Rejected sale_currency", 2_000), (await StatusAsync(host, "c1"), await KeptAsync(host)));
        await RetryAsync(host, "c1", Change(15_000) with { Currency = "USD" });
        Assert.Equal(("Applied ", 3_000), (await StatusAsync(host, "c1"), await KeptAsync(host)));
        await VerifyAsync(host);
    }

    [Fact]
    public async Task A_waiting_change_that_is_corrected_to_another_currency_no_longer_counts()
    {
        await using var host = await StartAsync(TwentyPercent);
        await host.ApplyAllAsync(Event(host, EventType.SaleChange, Change(15_000)));
        await RetryAsync(host, "c1", Change(15_000) with { Currency = "EUR" });
        await host.ApplyAllAsync(Event(host, EventType.Sale, Sale with { Amount = 10_000 }));
        Assert.Equal(("Rejected sale_currency", 2_000), (await StatusAsync(host, "c1"), await KeptAsync(host)));

        await host.ApplyAllAsync(Event(host, EventType.Refund, Refund("r1", 10_000)));
        Assert.Equal(0, await KeptAsync(host));
        await VerifyAsync(host);
    }

    [Theory]
    [InlineData(15_000, 0)]
    [InlineData(5_000, 500)]
    public async Task A_won_dispute_restores_what_a_change_has_granted_since_the_chargeback(long disputed, long kept)
    {
        await using var host = await StartAsync(
            """
            "commissions": [
                {"id": "small", "on": "sale", "when": {"field": "sale.amount", "op": "lt", "value": 12000}, "pay": {"percent": "10"} },
                {"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gte", "value": 12000}, "pay": {"percent": "30"} }]
            """
        );
        await host.ApplyAllAsync(Event(host, EventType.Sale, Sale with { Amount = 15_000 }));
        await host.ApplyAllAsync(Event(host, EventType.Refund, Refund("r1", disputed) with { Reason = "chargeback" }));
        await host.ApplyAllAsync(Event(host, EventType.SaleChange, Change(10_000)));
        Assert.Equal(kept, await KeptAsync(host));
        await VerifyAsync(host);

        await host.ApplyAllAsync(Event(host, EventType.Refund, Refund("r2", disputed) with { Reason = "dispute_won" }));
        Assert.Equal(1_000, await KeptAsync(host));
        await VerifyAsync(host);
    }

    [Fact]
    public async Task A_refund_that_another_one_has_displaced_counts_as_mended()
    {
        await using var host = await StartAsync(TwentyPercent);
        var now = host.Clock.GetUtcNow();
        await DisplaceAsync(host, now);
        await RetryAsync(host, "r1", Refund("r1", 5_000) with { OccurredAt = now.AddMinutes(-1) });

        Assert.Equal(("Applied ", 0), (await StatusAsync(host, "r1"), await KeptAsync(host)));
        await VerifyAsync(host);
    }

    [Fact]
    public async Task A_displaced_refund_of_a_paid_commission_posts_another_line_when_it_is_mended()
    {
        await using var host = await StartAsync($"{TwentyPercent}, \"hold_days\": 0");
        var (now, partner) = (host.Clock.GetUtcNow(), PartnerId.Parse("prt_p0"));
        await host.ApplyAllAsync(Event(host, EventType.Sale, Sale with { Amount = 10_000 }));
        var (ledger, month) = (host.Get<ILedger>(), Period.Parse("2026-12"));
        await ledger.MatureAsync(Program, partner, now, default);
        await ledger.ReserveAsync(Program, partner, month, default);
        await ledger.PayAsync(Program, partner, month, default);

        await DisplaceAsync(host, now);
        await RetryAsync(host, "r1", Refund("r1", 5_000) with { OccurredAt = now.AddMinutes(-1) });
        Assert.Equal(("Applied ", 0), (await StatusAsync(host, "r1"), await KeptAsync(host)));
        Assert.Equal(
            [-1_200, -1_000, 200, 2_000],
            await ledger.CommissionsAsync(Program, partner, default).Select(line => line.Amount).Order().ToListAsync()
        );
        await VerifyAsync(host);
    }

    // A refund of 6,000 is applied, and then one of 5,000 arrives that was made before it.
    private static async Task DisplaceAsync(TrackingHost host, DateTimeOffset now)
    {
        await host.ApplyAllAsync(
            Event(host, EventType.Sale, Sale with { Amount = 10_000 }),
            Event(host, EventType.Refund, Refund("r1", 6_000) with { OccurredAt = now.AddMinutes(-1) })
        );
        Assert.Equal(800, await KeptAsync(host));
        await host.ApplyAllAsync(
            Event(host, EventType.Refund, Refund("r0", 5_000) with { OccurredAt = now.AddMinutes(-2) })
        );
        Assert.Equal(("Rejected refund_exceeds_sale", 1_000), (await StatusAsync(host, "r1"), await KeptAsync(host)));
    }

    private static EventBody Sale =>
        new()
        {
            EventId = "s1",
            InvoiceId = "i1",
            Customer = new() { ExternalId = "customer" },
            Code = "p0",
            Amount = 100_000,
            Currency = "USD",
        };

    private static EventBody Change(long amount) =>
        new()
        {
            EventId = "c1",
            InvoiceId = "i1",
            Amount = amount,
        };

    private static EventBody Refund(string id, long amount) =>
        new()
        {
            EventId = id,
            InvoiceId = "i1",
            Amount = amount,
        };

    private static LineBody[] Line(string id, long amount) => [new() { LineId = id, Amount = amount }];

    private static LineBody[] Lines(long addon, long pro) =>
        [
            new()
            {
                LineId = "a",
                ProductId = "addon",
                Amount = addon,
            },
            new()
            {
                LineId = "p",
                ProductId = "pro",
                Amount = pro,
            },
        ];

    private static TrackingEvent Event(TrackingHost host, EventType type, EventBody body) =>
        TrackingHost.Event(Program, type, body, host.Clock.GetUtcNow());

    private static async Task RetryAsync(TrackingHost host, string id, EventBody mended)
    {
        var next = await host.Get<RetryEvents>().RetryAsync(Program, EventId.Parse(id), mended, default);
        Assert.True(next.Succeeded, next.Problem?.Detail);
        await host.ApplyAllAsync();
    }

    private static async Task<string> StatusAsync(TrackingHost host, string id) =>
        (await host.Get<EventStore>().FindAsync(Program, EventId.Parse(id), default)) is { } stored
            ? $"{stored.Status} {stored.Reason}"
            : "none";

    private static async Task<long> KeptAsync(TrackingHost host) =>
        await host.Get<ILedger>()
            .CommissionsAsync(Program, PartnerId.Parse("prt_p0"), default)
            .Select(commission => commission.Amount - commission.ReversedAmount)
            .SumAsync(default);

    private static async Task VerifyAsync(TrackingHost host) =>
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);

    private Task<TrackingHost> StartAsync(string rules) =>
        TrackingHost.StartAsync(azurite.TakeAccount(), rules, partners: 1);
}
