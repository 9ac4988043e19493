using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using Testing;

namespace AffiliateFunctions.Tests.Ledger;

public sealed class LinkCountsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task What_came_by_a_named_link_is_counted_once_and_agrees_with_a_replay()
    {
        await using var host = await LedgerHost.StartAsync(azurite.TakeAccount());
        var origins = new Dictionary<PartnerId, LinkOrigin> { [Effects.Partner] = new("agency-news", "spring") };
        LedgerEffect[] effects =
        [
            new ClickCountEffect(EventId.Parse("clicks-1"), Effects.SaleAt, 17)
            {
                ByLink = new Dictionary<string, int> { ["agency-news"] = 4, ["agency-blog"] = 1 },
            },
            Effects.Sale("sale-1") with
            {
                Origins = origins,
            },
            Effects.Sale("sale-2"),
        ];

        await host.Accruals.ApplyAsync(LedgerHost.Slug, Effects.Partner, effects, default);
        await host.Accruals.ApplyAsync(LedgerHost.Slug, Effects.Partner, effects, default);

        var figures = await host.Get<ILinkFigures>().OfAsync(LedgerHost.Slug, Effects.Partner, default);
        Assert.Equal(new LinkFigures(4, 0, 1, 10_000), figures["agency-news"]);
        Assert.Equal(new LinkFigures(1, 0, 0, 0), figures["agency-blog"]);
        var commissions = await host.Ledger.CommissionsAsync(LedgerHost.Slug, Effects.Partner, default).ToListAsync();
        Assert.Equal(
            [("agency-news", "spring"), (null, null)],
            commissions.OrderBy(c => c.EventId.Value).Select(c => (c.Link, c.SubId))
        );
        Assert.Equal([], (await host.Ledger.VerifyAsync(LedgerHost.Slug, default)).Mismatches);
    }
}
