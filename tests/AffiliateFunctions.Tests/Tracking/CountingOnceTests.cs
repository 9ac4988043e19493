using System.Globalization;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// What counts once: bounties for each customer and rule, payments above 0, touches whatever their order.
/// </summary>
public sealed class CountingOnceTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Bounty =
        """ "commissions": [{"id": "bounty", "on": "lead", "pay": {"flat": 500}}, {"id": "won", "on": "stage", "when": {"field": "stage.name", "op": "equals", "value": "closed_won"}, "pay": {"flat": 900}}] """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("once");

    [Fact]
    public async Task Example_21_two_leads_of_one_customer_pay_one_bounty_whoever_is_credited()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Bounty, partners: 2);
        await host.ApplyAllAsync(
            Lead(host, "l1", "c1", "p0", -3),
            Lead(host, "l2", "c1", "p1", -2),
            Lead(host, "l3", "c2", "p1", -1)
        );
        await host.ApplyAllAsync(Lead(host, "l4", "c1", "p0", 0));
        var end = await host.EndAsync(Program);
        Assert.Contains("l1 bounty c1 500 0 ", end);
        Assert.Contains("l2 0 Applied paid_before", end);
        Assert.Contains("l3 bounty c2 500 0 ", end);
        Assert.Contains("l4 0 Applied paid_before", end);
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);
    }

    [Fact]
    public async Task Stages_of_one_customer_pay_once_and_only_what_was_paid_counts()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Bounty, partners: 1);
        await host.ApplyAllAsync(Lead(host, "l1", "c1", "p0", -9));
        await host.ApplyAllAsync(
            Stage(host, "s1", "closed_lost", -3),
            Stage(host, "s2", "closed_won", -2),
            Stage(host, "s3", "closed_won", -1)
        );
        var end = await host.EndAsync(Program);
        Assert.Contains("s1 0 Applied no_rule_matches", end);
        Assert.Contains("s2 won c1 900 0 ", end);
        Assert.Contains("s3 0 Applied paid_before", end);
    }

    [Fact]
    public async Task A_rule_that_repeats_pays_each_time()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "bounty", "on": "lead", "pay": {"flat": 500}, "repeat": true}] """,
            partners: 1
        );
        await host.ApplyAllAsync(Lead(host, "l1", "c1", "p0", -3), Lead(host, "l2", "c1", "p0", -2));
        Assert.Equal(1_000, (await host.GrantedAsync(Program)).Values.Single());
    }

    [Fact]
    public async Task A_bounty_that_nobody_got_is_paid_with_the_next_lead()
    {
        var rules =
            """ "eligibility": {"screens": [{"id": "spam", "on": "lead", "when": {"field": "lead.metadata.spam", "op": "equals", "value": "yes"}, "then": "reject"}]}, """
            + Bounty;
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), rules, partners: 1);
        var spam = Lead(host, "l1", "c1", "p0", -3);
        await host.ApplyAllAsync(
            spam with
            {
                Body = spam.Body with
                {
                    Metadata = new() { ["spam"] = System.Text.Json.JsonSerializer.SerializeToElement("yes") },
                },
            }
        );
        await host.ApplyAllAsync(Lead(host, "l2", "c1", "p0", -2), Lead(host, "l3", "c1", "p0", -1));
        var end = await host.EndAsync(Program);
        Assert.Contains("l1 0 Rejected spam", end);
        Assert.Contains("l2 bounty c1 500 0 ", end);
        Assert.Contains("l3 0 Applied paid_before", end);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bounty_is_paid_exactly_once_wherever_a_message_is_cut_off(bool answerLost)
    {
        var fault = new StorageFault();
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            Bounty,
            partners: 3,
            fault,
            tables: new MemoryTables()
        );
        var requests = 1;
        for (var failsAt = 0; failsAt <= requests; failsAt++)
        {
            var (program, now) = (
                ProgramSlug.Parse(string.Create(CultureInfo.InvariantCulture, $"once{failsAt}")),
                host.Clock.GetUtcNow()
            );
            var leads = Enumerable
                .Range(0, 9)
                .Select(i =>
                    TrackingHost.Event(
                        program,
                        EventType.Lead,
                        new()
                        {
                            EventId = $"l{i}",
                            Customer = new() { ExternalId = $"c{i % 2}" },
                            Code = $"p{i % 3}",
                            OccurredAt = now.AddMinutes(i - 60),
                        },
                        now
                    )
                )
                .ToList();
            fault.Arm(failsAt, answerLost);
            await TrackingHost.DeliverAsync(() => host.ApplyAsync([.. leads.Skip(6), .. leads.Take(2)]));
            await TrackingHost.DeliverAsync(() => host.ApplyAsync(leads));
            requests = failsAt == 0 ? fault.Requests : requests;
            fault.Arm(0, answerLost);
            Assert.Empty((await host.Get<ILedger>().VerifyAsync(program, default)).Mismatches);
            Assert.Equal([500, 500], (await host.GrantedAsync(program)).Values);
        }

        Assert.True(requests > 10, $"The messages took only {requests} requests.");
    }

    [Fact]
    public async Task Example_20_a_trial_of_0_is_no_payment()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}, "duration": {"payments": 1} }] """,
            partners: 1
        );
        await host.ApplyAllAsync(Sale(host, "s0", 0, -3), Sale(host, "s1", 10_000, -2), Sale(host, "s2", 10_000, -1));
        var end = await host.EndAsync(Program);
        Assert.Contains("s1 share c1 2000 0 ", end);
        Assert.Contains("s2 0 Applied duration_ended", end);
        Assert.DoesNotContain("s0 share", end);
        Assert.Contains("Sales = 3, Customers = 1,", end);
        var customer = await host.Get<CustomerStore>().FindAsync(Program, CustomerId.Parse("c1"), default);
        Assert.Equal((2, host.Clock.GetUtcNow().AddHours(-2)), (customer!.Payments, customer.FirstSaleAt));
    }

    [Fact]
    public async Task Months_begin_with_the_first_payment()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}, "duration": {"months": 1} }] """,
            partners: 1
        );
        await host.ApplyAllAsync(
            Sale(host, "s0", 0, -24 * 45),
            Sale(host, "s1", 10_000, -24 * 20),
            Sale(host, "s2", 10_000, -1)
        );
        Assert.Equal(4_000, (await host.GrantedAsync(Program)).Values.Single());
    }

    [Fact]
    public async Task A_sale_that_is_mended_from_0_is_a_payment_then()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }] """,
            partners: 1
        );
        var sale = Sale(host, "s0", 0, -3);
        await host.ApplyAllAsync(sale with { Body = sale.Body with { Code = "nobody" } });
        var before = await host.Get<CustomerStore>().FindAsync(Program, CustomerId.Parse("c1"), default);
        await host.Get<AffiliateFunctions.Tracking.Retry.RetryEvents>()
            .RetryAsync(Program, sale.Id, sale.Body with { Amount = 5_000 }, default);
        await host.ApplyAllAsync();
        var after = await host.Get<CustomerStore>().FindAsync(Program, CustomerId.Parse("c1"), default);
        Assert.Equal((0, 0L, 1, 5_000L), (before!.Payments, before.SaleAmount, after!.Payments, after.SaleAmount));
    }

    [Theory]
    [InlineData("last_touch", "prt_p2")]
    [InlineData("first_touch", "prt_p0")]
    public async Task Touches_of_one_instant_credit_the_same_partner_in_whatever_order_they_come(
        string model,
        string expected
    )
    {
        int[][] orders =
        [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ];
        foreach (var order in orders)
        {
            await using var host = await TrackingHost.StartAsync(
                azurite.TakeAccount(),
                $$""" "attribution": {"model": "{{model}}"}, "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }] """,
                partners: 3,
                tables: new MemoryTables()
            );
            foreach (var i in order)
            {
                await host.ApplyAllAsync(Lead(host, $"l{i}", "c1", $"p{i}", -5));
            }

            await host.ApplyAllAsync(
                Sale(host, "sale", 10_000, -1) is var sale ? sale with { Body = sale.Body with { Code = null } } : null!
            );
            var decision = await host.Get<DecideEvents>()
                .FindAsync(Program, CustomerId.Parse("c1"), EventId.Parse("sale"), default);
            Assert.Equal([expected], decision!.Credits.Select(credit => credit.Partner.Value));
        }
    }

    [Fact]
    public async Task A_sale_after_the_first_payment_of_its_customer_is_stored_as_a_renewal()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}] """,
            partners: 1
        );
        await host.ApplyAllAsync(Sale(host, "trial", 0, -9));
        await host.ApplyAllAsync(Sale(host, "first", 1_000, -8));
        await host.ApplyAllAsync(Sale(host, "second", 1_000, -7), Lead(host, "lead", "c1", "p0", -6));
        var upgrade = Sale(host, "of-another", 1_000, -5);
        await host.ApplyAllAsync(
            upgrade with
            {
                Body = upgrade.Body with
                {
                    Customer = new() { ExternalId = "c2" },
                    SaleType = "upgrade",
                },
            }
        );

        var stored = new List<(string, bool?)>();
        foreach (var id in new[] { "trial", "first", "second", "lead", "of-another" })
        {
            stored.Add((id, (await host.Get<EventStore>().FindAsync(Program, EventId.Parse(id), default))!.IsRenewal));
        }

        Assert.Equal(
            [("trial", false), ("first", false), ("second", true), ("lead", null), ("of-another", true)],
            stored
        );
    }

    [Fact]
    public void A_touch_that_several_events_bring_is_one_by_the_first_of_their_ids()
    {
        var at = new DateTimeOffset(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);
        var touches = new[] { "e2", "e1", "e3" }
            .Select(id => new Touch(PartnerId.Parse("prt_p1"), TouchKind.Click, at) { Source = id })
            .ToArray();
        var customer = new StoredCustomer { Id = CustomerId.Parse("c1") };
        Assert.All(
            [touches, [.. touches.Reverse()]],
            order =>
                Assert.Equal(
                    "e1",
                    Assert.Single(order.Aggregate(customer, (known, touch) => known.Touched(touch)).Touches).Source
                )
        );
    }

    private static TrackingEvent Lead(TrackingHost host, string id, string customer, string code, int hours) =>
        Of(
            host,
            EventType.Lead,
            new()
            {
                EventId = id,
                Customer = new() { ExternalId = customer },
                Code = code,
            },
            hours
        );

    private static TrackingEvent Stage(TrackingHost host, string id, string stage, int hours) =>
        Of(
            host,
            EventType.Stage,
            new()
            {
                EventId = id,
                CustomerExternalId = "c1",
                Stage = stage,
            },
            hours
        );

    private static TrackingEvent Sale(TrackingHost host, string id, long amount, int hours) =>
        Of(
            host,
            EventType.Sale,
            new()
            {
                EventId = id,
                InvoiceId = id,
                Customer = new() { ExternalId = "c1" },
                Code = "p0",
                Amount = amount,
                Currency = "USD",
            },
            hours
        );

    private static TrackingEvent Of(TrackingHost host, EventType type, EventBody body, int hours) =>
        TrackingHost.Event(
            Program,
            type,
            body with
            {
                OccurredAt = host.Clock.GetUtcNow().AddHours(hours),
            },
            host.Clock.GetUtcNow()
        );
}
