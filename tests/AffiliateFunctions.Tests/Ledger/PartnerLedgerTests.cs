using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using Testing;
using static AffiliateFunctions.Tests.Ledger.Effects;
using static AffiliateFunctions.Tests.Ledger.LedgerHost;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>What a partner reads of its ledger is its own, and all of it.</summary>
public sealed class PartnerLedgerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_shared_commission_is_explained_to_each_partner_without_the_others_and_the_customer()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var outcome = Assert.Single(
            await host.Accruals.ApplyAsync(
                Slug,
                Partner,
                [Judged("shared", 60_000, "secret-customer", "US", credited: [Partner, Other])],
                default
            )
        );
        var ledger = host.Get<IPartnerLedger>();
        foreach (var id in outcome.Commissions)
        {
            var owner = (await host.Ledger.FindAsync(Slug, id, default))!.PartnerId;
            var other = owner == Partner ? Other : Partner;
            Assert.Null(await ledger.ExplainAsync(LedgerHost.Program, other, id, default));
            var text = TextOf((await ledger.ExplainAsync(LedgerHost.Program, owner, id, default))!);
            Assert.Contains("30.00 USD for you", text, StringComparison.Ordinal);
            Assert.Contains("10 % of 600.00 USD", text, StringComparison.Ordinal);

            // The rules saw the figures of the first credited partner.
            Assert.Equal(owner == Partner, text.Contains("(step from 0, reached", StringComparison.Ordinal));
            Assert.Equal(owner == Partner, text.Contains("three-sales: partner.sales", StringComparison.Ordinal));
            foreach (var internals in new[] { other.Value, "another partner", "secret-customer", "far-away", "held" })
            {
                Assert.DoesNotContain(internals, text, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("UTC", "5 December 2026")]
    [InlineData("Pacific/Kiritimati", "6 December 2026")]
    public async Task The_days_of_an_explanation_are_those_of_the_programs_time_zone(string zone, string day)
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var outcome = Assert.Single(await host.Accruals.ApplyAsync(Slug, Partner, [Sale("sale-1")], default));
        var explained = await host.Get<IPartnerLedger>()
            .ExplainAsync(LedgerHost.Program with { Timezone = zone }, Partner, outcome.Commissions[0], default);
        Assert.Equal(day, explained!.Content.Facts.Single(fact => fact.Label == "Payable from").Value);
    }

    [Fact]
    public async Task The_figures_are_the_balance_and_the_counts_by_month()
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        await host.Accruals.ApplyAsync(
            Slug,
            Partner,
            [
                Judged("sale-1", 10_000, "a"),
                new ClickCountEffect(EventId.Parse("clicks:1"), SaleAt.AddMonths(-1), 7),
                Sale("sale-2", hold: "lead_burst"),
            ],
            default
        );
        var figures = await host.Get<IPartnerLedger>().FiguresAsync(LedgerHost.Program, Partner, default);
        Assert.Equal((1000, 1000), (figures.Balance.Pending, figures.Balance.Held));
        Assert.Equal(["2026-10", "2026-11"], figures.Months.Select(month => month.Month.Value));
        Assert.Equal((7, 0), (figures.Months[0].Clicks, figures.Months[0].Sales));
        Assert.Equal(2000, figures.Months[1].Commissions);
    }

    private static string TextOf(PartnerExplanation explanation) =>
        string.Join(
            '\n',
            explanation
                .Content.Facts.Select(fact => $"{fact.Label}: {fact.Value}")
                .Concat(explanation.Content.Steps.SelectMany(step => step.Lines.Prepend(step.Title)))
        );
}
