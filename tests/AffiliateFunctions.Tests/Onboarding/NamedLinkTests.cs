using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Partners.NamedLinks;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

public sealed class NamedLinkTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_link_gets_a_code_from_its_name_and_a_repeated_request_returns_the_same_link()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host, "Acme Media");
        var added = await AddAsync(host, partner, new AddLink.Body("Café News", SubId: "news"));
        var again = await AddAsync(host, partner, new AddLink.Body("café news", SubId: "news"));

        Assert.Equal((true, false), (added.Value!.IsNew, again.Value!.IsNew));
        Assert.Equal("acme-media-cafe-news", added.Value!.Link.Code);
        Assert.Equal(added.Value!.Link, again.Value!.Link);
        Assert.Equal(
            new PartnerLink("acme-media-cafe-news", FeatureHost.Slug, partner.Id, true)
            {
                IsNamed = true,
                SubId = "news",
            },
            await host.Get<IPartnerLinks>().ResolveAsync("ACME-media-cafe-news", default)
        );
        var named = await host.Get<IPartners>().FindNamedAsync(FeatureHost.Slug, ["acme-media-cafe-news"], [], default);
        Assert.Equal(partner.Id, named.ByCode["acme-media-cafe-news"]);
        Assert.Single(await RecordsAsync(host, partner, "link_added"));
    }

    [Fact]
    public async Task A_name_with_other_values_and_a_code_of_anybody_are_conflicts()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (partner, other) = (await MakeAsync(host, "Acme Media"), await MakeAsync(host, "Best Blog"));
        await AddAsync(host, partner, new AddLink.Body("News", Code: "ACME.News"));

        Assert.Equal("/name", ErrorOf(await AddAsync(host, partner, new AddLink.Body("News", SubId: "b"))));
        Assert.Equal("/code", ErrorOf(await AddAsync(host, partner, new AddLink.Body("Blog", Code: "acme.news"))));
        Assert.Equal("/code", ErrorOf(await AddAsync(host, partner, new AddLink.Body("Own", Code: partner.Code))));
        Assert.Equal("/code", ErrorOf(await AddAsync(host, other, new AddLink.Body("News", Code: "acme.news"))));
        Assert.Equal("/code", ErrorOf(await AddAsync(host, other, new AddLink.Body("News", Code: partner.Code))));
        Assert.Equal(ProblemKind.Conflict, (await RegisterAsync(host, "Third", "acme.news")).Problem!.Kind);
    }

    [Fact]
    public async Task Of_two_links_of_one_partner_that_ask_for_one_code_at_once_one_gets_it()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host, "Acme Media");
        var added = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(n => AddAsync(host, partner, new AddLink.Body($"Link {n}", Code: "acme-x")))
        );
        Assert.Single(added, result => result.Succeeded);
        var stored = await host.Get<IPartners>().FindAsync(FeatureHost.Slug, partner.Id, default);
        Assert.Single(stored!.Links);
    }

    [Fact]
    public async Task A_removed_link_leads_on_without_counting_and_its_code_is_for_its_partner_only()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (partner, other) = (await MakeAsync(host, "Acme Media"), await MakeAsync(host, "Best Blog"));
        var body = new AddLink.Body("News", Code: "acme-news");
        await AddAsync(host, partner, body);
        for (var time = 0; time < 2; time++)
        {
            Assert.True((await RemoveAsync(host, partner, "ACME-news")).Succeeded);
            host.Clock.Advance(TimeSpan.FromSeconds(31));
        }

        Assert.False((await host.Get<IPartnerLinks>().ResolveAsync("acme-news", default))!.Active);
        var named = await host.Get<IPartners>().FindNamedAsync(FeatureHost.Slug, ["acme-news"], [], default);
        Assert.Empty(named.ByCode);
        Assert.Equal("/code", ErrorOf(await AddAsync(host, other, body)));
        Assert.True((await AddAsync(host, partner, body)).Value!.IsNew);
        Assert.True((await host.Get<IPartnerLinks>().ResolveAsync("acme-news", default))!.Active);
        Assert.Single(await RecordsAsync(host, partner, "link_removed"));
        Assert.Equal(ProblemKind.NotFound, (await RemoveAsync(host, partner, "unknown")).Problem!.Kind);
    }

    [Fact]
    public async Task The_links_of_a_suspended_partner_rest_until_it_is_reinstated()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host, "Acme Media");
        await AddAsync(host, partner, new AddLink.Body("News", Code: "acme-news"));
        await SetAsync(host, partner, PartnerStatus.Suspended);
        Assert.False((await host.Get<IPartnerLinks>().ResolveAsync("acme-news", default))!.Active);
        await SetAsync(host, partner, PartnerStatus.Active);
        Assert.True((await host.Get<IPartnerLinks>().ResolveAsync("acme-news", default))!.Active);
        await SetAsync(host, partner, PartnerStatus.Closed);
        Assert.Equal(ProblemKind.Conflict, (await AddAsync(host, partner, new AddLink.Body("Blog"))).Problem!.Kind);
    }

    [Fact]
    public async Task A_partner_has_at_most_50_links_at_a_time()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host, "Acme Media");
        for (var number = 0; number < NamedLink.MaxLinks; number++)
        {
            Assert.True((await AddAsync(host, partner, new AddLink.Body($"Link {number}"))).Succeeded);
        }

        Assert.Equal(ProblemKind.Conflict, (await AddAsync(host, partner, new AddLink.Body("More"))).Problem!.Kind);
        Assert.True((await RemoveAsync(host, partner, "acme-media-link-7")).Succeeded);
        Assert.True((await AddAsync(host, partner, new AddLink.Body("More"))).Succeeded);
    }

    [Theory]
    [InlineData("https://www.example.com/pricing", true)]
    [InlineData("https://evil.example.net/", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("/pricing", false)]
    public async Task A_link_leads_only_where_the_program_allows(string to, bool isAllowed)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var mistakes = new AddLink.Body("News", To: to).Mistakes(await host.ProgramAsync());
        Assert.Equal(isAllowed ? [] : ["/to"], mistakes.Select(mistake => mistake.Pointer));
    }

    private static string ErrorOf(Result<AddedLink> result) => Assert.Single(result.Problem!.Errors).Key;

    private static async Task<Result<AddedLink>> AddAsync(FeatureHost host, Partner partner, AddLink.Body body) =>
        await host.Get<NamedLinkChanges>().AddAsync(await host.ProgramAsync(), partner.Id.Value, body, default);

    private static async Task<Result<Partner>> RemoveAsync(FeatureHost host, Partner partner, string code) =>
        await host.Get<NamedLinkChanges>().RemoveAsync(await host.ProgramAsync(), partner.Id.Value, code, default);

    private static async Task SetAsync(FeatureHost host, Partner partner, PartnerStatus status) =>
        Assert.True(
            (
                await host.Get<PartnerChanges>()
                    .ChangeAsync(
                        await host.ProgramAsync(),
                        partner.Id.Value,
                        stored => new PartnerChange(stored with { Status = status }, []),
                        default
                    )
            ).Succeeded
        );

    private static async Task<List<AuditRecord>> RecordsAsync(FeatureHost host, Partner partner, string action) =>
        await host.Get<AuditLog>()
            .AboutAsync(FeatureHost.Slug, [partner.Id.Value], default)
            .Where(record => record.Action == action)
            .ToListAsync();

    private static async Task<Partner> MakeAsync(FeatureHost host, string company) =>
        (await RegisterAsync(host, company, code: null)).Value!.Partner;

    private static async Task<Result<DirectPartners.Made>> RegisterAsync(
        FeatureHost host,
        string company,
        string? code
    ) =>
        await host.Get<DirectPartners>()
            .MakeAsync(
                await host.ProgramAsync(),
                new PartnerBody("Contact", $"{company.Replace(' ', '.')}@example.com", company, "US", Code: code),
                default
            );
}
