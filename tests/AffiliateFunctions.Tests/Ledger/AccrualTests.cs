using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Store;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

public sealed class AccrualTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_sale_grants_a_pending_commission()
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        var outcome = Assert.Single(await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1", 12_345)], default));

        var commission = Assert.Single(await host.Ledger.CommissionsAsync(Slug, Partner, default).ToListAsync());
        Assert.Equal(EffectStatus.Applied, outcome.Status);
        Assert.Equal([commission.Id], outcome.Commissions);
        Assert.Equal((1234, "pending", SaleAt.AddDays(30)), (commission.Amount, commission.Status, commission.DueAt));
        Assert.Equal(
            new PartnerBalance(0, 1234, 0, 0, 0, 0, "USD"),
            await host.Ledger.BalanceAsync(Slug, Partner, default)
        );
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task Repeats_change_nothing_and_answer_the_same()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        LedgerEffect[] effects =
        [
            Sale("sale-1"),
            Sale("sale-2", hold: "self_referral"),
            Refund("refund-1", "sale-1", 5_000, 1),
            new ClickCountEffect(Affiliate.Domain.Identity.EventId.Parse("clicks-1"), SaleAt, 17),
        ];

        var first = await host.Accruals.ApplyAsync(Slug, Partner, effects, default);
        var state = await StateAsync(host);
        var second = await host.Accruals.ApplyAsync(Slug, Partner, effects, default);
        var more = await host.Accruals.ApplyAsync(Slug, Partner, [.. effects.Reverse(), Sale("sale-3")], default);

        Assert.Equivalent(first, second, strict: true);
        Assert.Equivalent(first.Reverse(), more.Take(4), strict: true);
        Assert.Equal(
            500 + 1000 + 1000,
            (await StateAsync(host)).Balance.Pending + (await StateAsync(host)).Balance.Held
        );
        Assert.Equal(
            state.Counters.At(SaleAt).Month.Sales + 1,
            (await StateAsync(host)).Counters.At(SaleAt).Month.Sales
        );
        Assert.Equal(17, (await StateAsync(host)).Counters.At(SaleAt).Month.Clicks);
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task More_effects_than_one_storage_transaction_takes_are_all_applied()
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        var outcomes = await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [.. Enumerable.Range(0, 250).Select(n => Sale($"sale-{n}", customer: $"customer-{n % 40}"))],
            default
        );

        Assert.Equal(250, outcomes.SelectMany(outcome => outcome.Commissions).Distinct().Count());
        Assert.Equal(250_000, (await host.Ledger.BalanceAsync(Slug, Partner, default)).Pending);
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task Twenty_sales_of_a_partner_known_from_before_take_one_request_to_storage()
    {
        var requests = new StorageFault();
        await using var host = await StartAsync(azurite.TakeAccount(), requests);
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-first")], default);
        requests.Arm(0, answerLost: false);

        await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [.. Enumerable.Range(0, 20).Select(n => Sale($"sale-{n}", customer: $"customer-{n % 10}"))],
            default
        );

        Assert.Equal(1, requests.Requests);
    }

    [Fact]
    public async Task A_ledger_that_another_instance_has_written_to_meanwhile_is_read_again()
    {
        var account = azurite.TakeAccount();
        await using var host = await StartAsync(account);
        await using var other = await StartAsync(account);
        for (var turn = 0; turn < 4; turn++)
        {
            await (turn % 2 == 0 ? host : other).Accruals.ApplyAsync(
                Slug,
                Partner,
                [Sale($"sale-{turn}", customer: $"customer-{turn}")],
                default
            );
        }

        Assert.Equal(4_000, (await host.Ledger.BalanceAsync(Slug, Partner, default)).Pending);
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task Shares_of_other_partners_are_in_their_own_ledgers()
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        var outcome = Assert.Single(
            await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1", credited: [Partner, Other])], default)
        );

        Assert.Equal(2, outcome.Commissions.Count);
        Assert.Equal(500, (await host.Ledger.BalanceAsync(Slug, Partner, default)).Pending);
        Assert.Equal(500, (await host.Ledger.BalanceAsync(Slug, Other, default)).Pending);

        await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 10_000, 1)], default);

        Assert.Equal(0, (await host.Ledger.BalanceAsync(Slug, Other, default)).Pending);
        Assert.Equal(
            ["reversed"],
            await host.Ledger.CommissionsAsync(Slug, Other, default).Select(c => c.Status).ToListAsync()
        );
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_refund_before_its_sale_waits_and_leaves_no_trace()
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        var early = Assert.Single(
            await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 2_500, 1)], default)
        );
        await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1")], default);
        var late = Assert.Single(
            await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 2_500, 1)], default)
        );

        Assert.Equal((EffectStatus.Waiting, EffectStatus.Applied), (early.Status, late.Status));
        Assert.Equal(750, (await host.Ledger.BalanceAsync(Slug, Partner, default)).Pending);
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task Caps_and_bonuses_are_exact_within_one_call_and_over_many()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var rules = new TenPercent(10_000, [Partner])
        {
            PartnerCap = 4_500,
            CustomerCap = 2_500,
            BonusAt = 3,
        };
        var sales = Enumerable
            .Range(0, 30)
            .Select(n => Sale($"sale-{n}", customer: $"customer-{n % 3}") with { Rules = rules })
            .ToList();

        await host.Accruals.ApplyAsync(Slug, Partner, [.. sales.Take(4)], default);
        await Task.WhenAll(
            sales.Skip(4).Chunk(3).Select(some => host.Accruals.ApplyAsync(Slug, Partner, some, default))
        );

        var state = await StateAsync(host);
        Assert.Equal(4_500 + 50_000, state.Balance.Pending);
        Assert.Equal(
            (30, 54_500),
            (state.Counters.At(SaleAt).Year.Sales, state.Counters.At(SaleAt).Year.CommissionAmount)
        );
        Assert.Equal(1, await host.Ledger.CommissionsAsync(Slug, Partner, default).CountAsync(c => c.Rule == "bonus"));
        await VerifiesAsync(host);
    }

    [Fact]
    public async Task A_refund_takes_no_bonus_back()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [Sale("sale-1") with { Rules = new TenPercent(10_000, [Partner]) { BonusAt = 1 } }],
            default
        );

        await host.Accruals.ApplyAsync(Slug, Partner, [Refund("refund-1", "sale-1", 10_000, 1)], default);

        Assert.Equal(50_000, (await host.Ledger.BalanceAsync(Slug, Partner, default)).Pending);
    }

    [Theory]
    [InlineData(EffectStatus.Rejected, "self_referral", 0)]
    [InlineData(EffectStatus.Applied, "no_rule_matches", 1)]
    public async Task A_conversion_that_nothing_is_paid_for_keeps_its_reason(
        EffectStatus status,
        string reason,
        long counted
    )
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var sale = Sale("sale-1", hold: "checked") with
        {
            Rules = new TenPercent(0, [Partner]) { Decision = status, Reason = reason },
        };

        var first = Assert.Single(await host.Accruals.ApplyAsync(Slug, Partner, [sale], default));
        var again = Assert.Single(await host.Accruals.ApplyAsync(Slug, Partner, [sale], default));

        Assert.Equal((status, reason, 0), (first.Status, first.Reason, first.Commissions.Count));
        Assert.Equivalent(first, again, strict: true);
        Assert.Equal(counted, (await StateAsync(host)).Counters.At(SaleAt).Month.Sales);
    }

    [Fact]
    public async Task A_conversion_held_because_something_is_missing_can_be_sent_again_with_it()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var missing = Sale("sale-1") with
        {
            Rules = new TenPercent(0, [Partner]) { Decision = EffectStatus.Held, Reason = "fx_rate_missing" },
        };

        var held = Assert.Single(await host.Accruals.ApplyAsync(Slug, Partner, [missing], default));
        var applied = Assert.Single(await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1")], default));

        Assert.Equal((EffectStatus.Held, "fx_rate_missing"), (held.Status, held.Reason));
        Assert.Equal(EffectStatus.Applied, applied.Status);
        Assert.Equal(1, (await StateAsync(host)).Counters.At(SaleAt).Month.Sales);
    }

    [Fact]
    public async Task Writers_of_several_processes_leave_exact_counters_and_a_verified_ledger()
    {
        const int Sales = 2_000;
        var storage = azurite.TakeAccount();
        await using var first = await StartAsync(storage);
        await using var second = await StartAsync(storage);

        // Every tenth event is delivered to both.
        var deliveries = Enumerable
            .Range(0, Sales)
            .Chunk(40)
            .SelectMany(
                (numbers, i) =>
                    new[]
                    {
                        (Host: i % 2 == 0 ? first : second, numbers),
                        (Host: i % 2 == 0 ? second : first, [.. numbers.Where(n => n % 10 == 0)]),
                    }
            )
            .Select(delivery =>
                delivery.Host.Accruals.ApplyAsync(
                    Slug,
                    Partner,
                    [.. delivery.Item2.Select(n => Sale($"sale-{n}", customer: $"customer-{n % 500}"))],
                    default
                )
            );
        await Task.WhenAll(deliveries);

        var counts = (await StateAsync(first)).Counters.At(SaleAt).Month;
        Assert.Equal(new Counts(0, 0, Sales, 0, Sales * 10_000L, Sales * 1_000L), counts);
        Assert.Equal(Sales * 1_000L, (await first.Ledger.BalanceAsync(Slug, Partner, default)).Pending);
        Assert.Equal(Sales, await first.Ledger.CommissionsAsync(Slug, Partner, default).CountAsync());
        await VerifiesAsync(second);
    }

    private static Task<LedgerHead> StateAsync(LedgerHost host) =>
        host.Get<LedgerStore>().HeadAsync(Slug, Partner, default);

    private static async Task VerifiesAsync(LedgerHost host) =>
        Assert.Empty((await host.Ledger.VerifyAsync(Slug, default)).Mismatches);
}
