using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Store;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>A customer's cap is one cap, whichever partners are credited for what the customer buys.</summary>
public sealed class CustomerCapTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const long Cap = 25_000;

    private static readonly CustomerId Customer = CustomerId.Parse("customer-1");

    [Fact]
    public async Task What_one_partner_was_paid_for_a_customer_leaves_the_next_so_much_less()
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        await host.Accruals.ApplyAsync(Slug, Partner, [CappedSale("sale-1", Partner, 20_000)], default);
        await host.Accruals.ApplyAsync(Slug, Other, [CappedSale("sale-2", Other, 20_000)], default);
        await host.Accruals.ApplyAsync(Slug, Partner, [CappedSale("sale-3", Partner, 20_000)], default);

        Assert.Equal((20_000, 5_000), (await PendingAsync(host, Partner), await PendingAsync(host, Other)));
        Assert.Equal(Cap, await UsedAsync(host));
    }

    [Fact]
    public async Task Sales_of_one_customer_at_once_by_many_partners_and_two_instances_use_the_cap_to_the_last_cent()
    {
        var storage = azurite.TakeAccount();
        await using var host = await StartAsync(storage);
        await using var second = await StartAsync(storage);
        PartnerId[] partners = [.. Enumerable.Range(1, 5).Select(n => PartnerId.Parse($"prt_{n}"))];

        // Each sale is applied by both instances.
        await Task.WhenAll(
            new[] { host, second }.SelectMany(ledgerHost =>
                partners.Select(partner =>
                    Task.Run(async () =>
                    {
                        foreach (var sales in Enumerable.Range(0, 12).Chunk(4))
                        {
                            await ledgerHost.Accruals.ApplyAsync(
                                Slug,
                                partner,
                                [.. sales.Select(n => CappedSale($"sale-{partner}-{n}", partner, 700 + n))],
                                default
                            );
                        }
                    })
                )
            )
        );

        var granted = 0L;
        foreach (var partner in partners)
        {
            granted += await PendingAsync(host, partner);
        }

        Assert.Equal((Cap, Cap), (granted, await UsedAsync(host)));
        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
    }

    [Fact]
    public async Task What_a_cut_off_attempt_claimed_in_vain_is_given_back()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var sale = CappedSale("sale-1", Partner, 1_000);
        var row = Assert.Single(await host.Get<CustomerCapStore>().ReadAsync(Slug, [(Customer, sale.Event)], default));
        row.Claim(sale.Event, CustomerCapUse.Of([new("customer", 20_000)]));
        Assert.True(await host.Get<CustomerCapStore>().TryStoreAsync(Slug, Partner, [row], default));

        await host.Accruals.ApplyAsync(Slug, Partner, [sale], default);

        Assert.Equal((1_000, 1_000), (await PendingAsync(host, Partner), await UsedAsync(host)));
    }

    [Fact]
    public async Task What_was_claimed_by_an_attempt_that_was_cut_off_stays_claimed_until_it_is_repeated()
    {
        var fault = new StorageFault();
        await using var host = await StartAsync(azurite.TakeAccount(), fault);
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-0", customer: "customer-2")], default);

        // The customer's use and the claim are through; the ledger's transaction is not.
        fault.Arm(3, answerLost: false);
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() =>
            host.Accruals.ApplyAsync(Slug, Partner, [CappedSale("sale-1", Partner, 20_000)], default)
        );
        await host.Accruals.ApplyAsync(Slug, Other, [CappedSale("sale-2", Other, 20_000)], default);
        await host.Accruals.ApplyAsync(Slug, Partner, [CappedSale("sale-1", Partner, 20_000)], default);

        Assert.Equal((21_000, 5_000), (await PendingAsync(host, Partner), await PendingAsync(host, Other)));
    }

    // Pays a tenth of ten times the amount.
    private static ConversionEffect CappedSale(string id, PartnerId partner, long pays) =>
        Sale(id, credited: [partner]) with
        {
            Rules = new TenPercent(pays * 10, [partner]) { CustomerCap = Cap },
        };

    private static async Task<long> PendingAsync(LedgerHost host, PartnerId partner) =>
        (await host.Ledger.BalanceAsync(Slug, partner, default)).Pending;

    private static async Task<long> UsedAsync(LedgerHost host) =>
        Assert
            .Single(await host.Get<CustomerCapStore>().ReadAsync(Slug, [(Customer, EventId.Parse("none"))], default))
            .UsedBeside(EventId.Parse("none"))
            .Used["customer"];
}
