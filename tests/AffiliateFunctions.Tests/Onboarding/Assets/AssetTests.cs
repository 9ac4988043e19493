using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Assets;
using AffiliateFunctions.Tests.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding.Assets;

/// <summary>The assets of a program: what is accepted, and what is recorded about a change.</summary>
public sealed class AssetTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly Asset Logo = new("Logo", AssetKind.Logo, "https://www.example.com/logo.png");
    private static readonly Asset Words = new("Sentence", AssetKind.Text, Text: "Books that keep themselves.");

    [Fact]
    public async Task Assets_are_replaced_as_a_whole_and_each_change_is_recorded_once()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        Assert.Empty((await host.Get<AssetStore>().FindAsync(FeatureHost.Slug, default)).Assets!);

        await PutAsync(host, new PartnerAssets([Logo]));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await PutAsync(host, new PartnerAssets([Logo]));
        await PutAsync(host, new PartnerAssets([Words], new DisclosureWording(Uk: "Say Ad.")));

        Assert.Equal([Words], (await host.Get<AssetStore>().FindAsync(FeatureHost.Slug, default)).Assets!);
        var changes = await host.Get<AuditLog>()
            .AboutAsync(FeatureHost.Slug, [FeatureHost.Slug.Value], default)
            .ToListAsync();
        Assert.Equal(2, changes.Count);
        Assert.Contains("Sentence", changes[1].Change!.After.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("logo.png", changes[1].Change!.Before.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://www.example.com/a.png", true)]
    [InlineData("https://shop.example.com:8443/a.png", true)]
    [InlineData("https://WWW.example.com/a.png", true)]
    [InlineData("http://www.example.com/a.png", false)]
    [InlineData("https://example.com/a.png", false)]
    [InlineData("https://www.example.com.evil.test/a.png", false)]
    [InlineData("https://www.example.com@evil.test/a.png", false)]
    [InlineData("https://shop.example.com/a.png", false)]
    [InlineData("javascript:alert(1)", false)]
    public void An_address_is_https_on_the_host_of_the_website_or_on_an_allowed_destination(
        string address,
        bool isAccepted
    )
    {
        var program = LedgerHost.Program with
        {
            Website = "https://www.example.com/",
            AllowedDestinations = ["shop.example.com:8443"],
        };

        var problem = new PartnerAssets([Words, Logo with { Url = address }]).HostProblemOf(program);

        Assert.Equal(isAccepted ? [] : ["/assets/1/url"], problem?.Errors.Keys ?? []);
    }

    public static TheoryData<string, Asset> Refused =>
        new()
        {
            { "/assets/0", Logo with { Name = "\u200B\u2060" } },
            { "/assets/0", Logo with { Name = new string('a', 101) } },
            { "/assets/0", Logo with { Description = "two\nlines" } },
            { "/assets/0", Logo with { Url = null } },
            { "/assets/0", Logo with { Text = "Also a text" } },
            { "/assets/0", Words with { Text = " " } },
            { "/assets/0", Words with { Text = new string('a', 2001) } },
            { "/assets/0", Words with { Url = Logo.Url } },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void An_asset_without_content_is_refused_by_its_place(string pointer, Asset asset) =>
        Assert.Equal([pointer], new PartnerAssets.Validator().Check(new PartnerAssets([asset])).Problem!.Errors.Keys);

    [Fact]
    public void A_program_has_at_most_fifty_assets_and_words_no_duty_with_nothing()
    {
        var sent = new PartnerAssets([.. Enumerable.Repeat(Logo, 51)], new DisclosureWording(Us: " ", Eu: "Say it."));
        Assert.Equal(
            ["/assets", "/disclosure/us"],
            new PartnerAssets.Validator().Check(sent).Problem!.Errors.Keys.Order(StringComparer.Ordinal)
        );
    }

    private static async Task<Result<PartnerAssets>> PutAsync(FeatureHost host, PartnerAssets assets) =>
        await ActivatorUtilities
            .CreateInstance<PutAssets>(host.Services)
            .ReplaceAsync(await host.ProgramAsync(), assets.Normalized(), default);
}
