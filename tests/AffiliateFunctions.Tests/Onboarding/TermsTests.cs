using System.Net;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Terms;
using AngleSharp.Html.Parser;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>The stored partner terms: who accepts what, and how they are shown.</summary>
public sealed class TermsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly ApplicationBody Body = new(
        "Partner contact",
        "partner@example.com",
        "Example Media",
        "https://www.example.com",
        "US",
        "Reviews",
        TermsAccepted: true,
        TermsVersion: "2026-11"
    );

    private readonly Mock<DurableTaskClient> orchestrations = new("test");

    [Fact]
    public async Task An_acceptance_records_the_version_its_hash_the_time_and_both_addresses()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await StoreAsync(host, "2026-11", "Be honest.");

        var submitted = await SubmitAsync(host, Body);

        var application = await host.Get<ApplicationStore>().FindAsync(FeatureHost.Slug, submitted.Value, default);
        Assert.Equal(
            new PartnerTerms("2026-11", host.Clock.GetUtcNow())
            {
                Hash = "hash of Be honest.",
                AcceptedBy = "partner@example.com",
                AcceptedFrom = "192.0.2.7",
            },
            application!.Terms
        );
        Assert.Equal(
            (null, null, "hash of Be honest."),
            (
                application.WithoutPerson("erased").Terms.AcceptedBy,
                application.WithoutPerson("erased").Terms.AcceptedFrom,
                application.WithoutPerson("erased").Terms.Hash
            )
        );
    }

    [Fact]
    public async Task A_version_that_is_not_stored_is_refused_with_those_that_are()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await StoreAsync(host, "2026-10", "Be honest.");
        host.Clock.Advance(TimeSpan.FromDays(1));
        await StoreAsync(host, "2026-11", "Be honest and quick.");

        var submitted = await SubmitAsync(host, Body with { TermsVersion = "2026-12" });

        Assert.Equal(
            "The program has no terms of this version. Give one of 2026-11, 2026-10.",
            Assert.Single(submitted.Problem!.Errors["/terms_version"])
        );
        Assert.Empty(await host.Get<ApplicationStore>().ListAsync(FeatureHost.Slug, null, default).ToListAsync());
    }

    [Fact]
    public async Task Without_a_version_in_the_rule_book_the_latest_stored_version_is_in_force()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var policies = host.Get<OnboardingPolicies>();
        Assert.Equal(string.Empty, (await policies.InForceAsync(FeatureHost.Slug, default)).TermsVersion);

        await StoreAsync(host, "b", "First.");
        host.Clock.Advance(TimeSpan.FromDays(1));
        await StoreAsync(host, "a", "Second.");

        Assert.Equal("a", (await policies.InForceAsync(FeatureHost.Slug, default)).TermsVersion);
    }

    [Fact]
    public async Task A_stored_version_keeps_its_content()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await StoreAsync(host, "1", "Be honest.");

        var other = await StoreAsync(host, "1", "Be quick.");

        Assert.Equal("Be honest.", other.Text);
        Assert.Equal(
            "Be honest.",
            Assert.Single(await host.Get<TermsStore>().ListAsync(FeatureHost.Slug, default)).Text
        );
    }

    [Theory]
    [InlineData("1/2")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("ü")]
    [InlineData(null)]
    public void A_version_can_stand_in_an_address(string? version) => Assert.False(TermsVersions.IsVersion(version));

    [Fact]
    public async Task The_page_shows_the_text_and_carries_no_markup_script_or_image_of_it()
    {
        const string text = """
            # Partner terms

            Pay is **10 %**. <script>alert(1)</script>

            [Our site](https://www.example.com) [bad](javascript:alert(1)) ![logo](https://www.example.com/logo.png)

            | Step | Pay |
            |------|-----|
            | Sale | 10  |
            """;
        var html = await new PageRenderer(NullLoggerFactory.Instance).RenderAsync<TermsPage>(
            new TermsReading(new Brand("Program"), new TermsText("1", text, null, "abc"))
        );
        var page = await new HtmlParser().ParseDocumentAsync(html);
        Assert.Empty(page.QuerySelectorAll("script, img"));
        Assert.Equal(
            ["https://www.example.com", "https://www.example.com/logo.png"],
            page.QuerySelectorAll(".terms a").Select(link => link.GetAttribute("href"))
        );
        Assert.Equal("Partner terms", page.QuerySelector(".terms h2")!.TextContent);
        Assert.Contains(
            "<script>alert(1)</script>",
            page.QuerySelector(".terms")!.TextContent,
            StringComparison.Ordinal
        );
        Assert.Contains("bad", page.QuerySelector(".terms")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("10", page.QuerySelectorAll(".terms td")[1].TextContent);
    }

    [Fact]
    public async Task The_sign_up_page_has_the_terms_beside_their_checkbox()
    {
        var html = await new PageRenderer(NullLoggerFactory.Instance).RenderAsync<ApplyPage>(
            new ApplyForm
            {
                Brand = new Brand("Program"),
                Website = "https://www.example.com",
                Action = "/api/programs/demo/applications",
                TermsVersion = "2",
                Terms = new TermsText("2", null, "https://www.example.com/terms.pdf", "abc"),
            }
        );
        var page = await new HtmlParser().ParseDocumentAsync(html);
        var reading = page.QuerySelector("details.reading")!;
        Assert.Equal("https://www.example.com/terms.pdf", reading.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("terms_accepted", reading.NextElementSibling!.QuerySelector("input")!.GetAttribute("name"));
    }

    private static Task<TermsDocument> StoreAsync(FeatureHost host, string version, string text) =>
        host.Get<TermsStore>()
            .GetOrAddAsync(
                FeatureHost.Slug,
                new TermsDocument(version, text, null, $"hash of {text}", host.Clock.GetUtcNow()),
                default
            );

    private async Task<AffiliateFunctions.Infrastructure.Http.Result<ApplicationId>> SubmitAsync(
        FeatureHost host,
        ApplicationBody body
    ) =>
        await host.Get<SubmitApplicationHandler>()
            .SubmitAsync(await host.ProgramAsync(), body, orchestrations.Object, default, IPAddress.Parse("192.0.2.7"));
}
