using System.Globalization;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>What is known of a customer: its touches, and what it has bought.</summary>
public sealed class CustomerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "eligibility": {"self_referral": "reject", "screens": [
            {"id": "trial", "on": "sale", "when": {"field": "sale.plan", "op": "equals", "value": "trial"}, "then": "reject", "reason": "Trial"},
            {"id": "novice", "on": "sale", "when": {"all": [{"field": "sale.plan", "op": "equals", "value": "large"}, {"field": "partner.sales", "op": "lt", "value": 1}]}, "then": "reject", "reason": "Novice"}]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}, "duration": "first"}]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("customers");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_customer_keeps_its_first_touch_however_many_there_are()
    {
        var customer = Enumerable
            .Range(0, 1_000)
            .Aggregate(New(), (known, day) => known.Touched(Click(1 + (day % 2), day * 24)));
        Assert.Equal((200, Start, Start), (customer.Touches.Count, customer.Touches[0].At, customer.FirstTouchAt));
        Assert.Equal(Start.AddDays(999), customer.Touches[^1].At);
    }

    [Fact]
    public void Repeats_within_a_day_are_the_first_and_the_last()
    {
        var hours = Enumerable.Range(0, 100).ToArray();
        new Random(1).Shuffle(hours);
        var customer = hours.Aggregate(New(), (known, hour) => known.Touched(Click(1, hour)));
        Assert.InRange(customer.Touches.Count, 5, 10);
        Assert.Equal((Start, Start.AddHours(99)), (customer.Touches[0].At, customer.Touches[^1].At));
        Assert.All(
            customer.Touches.Zip(customer.Touches.Skip(1)),
            pair => Assert.InRange((pair.Second.At - pair.First.At).TotalHours, 0, 24)
        );

        // Another's touch in between is its own.
        Assert.Equal(3, New().Touched(Click(1, 0)).Touched(Click(2, 1)).Touched(Click(1, 2)).Touches.Count);
    }

    [Fact]
    public void Of_uncredited_conversions_the_latest_are_kept()
    {
        var customer = Enumerable
            .Range(0, 300)
            .Aggregate(
                New(),
                (known, day) =>
                    known.WithUncredited(new(EventId.Parse($"e{day}"), Start.AddDays(day / 2), 0), windowDays: 30)
            );
        Assert.Equal(
            (62, "e238", "e299"),
            (customer.Uncredited.Count, customer.Uncredited[0].Event.Value, customer.Uncredited[^1].Event.Value)
        );
        Assert.Equal(
            100,
            Enumerable
                .Range(0, 300)
                .Aggregate(
                    New(),
                    (known, i) => known.WithUncredited(new(EventId.Parse($"e{i}"), Start, 0), windowDays: 30)
                )
                .Uncredited.Count
        );
    }

    [Fact]
    public async Task A_sale_with_a_touch_each_time_goes_on_to_pay()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}] """,
            partners: 2
        );
        var now = host.Clock.GetUtcNow();
        for (var message = 0; message < 5; message++)
        {
            await host.ApplyAllAsync([
                .. Enumerable
                    .Range(message * 50, 50)
                    .Select(i =>
                        TrackingHost.Event(
                            Program,
                            EventType.Sale,
                            Sale(string.Create(CultureInfo.InvariantCulture, $"s{i}")) with
                            {
                                Code = "p1",
                                OccurredAt = now.AddDays(2 * (i - 250)),
                            },
                            now
                        )
                    ),
            ]);
        }

        Assert.Contains("Sales = 250, Customers = 1,", await host.EndAsync(Program, withEvents: false));
    }

    [Fact]
    public async Task A_sale_that_a_rule_rejects_does_not_count_for_its_customer()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
        await host.ApplyAllAsync(
            Of(host, Sale("trial") with { Code = "p1", Plan = "trial" }, -3),
            Of(host, Sale("genuine") with { Code = "p1" }, -2)
        );
        await host.ApplyAllAsync(
            Of(
                host,
                Sale("own") with
                {
                    Customer = new() { ExternalId = "c2", Email = "me@partner1.example.org" },
                    Code = "p1",
                },
                -1
            )
        );
        var end = await host.EndAsync(Program);
        Assert.Contains("genuine share c1 100 0 ", end);
        Assert.Contains("trial 0 Rejected trial", end);
        Assert.Contains("own 0 Rejected self_referral", end);
        Assert.Contains("Sales = 1, Customers = 1,", end);
        Assert.Equal((1, 1_000L, host.Clock.GetUtcNow().AddHours(-2)), await BoughtAsync(host, "c1"));
        Assert.Equal((0, 0L, null), await BoughtAsync(host, "c2"));
    }

    [Fact]
    public async Task A_screen_that_looks_at_the_partners_own_numbers_is_the_ledgers_to_ask()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
        await host.ApplyAllAsync(
            Of(
                host,
                Sale("before") with
                {
                    Customer = new() { ExternalId = "c9" },
                    Code = "p1",
                },
                -3
            )
        );
        await host.ApplyAllAsync(
            Of(host, Sale("large") with { Code = "p1", Plan = "large" }, -2),
            Of(host, Sale("next") with { Code = "p1" }, -1)
        );
        var end = await host.EndAsync(Program);
        Assert.Contains("large share c1 100 0 ", end);
        Assert.Contains("next 0 Applied duration_ended", end);
        Assert.Equal(2, (await BoughtAsync(host, "c1")).Payments);
    }

    [Theory]
    [InlineData(false, "Rejected unknown_coupon")]
    [InlineData(true, "Applied not_attributed")]
    public async Task A_purchase_with_a_coupon_that_is_nobodys_makes_an_existing_customer(
        bool isFromShop,
        string expected
    )
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
        await host.ApplyAllAsync(
            Of(host, Sale("organic") with { Coupon = "SUMMER" }, -3) with
            {
                IsFromShop = isFromShop,
            }
        );
        Assert.Equal((1, 1_000L, host.Clock.GetUtcNow().AddHours(-3)), await BoughtAsync(host, "c1"));
        await host.ApplyAllAsync(Of(host, Sale("later") with { Code = "p1" }, -1));
        var end = await host.EndAsync(Program);
        Assert.Contains($"organic 0 {expected}", end);
        Assert.Contains("later 0 Applied existing_customer", end);
    }

    [Fact]
    public async Task A_purchase_that_named_nobody_counts_once_when_it_is_mended()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
        var sale = Of(host, Sale("mended") with { Code = "nobody" }, -3);
        await host.ApplyAllAsync(sale);
        await host.ApplyAllAsync(Of(host, Sale("organic") with { Code = "nobody" }, -2));
        var retry = host.Get<AffiliateFunctions.Tracking.Retry.RetryEvents>();
        var refused = await retry.RetryAsync(
            Program,
            sale.Id,
            sale.Body with
            {
                Code = "p1",
                Customer = new() { ExternalId = "c2" },
            },
            default
        );
        Assert.Equal(["/customer/external_id"], refused.Problem!.Errors.Keys);
        await retry.RetryAsync(Program, sale.Id, sale.Body with { Code = "p1", Amount = 3_000 }, default);
        await host.ApplyAllAsync();
        Assert.Contains("mended share c1 300 0 ", await host.EndAsync(Program));
        Assert.Equal((2, 4_000L, host.Clock.GetUtcNow().AddHours(-3)), await BoughtAsync(host, "c1"));
    }

    [Fact]
    public async Task A_decision_knows_the_addresses_of_all_credited_partners()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            $$""" "attribution": {"model": "linear"}, {{Rules}} """,
            partners: 3
        );
        var sale = Of(host, Sale("shared") with { Code = "p2" }, -1);
        await host.ApplyAllAsync(
            TrackingHost.Event(
                Program,
                EventType.Lead,
                new()
                {
                    EventId = "lead",
                    Customer = new() { ExternalId = "c1" },
                    Code = "p1",
                    OccurredAt = sale.At.AddHours(-1),
                },
                sale.At
            ),
            sale
        );
        var decision = await host.Get<DecideEvents>().FindAsync(Program, sale.Customer!.Value, sale.Id, default);
        Assert.Equal(
            "contact@partner1.example.org contact@partner2.example.org",
            $"{decision!.Email} {Assert.Single(decision.OtherEmails!)}"
        );
    }

    private static StoredCustomer New() => new() { Id = CustomerId.Parse("c1") };

    private static Touch Click(int partner, int hour) =>
        new(PartnerId.Parse($"prt_p{partner}"), TouchKind.Click, Start.AddHours(hour));

    private static EventBody Sale(string id) =>
        new()
        {
            EventId = id,
            InvoiceId = id,
            Customer = new() { ExternalId = "c1" },
            Amount = 1_000,
            Currency = "USD",
        };

    private static TrackingEvent Of(TrackingHost host, EventBody sale, int hours) =>
        TrackingHost.Event(
            Program,
            EventType.Sale,
            sale with
            {
                OccurredAt = host.Clock.GetUtcNow().AddHours(hours),
            },
            host.Clock.GetUtcNow()
        );

    private static async Task<(int Payments, long SaleAmount, DateTimeOffset? FirstSaleAt)> BoughtAsync(
        TrackingHost host,
        string customer
    ) =>
        await host.Get<CustomerStore>().FindAsync(Program, CustomerId.Parse(customer), default) is { } known
            ? (known.Payments, known.SaleAmount, known.FirstSaleAt)
            : (0, 0, null);
}
