using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tests.Tracking.Doubles;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// A change of a sale and its full refund, applied by two workers, of which the second goes before each request of the
/// first in turn.
/// </summary>
public sealed class ChangeMeetingRefundTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string ByAmount = """
        "eligibility": {"existing_customers": "include"},
        "commissions": [
            {"id": "small", "on": "sale", "when": {"field": "sale.amount", "op": "lt", "value": 12000}, "pay": {"percent": "10"} },
            {"id": "large", "on": "sale", "when": {"field": "sale.amount", "op": "gte", "value": 12000}, "pay": {"percent": "30"} }]
        """;

    private const string Shared = """
        "attribution": {"model": "linear", "precedence": ["click", "coupon"]},
        "eligibility": {"existing_customers": "include"},
        "commissions": [
            {"id": "share", "on": "sale", "pay": {"percent": "20"} },
            {"id": "recruiting", "on": "partner_sale", "when": {"field": "sale.amount", "op": "gte", "value": 12000}, "pay": {"percent": "10"} }]
        """;

    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");

    [Theory]
    [InlineData(ByAmount)]
    [InlineData(Shared)]
    public async Task Whenever_the_refund_comes_it_takes_back_what_the_change_grants(string rules)
    {
        var between = new BetweenRequests();
        var storage = azurite.TakeAccount();
        await using var first = await StartAsync(storage, rules, between);
        await using var second = await StartAsync(storage, rules);
        var number = 0;
        for (var haveMet = true; haveMet; )
        {
            (haveMet, number) = (false, number + 1);
            await second.ApplyAllAsync(Touches(second, number));
            await second.ApplyAllAsync(Event(second, EventType.Sale, Sale(number)));
            between.Before = async request =>
            {
                if (request == number)
                {
                    haveMet = true;
                    await second.ApplyAsync([Event(second, EventType.Refund, Figures("r", number))]);
                }
            };
            await first.ApplyAsync([Event(first, EventType.SaleChange, Figures("c", number))]);
            between.Before = null;
            await second.ApplyAllAsync(haveMet ? [] : [Event(second, EventType.Refund, Figures("r", number))]);
            Assert.Equal(string.Empty, await KeptAsync(second));
        }

        Assert.InRange(number, 10, 60);
        Assert.Empty((await second.Get<ILedger>().VerifyAsync(Program, default)).Mismatches);
    }

    private static TrackingEvent[] Touches(TrackingHost host, int number) =>
        [
            .. Enumerable
                .Range(0, 2)
                .Select(i =>
                    Event(
                        host,
                        EventType.Lead,
                        new()
                        {
                            EventId = $"l{i}-{number}",
                            OccurredAt = host.Clock.GetUtcNow().AddDays(i - 5),
                            Customer = new() { ExternalId = $"customer-{number}" },
                            Code = $"p{i}",
                        }
                    )
                ),
        ];

    private static EventBody Sale(int number) =>
        new()
        {
            EventId = $"s{number}",
            InvoiceId = $"i{number}",
            Customer = new() { ExternalId = $"customer-{number}" },
            Amount = 10_000,
            Currency = "USD",
        };

    private static EventBody Figures(string id, int number) =>
        new()
        {
            EventId = $"{id}{number}",
            InvoiceId = $"i{number}",
            Amount = 15_000,
        };

    private static TrackingEvent Event(TrackingHost host, EventType type, EventBody body) =>
        TrackingHost.Event(Program, type, body, host.Clock.GetUtcNow());

    // What is left of the commissions, which is to be nothing.
    private static async Task<string> KeptAsync(TrackingHost host)
    {
        var left = new List<string>();
        await foreach (var partner in host.Get<ILedger>().PartnersAsync(Program, default))
        {
            left.AddRange(
                await host.Get<ILedger>()
                    .CommissionsAsync(Program, partner, default)
                    .Where(commission => commission.Amount != commission.ReversedAmount)
                    .Select(c => $"{partner} {c.EventId} {c.Rule} {c.Amount} {c.ReversedAmount}")
                    .ToListAsync()
            );
        }

        return string.Join("; ", left);
    }

    // The first partner is recruited by the third.
    private static async Task<TrackingHost> StartAsync(string storage, string rules, BetweenRequests? between = null)
    {
        var host = await TrackingHost.StartAsync(storage, rules, partners: 3, between);
        ((NumberedPartners)host.Get<IPartners>()).Recruiters[0] = 2;
        return host;
    }
}
