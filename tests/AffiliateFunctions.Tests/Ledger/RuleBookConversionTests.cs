using System.Text.Json;
using Affiliate.Domain.Rules;
using Affiliate.Pages.Models;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Programs;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>The ledger with the rule book of <see cref="Effects.Judged"/>.</summary>
public sealed class RuleBookConversionTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Tiers_caps_and_bonuses_follow_from_what_the_partner_did_before()
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        // 5,000 + 5,000 + 15 % of 50,000, of which the third is the customer's over its cap of 9,000, and the bonus.
        await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [Judged("sale-1", 50_000, "a"), Judged("sale-2", 50_000, "a"), Judged("sale-3", 50_000, "b")],
            default
        );
        await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [Judged("sale-4", 50_000, "b"), Judged("sale-5", 50_000, "c")],
            default
        );

        var commissions = await host.Ledger.CommissionsAsync(Slug, Partner, default).ToListAsync();
        Assert.Equal(
            [5_000, 4_000, 7_500, 50_000, 1_500, 2_000],
            InOrder("sale-1", "sale-2", "sale-3").Concat(InOrder("sale-4", "sale-5"))
        );
        Assert.All(commissions, c => Assert.Equal((7, SaleAt.AddDays(14)), (c.RulesVersion, c.DueAt)));
        var counts = (await host.Get<LedgerStore>().HeadAsync(Slug, Partner, default)).Counters.At(SaleAt).Quarter;
        Assert.Equal(new Counts(0, 0, 5, 3, 250_000, 70_000), counts);

        IEnumerable<long> InOrder(params string[] events) =>
            events.SelectMany(id =>
                commissions
                    .Where(c => c.EventId.Value == id)
                    .OrderBy(c => c.Rule == "three-sales")
                    .Select(c => c.Amount)
            );
    }

    [Fact]
    public async Task The_stored_trace_is_the_engines_and_holds_no_address()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var id = (
            await host.Accruals.ApplyAsync(
                Slug,
                Partner,
                [Judged("sale-1", 50_000, "a", email: "buyer@customer.example")],
                default
            )
        )[0]
            .Commissions[0]
            .Value;

        var explained = (await host.Get<CommissionDecisionService>().ExplainAsync(Slug, id, default)).Value!;
        var trace = JsonElement.Parse(explained.Trace);

        Assert.Equal(5_000, trace.GetProperty("amount").GetInt64());
        Assert.Equal("share", trace.GetProperty("evaluation").GetProperty("rules")[0].GetProperty("rule").GetString());
        Assert.DoesNotContain("@", explained.Trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_tells_the_amount_in_words()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var outcomes = await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [Judged("sale-1", 95_000, "a"), Judged("sale-2", 10_001, "b", credited: [Partner, Other])],
            default
        );
        var program = await host.Get<IPrograms>().FindAsync(Slug, default);

        var explained = (
            await host.Get<CommissionDecisionService>().ExplainAsync(Slug, outcomes[1].Commissions[0].Value, default)
        ).Value!;
        var page = CommissionPages.Explanation(program!, explained);
        var lines = page.Steps.SelectMany(step => step.Lines).ToList();

        Assert.Equal("6.25 USD", page.Amount);
        Assert.Contains("Base: 100.01 USD (gross)", lines);
        Assert.Contains("10 % of 50.00 USD (step from 0, reached 95,000)", lines);
        Assert.Contains("15 % of 50.01 USD (step from 100,000, reached 95,000)", lines);
        Assert.Contains("Sum: 12.5015 USD, rounded half to even to 12.50 USD", lines);
        Assert.Contains("6.25 USD for another partner", lines);
    }

    [Fact]
    public async Task Screens_and_self_referral_reject_and_hold()
    {
        await using var host = await StartAsync(azurite.TakeAccount());

        var outcomes = await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [
                Judged("sale-1", 50_000, "a", country: "ZZ"),
                Judged("sale-2", 50_000, "b", email: "owner@partner.example"),
            ],
            default
        );

        Assert.Equal(
            [(EffectStatus.Rejected, "far-away"), (EffectStatus.Held, "self_referral")],
            outcomes.Select(o => (o.Status, o.Reason!))
        );
        Assert.Equal(5_000, (await host.Ledger.BalanceAsync(Slug, Partner, default)).Held);
    }
}
