using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// Sales of customers whose cap several partners share, applied while every single request to storage fails once. A
/// class of its own, so that it runs beside <see cref="CutOffTests"/>.
/// </summary>
public sealed class CustomerCapCutOffTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_customers_cap_is_granted_whole_wherever_its_partners_are_cut_off(bool answerLost)
    {
        const int Cap = 2_500;
        var fault = new StorageFault();
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            $$"""
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }],
            "caps": [{"id": "customer", "scope": "customer", "window": "lifetime", "max": {{Cap}} }]
            """,
            partners: 3,
            fault,
            tables: new MemoryTables()
        );
        var requests = 1;
        for (var failsAt = 0; failsAt <= requests; failsAt++)
        {
            var (program, now) = (
                ProgramSlug.Parse(string.Create(CultureInfo.InvariantCulture, $"cap{failsAt}")),
                host.Clock.GetUtcNow()
            );
            var sales = Enumerable
                .Range(0, 12)
                .Select(i =>
                    TrackingHost.Event(
                        program,
                        EventType.Sale,
                        Sale($"s{i}", $"c{i % 2}", 9_000) with
                        {
                            Code = $"p{i % 3}",
                            OccurredAt = now.AddMinutes(i - 60),
                        },
                        now
                    )
                )
                .ToList();
            fault.Arm(failsAt, answerLost);
            await TrackingHost.DeliverAsync(() => host.ApplyAsync([.. sales.Skip(6), .. sales.Take(2)]));
            await TrackingHost.DeliverAsync(() => host.ApplyAsync(sales));
            requests = failsAt == 0 ? fault.Requests : requests;
            fault.Arm(0, answerLost);
            Assert.Empty((await host.Get<ILedger>().VerifyAsync(program, default)).Mismatches);
            Assert.Equal([Cap, Cap], (await host.GrantedAsync(program)).Values);
        }

        Assert.True(requests > 10, $"The messages took only {requests} requests.");
    }

    private static EventBody Sale(string id, string customer, long amount) =>
        new()
        {
            EventId = id,
            InvoiceId = id,
            Customer = new() { ExternalId = customer },
            Amount = amount,
            Currency = "USD",
        };
}
