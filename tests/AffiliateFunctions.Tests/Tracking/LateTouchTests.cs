using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Clicks;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// Nobody promises in which order events come, nor that clocks agree: who is credited depends on what was when, not on
/// what came first.
/// </summary>
public sealed class LateTouchTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("late");

    [Fact]
    public async Task A_sale_that_comes_before_its_customers_lead_is_credited_and_so_is_what_it_pays_back()
    {
        await using var host = await StartAsync(""" "eligibility": {"existing_customers": "include"}, """);
        await host.ApplyAllAsync(Sale(host, "sale", "c1", minutes: 0), Sale(host, "before", "c1", minutes: -60));
        await host.ApplyAllAsync(
            Of(
                host,
                EventType.Refund,
                new()
                {
                    EventId = "refund",
                    InvoiceId = "sale",
                    Amount = 400,
                },
                1
            )
        );
        Assert.Contains("sale 0 Applied not_attributed", await host.EndAsync(Program));

        await host.ApplyAllAsync(Lead(host, "lead", "c1", "p1", minutes: -30));
        var end = await host.EndAsync(Program);
        Assert.Contains("sale 1 Applied  prt_p1 c1 com_", end);
        Assert.Contains("sale share c1 100 40 ", end);
        Assert.Contains("refund 0 Applied  prt_p1", end);
        Assert.Contains("before 0 Applied not_attributed", end);
    }

    [Fact]
    public async Task What_is_credited_late_counts_for_its_customer_once()
    {
        await using var host = await StartAsync();
        await host.ApplyAllAsync(Sale(host, "first", "c1", minutes: 0));
        await host.ApplyAllAsync(Sale(host, "second", "c1", minutes: 10));
        await host.ApplyAllAsync(Lead(host, "lead", "c1", "p1", minutes: -30));
        var customer = await host.Get<CustomerStore>().FindAsync(Program, CustomerId.Parse("c1"), default);
        Assert.Equal((2, 2_000L, 0), (customer!.Payments, customer.SaleAmount, customer.Uncredited.Count));
        Assert.Contains("Sales = 2, Customers = 1,", await host.EndAsync(Program));
    }

    [Fact]
    public async Task A_touch_and_a_sale_that_come_in_one_message_or_to_two_workers_meet()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            var customer = string.Create(CultureInfo.InvariantCulture, $"c{i}");
            var (lead, sale) = (
                Lead(host, $"lead-{i}", customer, "p1", minutes: -1),
                Sale(host, $"sale-{i}", customer, minutes: 0)
            );
            await (
                i % 2 == 0
                    ? host.ApplyAllAsync(sale, lead)
                    : Task.WhenAll(host.ApplyAllAsync(sale), host.ApplyAllAsync(lead))
            );
        }

        await host.ApplyAllAsync();
        Assert.DoesNotContain("not_attributed", await host.EndAsync(Program));
    }

    [Theory]
    [InlineData(-0.69, true)]
    [InlineData(-600, true)]
    [InlineData(-601, false)]
    public async Task A_click_that_the_sale_itself_names_was_before_it_where_clocks_differ(
        double seconds,
        bool isCredited
    )
    {
        await using var host = await StartAsync();
        var click = host.Get<ClickIds>().New(Program, PartnerId.Parse("prt_p1"), host.Clock.GetUtcNow());
        var at = host.Clock.GetUtcNow().AddSeconds(seconds);
        foreach (var id in new[] { "first", "second" })
        {
            await host.ApplyAllAsync(
                TrackingHost.Event(
                    Program,
                    EventType.Sale,
                    Body(id, "c1") with
                    {
                        ClickId = click,
                        OccurredAt = at,
                    },
                    host.Clock.GetUtcNow()
                )
            );
        }

        // The second one is no existing customer's either.
        Assert.Equal(
            isCredited ? 2 : 0,
            (await host.EndAsync(Program, withEvents: false)).Split("share c1 100 0").Length - 1
        );
    }

    [Fact]
    public async Task A_touch_counts_for_a_sale_that_is_told_in_whole_seconds()
    {
        await using var host = await StartAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(0.69));
        await host.ApplyAllAsync(Lead(host, "lead", "c1", "p1", minutes: 0));
        var at = host.Clock.GetUtcNow().AddSeconds(-0.69);
        await host.ApplyAllAsync(
            TrackingHost.Event(Program, EventType.Sale, Body("first", "c1") with { OccurredAt = at }, at)
        );
        await host.ApplyAllAsync(
            TrackingHost.Event(
                Program,
                EventType.Sale,
                Body("second", "c1") with
                {
                    OccurredAt = at.AddHours(1),
                },
                at.AddHours(1)
            )
        );
        Assert.Equal(2, (await host.EndAsync(Program, withEvents: false)).Split("share c1 100 0").Length - 1);
    }

    private Task<TrackingHost> StartAsync(string rules = "") =>
        TrackingHost.StartAsync(azurite.TakeAccount(), rules + Rules, partners: 2);

    private static TrackingEvent Lead(TrackingHost host, string id, string customer, string code, int minutes) =>
        Of(
            host,
            EventType.Lead,
            new()
            {
                EventId = id,
                Customer = new() { ExternalId = customer },
                Code = code,
            },
            minutes
        );

    private static TrackingEvent Sale(TrackingHost host, string id, string customer, int minutes) =>
        Of(host, EventType.Sale, Body(id, customer), minutes);

    private static EventBody Body(string id, string customer) =>
        new()
        {
            EventId = id,
            InvoiceId = id,
            Customer = new() { ExternalId = customer },
            Amount = 1_000,
            Currency = "USD",
        };

    private static TrackingEvent Of(TrackingHost host, EventType type, EventBody body, int minutes) =>
        TrackingHost.Event(
            Program,
            type,
            body with
            {
                OccurredAt = host.Clock.GetUtcNow().AddMinutes(minutes),
            },
            host.Clock.GetUtcNow()
        );
}
