using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Sales of recruited partners, from the event to the recruiter's ledger and back by refunds.</summary>
public sealed class OverrideStoryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "eligibility": {"existing_customers": "include"},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} },
                        {"id": "recruiting", "on": "partner_sale", "pay": {"percent": "10"} }]
        """;

    private const string SharedRules = """
        "attribution": {"model": "linear", "precedence": ["click", "coupon"]},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} },
                        {"id": "recruiting", "on": "partner_sale", "when": {"field": "sale.amount", "op": "gte", "value": 12000}, "pay": {"percent": "10"} }]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");

    [Fact]
    public async Task A_recruiter_earns_from_its_partners_sale_and_refunds_take_back_both_in_proportion()
    {
        await using var host = await StartAsync();
        await host.ApplyAllAsync(Sale(host, "s1", "p1"));
        Assert.Equal("prt_p0 recruiting 200 0; prt_p1 share 2000 0", await EarnedAsync(host));

        await host.ApplyAllAsync(Refund(host, "r1", "s1", 3_335));
        Assert.Equal("prt_p0 recruiting 200 67; prt_p1 share 2000 667", await EarnedAsync(host));
        await host.ApplyAllAsync(Refund(host, "r2", "s1", 6_665));
        Assert.Equal("prt_p0 recruiting 200 200; prt_p1 share 2000 2000", await EarnedAsync(host));
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);
    }

    [Fact]
    public async Task A_repeated_event_pays_once_and_a_suspended_recruiter_gets_nothing()
    {
        await using var host = await StartAsync();
        var sale = Sale(host, "s1", "p1");
        await host.ApplyAllAsync(sale);
        await host.ApplyAllAsync(sale);
        Assert.Equal("prt_p0 recruiting 200 0; prt_p1 share 2000 0", await EarnedAsync(host));

        ((NumberedPartners)host.Get<IPartners>()).Suspended.Add(0);
        await host.ApplyAllAsync(Sale(host, "s2", "p1"));
        Assert.Equal("prt_p0 recruiting 200 0; prt_p1 share 2000 0; prt_p1 share 2000 0", await EarnedAsync(host));
    }

    [Fact]
    public async Task A_recruiter_who_earns_only_since_the_sale_was_changed_is_paid_and_pays_back()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), SharedRules, partners: 3);
        ((NumberedPartners)host.Get<IPartners>()).Recruiters[0] = 2;
        await host.ApplyAllAsync(Touch(host, 0), Touch(host, 1));
        var sale = Sale(host, "s1", "p0");
        await host.ApplyAllAsync(sale with { Body = sale.Body with { Code = null } });
        Assert.Equal("prt_p0 share 1000 0; prt_p1 share 1000 0", await EarnedAsync(host));

        await host.ApplyAllAsync(Refund(host, "r1", "s1", 1_000));
        await host.ApplyAllAsync(Change(host, "c1", "s1", 15_000));
        Assert.Equal("prt_p0 share 1500 100; prt_p1 share 1500 100; prt_p2 recruiting 150 10", await EarnedAsync(host));
        await host.ApplyAllAsync(Change(host, "c2", "s1", 20_000));
        Assert.Equal("prt_p0 share 2000 100; prt_p1 share 2000 100; prt_p2 recruiting 200 10", await EarnedAsync(host));
        await host.ApplyAllAsync(Refund(host, "r2", "s1", 19_000));
        Assert.Equal(
            "prt_p0 share 2000 2000; prt_p1 share 2000 2000; prt_p2 recruiting 200 200",
            await EarnedAsync(host)
        );
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);
    }

    [Fact]
    public async Task A_credited_partner_whose_share_was_too_small_is_paid_once_the_changed_sale_grants_one()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            SharedRules.Replace(
                "\"linear\"",
                "\"position_based\", \"position_weights\": [40, 20, 40]",
                StringComparison.Ordinal
            ),
            partners: 3
        );
        await host.ApplyAllAsync(Touch(host, 0), Touch(host, 1), Touch(host, 2));
        var sale = Sale(host, "s1", "p0");
        await host.ApplyAllAsync(sale with { Body = sale.Body with { Code = null, Amount = 10 } });
        Assert.Equal("prt_p0 share 1 0; prt_p2 share 1 0", await EarnedAsync(host));

        await host.ApplyAllAsync(Change(host, "c1", "s1", 10_000));
        Assert.Equal("prt_p0 share 800 0; prt_p1 share 400 0; prt_p2 share 800 0", await EarnedAsync(host));
        await host.ApplyAllAsync(Change(host, "c2", "s1", 10));
        Assert.Equal("prt_p0 share 1 0; prt_p1 share 0 0; prt_p2 share 1 0", await EarnedAsync(host));
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);
    }

    [Fact]
    public async Task What_a_recruiter_gets_reaches_no_bonus_by_itself_and_counts_for_the_bonus_of_its_next_sale()
    {
        await using var host = await StartAsync(
            """, "bonuses": [{"id": "thousand", "metric": "partner.commission_amount", "window": "quarter", "at_least": 2100, "pay": {"flat": 500} }] """
        );
        await host.ApplyAllAsync(Sale(host, "s1", "p1"));
        Assert.Equal("prt_p0 recruiting 200 0; prt_p1 share 2000 0", await EarnedAsync(host));

        await host.ApplyAllAsync(Sale(host, "s2", "p0"));
        Assert.Equal(
            "prt_p0 recruiting 200 0; prt_p0 share 2000 0; prt_p0 thousand 500 0; prt_p1 share 2000 0",
            await EarnedAsync(host)
        );
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);
    }

    private static TrackingEvent Touch(TrackingHost host, int partner) =>
        TrackingHost.Event(
            Program,
            EventType.Lead,
            new EventBody
            {
                EventId = $"l{partner}",
                OccurredAt = host.Clock.GetUtcNow().AddDays(partner - 5),
                Customer = new CustomerBody { ExternalId = "customer-of-s1" },
                Code = $"p{partner}",
            },
            host.Clock.GetUtcNow()
        );

    private static TrackingEvent Change(TrackingHost host, string id, string invoice, long amount) =>
        TrackingHost.Event(
            Program,
            EventType.SaleChange,
            new EventBody
            {
                EventId = id,
                InvoiceId = invoice,
                Amount = amount,
            },
            host.Clock.GetUtcNow()
        );

    private static async Task<string> EarnedAsync(TrackingHost host)
    {
        var lines = new List<string>();
        await foreach (var partner in host.Get<ILedger>().PartnersAsync(Program, default))
        {
            await foreach (var commission in host.Get<ILedger>().CommissionsAsync(Program, partner, default))
            {
                lines.Add($"{partner} {commission.Rule} {commission.Amount} {commission.ReversedAmount}");
            }
        }

        return string.Join("; ", lines.Order(StringComparer.Ordinal));
    }

    private static TrackingEvent Sale(TrackingHost host, string id, string code) =>
        TrackingHost.Event(
            Program,
            EventType.Sale,
            new EventBody
            {
                EventId = id,
                InvoiceId = id,
                Customer = new CustomerBody { ExternalId = $"customer-of-{id}" },
                Amount = 10_000,
                Currency = "USD",
                Code = code,
            },
            host.Clock.GetUtcNow()
        );

    private static TrackingEvent Refund(TrackingHost host, string id, string invoice, long amount) =>
        TrackingHost.Event(
            Program,
            EventType.Refund,
            new EventBody
            {
                EventId = id,
                InvoiceId = invoice,
                Amount = amount,
            },
            host.Clock.GetUtcNow()
        );

    private async Task<TrackingHost> StartAsync(string bonuses = "")
    {
        var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules + bonuses, partners: 2);
        ((NumberedPartners)host.Get<IPartners>()).Recruiters[1] = 0;
        return host;
    }
}
