using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Tests.OutgoingWebhooks;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>States of a shared sale that reach the ledger late, again, or corrected.</summary>
public sealed class SaleStateTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_later_attempt_of_a_refund_brings_the_sale_to_its_total_then_and_is_announced_by_itself()
    {
        var heard = new HeardWebhooks(wantsAll: true);
        await using var host = await StartAsync(azurite.TakeAccount(), webhooks: heard);
        var sale = await ApplyAsync(host, Sale("sale-1", credited: [Partner, Other]));
        await ApplyAsync(host, Refund("refund-1", "sale-1", 6_000, 1));
        await ApplyAsync(host, Refund("refund-0", "sale-1", 5_000, 2));
        Assert.Equal((250, 250), await PendingAsync(host));

        var mended = Refund("refund-1", "sale-1", 10_000, 3) with { Attempt = 1 };
        var first = await ApplyAsync(host, mended);
        var again = await ApplyAsync(host, mended);

        Assert.Equal((0, 0), await PendingAsync(host));
        Assert.Equivalent(first, again, strict: true);
        var told = heard.Of(Slug).ToList();
        Assert.All(sale.Commissions, id => Assert.Contains($"commission.reversed {id}:refund-1", told));
        Assert.All(sale.Commissions, id => Assert.Contains($"commission.reversed {id}:refund-1:1", told));
        await VerifyAsync(host);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(0)]
    public async Task A_later_attempt_of_a_change_replaces_what_the_earlier_one_granted_and_counted(long before)
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        await ApplyAsync(host, Sale("sale-1", before, credited: [Partner, Other]));
        await ApplyAsync(host, Change(150_000, 1));
        Assert.Equal((7_500, 7_500), await PendingAsync(host));

        var mended = Change(15_000, 2) with { Attempt = 1 };
        await ApplyAsync(host, mended);
        await ApplyAsync(host, mended);

        Assert.Equal((750, 750), await PendingAsync(host));
        var head = await host.Get<LedgerStore>().HeadAsync(Slug, Partner, default);
        Assert.Equal((1, 15_000), (head.Counters.At(SaleAt).Month.Sales, head.Counters.At(SaleAt).Month.SaleAmount));
        await ApplyAsync(host, Refund("refund-1", "sale-1", 15_000, 3, saleAmount: 15_000));
        Assert.Equal((0, 0), await PendingAsync(host));
        await VerifyAsync(host);
    }

    // The numbers are those of the views: the change is the earliest, and the last refund leaves nothing.
    [Theory]
    [InlineData("change, first, last")]
    [InlineData("change, last, first")]
    [InlineData("first, change, last")]
    [InlineData("first, last, change")]
    [InlineData("last, change, first")]
    [InlineData("last, first, change")]
    public async Task The_latest_state_of_a_sale_stands_in_whatever_order_its_states_arrive(string order)
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        await ApplyAsync(host, Sale("sale-1", amount: 0, credited: [Partner, Other]));
        foreach (var state in order.Split(", "))
        {
            await ApplyAsync(
                host,
                state switch
                {
                    "change" => Change(15_000, 2),
                    "first" => Refund("refund-1", "sale-1", 5_000, 3, saleAmount: 15_000),
                    _ => Refund("refund-2", "sale-1", 15_000, 4, saleAmount: 15_000),
                }
            );
        }

        Assert.Equal((0, 0), await PendingAsync(host));
        await VerifyAsync(host);
    }

    private static SaleChangeEffect Change(long amount, int sequence) =>
        new(
            EventId.Parse("change-1"),
            SaleAt.AddHours(1),
            EventId.Parse("sale-1"),
            amount,
            0,
            sequence,
            Sale("sale-1", amount, credited: [Partner, Other])
        );

    private static async Task<EffectOutcome> ApplyAsync(LedgerHost host, LedgerEffect effect) =>
        Assert.Single(await host.Accruals.ApplyAsync(Slug, Partner, [effect], default));

    private static async Task<(long First, long Other)> PendingAsync(LedgerHost host) =>
        (
            (await host.Ledger.BalanceAsync(Slug, Partner, default)).Pending,
            (await host.Ledger.BalanceAsync(Slug, Other, default)).Pending
        );

    private static async Task VerifyAsync(LedgerHost host) =>
        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
}
