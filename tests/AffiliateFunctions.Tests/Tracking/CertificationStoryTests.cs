using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Sales are paid by the certifications of the day of the sale.</summary>
public sealed class CertificationStoryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """
        "eligibility": {"existing_customers": "include"},
        "commissions": [{"id": "expert", "on": "sale", "pay": {"percent": "20"},
                         "when": {"field": "partner.certifications.expert", "op": "equals", "value": true} },
                        {"id": "plain", "on": "sale", "pay": {"percent": "10"} }]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");

    [Fact]
    public async Task A_sale_is_paid_by_the_certification_of_its_day_whenever_it_arrives_and_changes()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
        var partners = (NumberedPartners)host.Get<IPartners>();
        var now = host.Clock.GetUtcNow();
        var last = DateOnly.FromDateTime(now.UtcDateTime.AddDays(-5));
        partners.Certifications[1] = new PartnerCertification("expert", last.AddDays(-30), last, now.AddDays(-40));

        await host.ApplyAllAsync(Sale(host, "late", now.AddDays(-6)));
        await host.ApplyAllAsync(Sale(host, "after", now.AddDays(-3)));
        Assert.Equal("after plain 1000; late expert 2000", await EarnedAsync(host));

        // The change of a sale is decided by the stored certifications.
        partners.Certifications.Clear();
        await host.ApplyAllAsync(
            TrackingHost.Event(
                Program,
                EventType.SaleChange,
                new EventBody
                {
                    EventId = "change",
                    InvoiceId = "late",
                    Amount = 20_000,
                    Currency = "USD",
                },
                now
            )
        );
        Assert.Equal("after plain 1000; late expert 4000", await EarnedAsync(host));
    }

    private static async Task<string> EarnedAsync(TrackingHost host)
    {
        var lines = new List<string>();
        await foreach (var commission in host.Get<ILedger>().CommissionsAsync(Program, default))
        {
            lines.Add($"{commission.EventId} {commission.Rule} {commission.Amount}");
        }

        return string.Join("; ", lines.Order(StringComparer.Ordinal));
    }

    private static TrackingEvent Sale(TrackingHost host, string id, DateTimeOffset at) =>
        TrackingHost.Event(
            Program,
            EventType.Sale,
            new EventBody
            {
                EventId = id,
                InvoiceId = id,
                OccurredAt = at,
                Customer = new CustomerBody { ExternalId = $"customer-of-{id}" },
                Amount = 10_000,
                Currency = "USD",
                Code = "p1",
            },
            host.Clock.GetUtcNow()
        );
}
