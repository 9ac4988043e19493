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

    private async Task<TrackingHost> StartAsync()
    {
        var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
        ((NumberedPartners)host.Get<IPartners>()).Recruiters[1] = 0;
        return host;
    }
}
