using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution.Deals;
using AffiliateFunctions.Tests.Ledger;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class DealStoreTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """;

    [Fact]
    public async Task A_hold_wins_that_a_request_of_a_later_moment_has_stored_first()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
        var now = host.Clock.GetUtcNow();
        var first = await RegisterAsync(host, "d1", "prt_p0", now.AddMilliseconds(5));
        var second = await RegisterAsync(host, "d2", "prt_p1", now);

        Assert.Equal(RegistrationOutcome.Registered, first.Outcome);
        Assert.Equal((RegistrationOutcome.DomainHeld, "d1"), (second.Outcome, second.Deal.Id.Value));
    }

    [Fact]
    public async Task Of_many_who_register_a_domain_at_once_one_gets_it()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
        var now = host.Clock.GetUtcNow();
        for (var round = 0; round < 10; round++)
        {
            var domain = $"customer{round}.example";
            var outcomes = await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(number =>
                        RegisterAsync(
                            host,
                            $"d{round}-{number}",
                            $"prt_p{number % 2}",
                            now.AddMilliseconds(number * 3 % 8),
                            domain
                        )
                    )
            );
            Assert.Single(outcomes, outcome => outcome.Outcome == RegistrationOutcome.Registered);
        }
    }

    [Fact]
    public async Task A_hold_that_has_expired_stands_in_nobodys_way()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 2);
        var now = host.Clock.GetUtcNow();
        await RegisterAsync(host, "d1", "prt_p0", now);
        Assert.Equal(
            RegistrationOutcome.Registered,
            (await RegisterAsync(host, "d2", "prt_p1", now.AddDays(90))).Outcome
        );
    }

    private static Task<Registration> RegisterAsync(
        TrackingHost host,
        string id,
        string partner,
        DateTimeOffset at,
        string domain = "customer.example"
    )
    {
        var deal = new Deal
        {
            Id = EventId.Parse(id),
            Partner = PartnerId.Parse(partner),
            Company = "Customer",
            Domain = domain,
            RegisteredAt = at,
            ExpiresAt = at.AddDays(90),
        };
        return host.Get<DealStore>().RegisterAsync(LedgerHost.Slug, deal, id, default);
    }
}
