using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Store;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>
/// Two workers on one ledger and one customer's cap, of which the second goes before each request of the first in turn.
/// </summary>
public sealed class InterleavingTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const long PartnerCap = 2_500;

    [Fact]
    public async Task Whichever_request_another_worker_comes_before_each_event_has_its_effect_once_and_caps_hold()
    {
        var between = new BetweenRequests();
        var storage = azurite.TakeAccount();
        await using var first = await StartAsync(storage, between);
        await using var second = await StartAsync(storage);
        var number = 0;
        for (var haveMet = true; haveMet; await EndAsync(second, number, haveMet))
        {
            haveMet = false;
            number++;
            between.Before = async request =>
            {
                if (request == number)
                {
                    haveMet = true;
                    await second.Accruals.ApplyAsync(
                        Slug,
                        PartnerOf(number),
                        [Capped("second"), Capped("both")],
                        default
                    );
                }
            };
            await first.Accruals.ApplyAsync(
                Slug,
                PartnerOf(number),
                [Capped("both"), Capped("first"), Refund($"refund-{number}", $"both-{number}", 10_000, 1)],
                default
            );
            between.Before = null;
        }

        Assert.InRange(number, 10, 40);
        Assert.Empty((await second.Ledger.VerifyAsync(Slug, default)).Mismatches);

        ConversionEffect Capped(string id) =>
            Sale($"{id}-{number}", customer: $"customer-{number}") with
            {
                Rules = new TenPercent(10_000, [PartnerOf(number)]) { PartnerCap = PartnerCap, CustomerCap = 10_000 },
            };
    }

    private static PartnerId PartnerOf(int number) => PartnerId.Parse($"prt_{number}");

    private static async Task EndAsync(LedgerHost host, int number, bool haveMet)
    {
        var (counters, commissions) = (
            (await host.Get<LedgerStore>().HeadAsync(Slug, PartnerOf(number), default)).Counters.At(SaleAt).Month,
            await host.Ledger.CommissionsAsync(Slug, PartnerOf(number), default).ToListAsync()
        );
        var granted = haveMet ? PartnerCap : 2_000;
        Assert.Equal((haveMet ? 3 : 2, granted), (counters.Sales, counters.CommissionAmount));
        Assert.Equal(granted, commissions.Sum(commission => commission.Amount));
        Assert.Equal(
            "reversed",
            Assert.Single(commissions, commission => commission.EventId.Value == $"both-{number}").Status
        );
    }
}
