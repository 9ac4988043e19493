using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using AffiliateFunctions.Events;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>What a review takes back for a refund: an amount of the sale's currency, at the sale's rate.</summary>
public sealed class ReviewedRefundTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}] """;
    private static readonly ProgramSlug Program = LedgerHost.Slug;

    // The sale of 100 EUR at 1.10 is 110 USD; half of it is refunded, with the currency, with another rate, or without.
    [Theory]
    [InlineData("EUR", "1.10", null, null, 11_000, 5_500)]
    [InlineData("EUR", "1.10", "EUR", "1.20", 11_000, 5_500)]
    [InlineData("USD", null, null, null, 10_000, 5_000)]
    public async Task A_refund_takes_back_its_part_of_what_the_sale_has_added(
        string currency,
        string? rate,
        string? refundCurrency,
        string? refundRate,
        long added,
        long takenBack
    )
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);
        var now = host.Clock.GetUtcNow();
        await host.ApplyAllAsync(
            TrackingHost.Event(
                Program,
                EventType.Sale,
                new EventBody
                {
                    EventId = "s1",
                    InvoiceId = "i1",
                    Customer = new() { ExternalId = "c1" },
                    Code = "p0",
                    Amount = 10_000,
                    Currency = currency,
                    FxRate = rate,
                },
                now
            ),
            TrackingHost.Event(
                Program,
                EventType.Refund,
                new EventBody
                {
                    EventId = "r1",
                    InvoiceId = "i1",
                    Amount = 5_000,
                    Currency = refundCurrency,
                    FxRate = refundRate,
                },
                now
            )
        );

        var tracked = await host.Get<ITrackingLog>()
            .EventsAsync(Program, new EventTime(now.AddDays(-1), now.AddDays(1)), default)
            .ToListAsync();
        Assert.Equal((added, takenBack), (NetOf("sale"), NetOf("refund")));

        long? NetOf(string type) =>
            ReviewedEvents.Of(tracked.Single(item => item.Type == type), Currency.Parse("USD")).Net;
    }
}
