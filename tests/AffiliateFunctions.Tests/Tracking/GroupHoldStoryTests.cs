using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Commissions wait as the group of the partner that is paid does.</summary>
public sealed class GroupHoldStoryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "attribution": {"model": "linear"}, "eligibility": {"existing_customers": "include"},
        "hold_days": 30, "groups": {"gold": {"hold_days": 14}, "agency": {"hold_days": 7}},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} },
                        {"id": "recruiting", "on": "partner_sale", "pay": {"percent": "10"} }]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");

    [Fact]
    public async Task Each_partner_of_a_shared_sale_and_the_recruiter_wait_as_their_own_groups_do()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 3);
        var partners = (NumberedPartners)host.Get<IPartners>();
        (partners.Groups[0], partners.Groups[1]) = ("agency", "gold");
        partners.Recruiters[2] = 0;
        await host.ApplyAllAsync(Event(host, EventType.Lead, "l1", "p1"));
        await host.ApplyAllAsync(Event(host, EventType.Sale, "s1", "p2"));
        Assert.Equal("prt_p0 recruiting 7; prt_p1 share 14; prt_p2 share 30", await DueAsync(host));

        // A later change of the group changes nothing that was decided.
        partners.Groups[1] = "agency";
        await host.ApplyAllAsync(Event(host, EventType.SaleChange, "c1", code: null));
        Assert.Equal("prt_p0 recruiting 7; prt_p1 share 14; prt_p2 share 30", await DueAsync(host));
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);
    }

    private static async Task<string> DueAsync(TrackingHost host)
    {
        var lines = new List<string>();
        await foreach (var commission in host.Get<ILedger>().CommissionsAsync(Program, default))
        {
            var days = (commission.DueAt - host.Clock.GetUtcNow()).TotalDays;
            lines.Add($"{commission.PartnerId} {commission.Rule} {days:0}");
        }

        return string.Join("; ", lines.Order(StringComparer.Ordinal));
    }

    private static TrackingEvent Event(TrackingHost host, EventType type, string id, string? code) =>
        TrackingHost.Event(
            Program,
            type,
            new EventBody
            {
                EventId = id,
                InvoiceId = "s1",
                Customer = type == EventType.SaleChange ? null : new CustomerBody { ExternalId = "customer-1" },
                Amount = type == EventType.SaleChange ? 20_000 : 10_000,
                Currency = "USD",
                Code = code,
            },
            host.Clock.GetUtcNow()
        );
}
