using System.Net;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.ConsolePages.RuleVersions;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Simulation;
using AffiliateFunctions.Tests.Emails;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>The versions of rule books on the console: in words, compared, simulated, and by few requests.</summary>
public sealed class ConsoleRulesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int MaxRequests = 12;
    private const string Path = "/console/programs/demo/rules";

    private readonly Mock<ISimulations> simulations = new();

    [Fact]
    public async Task A_program_without_rule_books_says_how_the_first_one_is_stored()
    {
        await using var scene = await StartAsync();
        var (status, html) = await ListAsync(scene);
        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Contains("No rule book is stored yet.", html, StringComparison.Ordinal);
        Assert.Contains("No version is in force", html, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{Path}\" aria-current=\"page\">Rules</a>", html, StringComparison.Ordinal);
        Assert.Equal(StatusCodes.Status404NotFound, (await ShowAsync(scene, "1")).Status);
    }

    [Fact]
    public async Task The_list_says_of_each_version_its_status_its_start_and_the_person_who_decided()
    {
        await using var scene = await StartAsync();
        await StoreVersionsAsync(scene);
        var (_, html) = await ListAsync(scene);
        Assert.InRange(scene.Requests, 1, MaxRequests);
        Assert.Contains("Version 2 is in force since 20 October 2026.", html, StringComparison.Ordinal);
        Assert.Equal(
            ["Draft", "Waits for approval", "Approved, not in force yet", "Rejected", "In force", "Superseded"],
            Badges(html)
        );
        Assert.Contains("owner@example.com", html, StringComparison.Ordinal);
        Assert.Contains("24 December 2026", html, StringComparison.Ordinal);
        Assert.Contains("applies from 20 October 2026", html, StringComparison.Ordinal);
        Assert.Contains("Based on version 5.", html, StringComparison.Ordinal);
        Assert.Contains("Draft 6 of the rule book is not edited yet.", html, StringComparison.Ordinal);
        Assert.Contains("change the rule share. Pay 10 %.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_versions_are_listed_page_by_page_and_cost_no_request_each()
    {
        await using var scene = await StartAsync();
        for (var number = 1; number <= 120; number++)
        {
            await StoreAsync(scene, $"Rules {number}", percent: 20);
            await DecideAsync(scene, number, scene.Host.Clock.GetUtcNow(), approved: true);
        }

        var (_, html) = await ListAsync(scene);
        Assert.InRange(scene.Requests, 1, MaxRequests);
        Assert.Equal(50, Badges(html).Count);
        Assert.Contains($"{Path}?before=71", html, StringComparison.Ordinal);
        (_, html) = await ListAsync(scene, "?before=21");
        Assert.Equal(20, Badges(html).Count);
        Assert.DoesNotContain("?before=", html, StringComparison.Ordinal);
        (_, html) = await ShowAsync(scene, "120");
        Assert.InRange(scene.Requests, 1, MaxRequests);
        Assert.Contains("Differences to version 119", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4", "", "Differences to version 2", "share: on each sale 25 %")]
    [InlineData("4", "?against=1", "Differences to version 1", "share: on each sale 25 %")]
    [InlineData("4", "?against=4", "Differences to version 2", "before: on each sale 20 %")]
    [InlineData("4", "?against=none", "Differences to version 2", "before: on each sale 20 %")]
    [InlineData("2", "", "Differences to version 1", "before: on each sale 10 %")]
    [InlineData("3", "", "Differences to version 2", "before: on each sale 20 %")]
    [InlineData("6", "?against=5", "Differences to version 5", "The name is")]
    [InlineData("1", "", "No version applies before this one.", "What pays")]
    public async Task A_version_is_written_in_words_with_its_differences(
        string version,
        string query,
        string title,
        string line
    )
    {
        await using var scene = await StartAsync();
        await StoreVersionsAsync(scene);
        var (status, html) = await ShowAsync(scene, version, query);
        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.InRange(scene.Requests, 1, MaxRequests);
        Assert.Contains(title, html, StringComparison.Ordinal);
        Assert.Contains(line, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("Touches of the last 90 days count", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("7")]
    [InlineData("-1")]
    [InlineData("current")]
    public async Task An_unknown_version_is_not_found(string version)
    {
        await using var scene = await StartAsync();
        await StoreVersionsAsync(scene);
        Assert.Equal(StatusCodes.Status404NotFound, (await ShowAsync(scene, version)).Status);
        Assert.Equal(StatusCodes.Status404NotFound, (await SimulateAsync(scene, version)).Status);
    }

    [Fact]
    public async Task A_simulation_shows_sums_before_and_after_by_company()
    {
        await using var scene = await StartAsync();
        await StoreVersionsAsync(scene);
        var partner = HostileTexts.Partner("prt_rules") with { Company = "Acme Agency" };
        var store = scene.Host.Get<PartnerStore>();
        Assert.True(await store.TryAddAsync(partner, await store.CountAsync(Slug, default), [], default));
        Answer(Report(partner.Id));

        var (status, html) = await SimulateAsync(scene, "4", ("from", "2026-10-01"), ("to", "2026-11-01"));
        Assert.Equal(StatusCodes.Status200OK, status);
        html = WebUtility.HtmlDecode(html);
        Assert.Contains("From 2026-10-01 until before 2026-11-01", html, StringComparison.Ordinal);
        Assert.Contains("Acme Agency</a>", html, StringComparison.Ordinal);
        Assert.Contains("All partners", html, StringComparison.Ordinal);
        Assert.Contains("20.00 USD", html, StringComparison.Ordinal);
        Assert.Contains("25.00 USD to Acme Agency by share", html, StringComparison.Ordinal);
        Assert.Contains("+5.00 USD", html, StringComparison.Ordinal);
        Assert.Contains("/console/programs/demo/events/sale-1", html, StringComparison.Ordinal);
        simulations.Verify(runs =>
            runs.RunAsync(
                It.Is<StoredRuleBook>(version => version.Version == 4),
                "2026-10-01",
                "2026-11-01",
                It.IsAny<CancellationToken>()
            )
        );
    }

    [Fact]
    public async Task A_wrong_period_is_shown_at_its_field_with_what_was_entered()
    {
        await using var scene = await StartAsync();
        await StoreVersionsAsync(scene);
        Answer(Problem.Invalid("/to", "Give a time after the start."));

        var (status, html) = await SimulateAsync(scene, "4", ("from", "2026-10-03"), ("to", "2026-10-02"));
        Assert.Equal(StatusCodes.Status409Conflict, status);
        Assert.Contains("There is a problem", html, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"2026-10-03\"", html, StringComparison.Ordinal);
    }

    private Task<ConsoleScene> StartAsync() =>
        ConsoleScene.StartAsync(azurite.TakeAccount(), services => services.AddSingleton(simulations.Object));

    private void Answer(Result<SimulationReport> report) =>
        simulations
            .Setup(runs =>
                runs.RunAsync(
                    It.IsAny<StoredRuleBook>(),
                    It.IsAny<string>(),
                    It.IsAny<string>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ReturnsAsync(report);

    // Superseded, in force, rejected, approved for later, submitted, and a draft that a review asked for.
    private static async Task StoreVersionsAsync(ConsoleScene scene)
    {
        var now = scene.Host.Clock.GetUtcNow();
        scene.Host.Clock.AdjustTime(now.AddDays(-20));
        await StoreAsync(scene, "<b>One</b>", percent: 10);
        await DecideAsync(scene, 1, now.AddDays(-40), approved: true);
        scene.Host.Clock.AdjustTime(now.AddDays(-12));
        await StoreAsync(scene, "Two", percent: 20);
        await DecideAsync(scene, 2, now.AddDays(-30), approved: true);
        scene.Host.Clock.AdjustTime(now);
        await StoreAsync(scene, "Three", percent: 50);
        await DecideAsync(scene, 3, now, approved: false);
        await StoreAsync(scene, "Four", percent: 25);
        await DecideAsync(scene, 4, new DateTimeOffset(2026, 12, 24, 0, 0, 0, TimeSpan.Zero), approved: true);
        await StoreAsync(scene, "Five", percent: 20);
        await scene.Host.Get<RuleBookStore>().ChangeAsync(Slug, 5, stored => stored.Submit(now), default);
        await StoreAsync(scene, "Six", percent: 20, basedOn: 5);
        var request = new RuleChangeRequest(
            Period.Parse("2026-10"),
            "2026-10-1",
            "owner@example.com",
            now,
            ["share"],
            "Pay 10 %.",
            "Too dear.",
            "refund_rate"
        );
        await scene.Host.Get<RuleBookStore>().ChangeAsync(Slug, 6, stored => stored.WithRequest(request), default);
    }

    private static ProgramSlug Slug => FeatureHost.Slug;

    private static Task<StoredRuleBook> StoreAsync(ConsoleScene scene, string name, int percent, int? basedOn = null)
    {
        var document = JsonElement.Parse(
            $$$"""{"commissions":[{"id":"share","on":"sale","pay":{"percent":"{{{percent}}}"}}],"currency":"USD","name":"{{{name}}}","schema":"affiliate-rules/1"}"""
        );
        return scene
            .Host.Get<RuleBookStore>()
            .AddAsync(
                Slug,
                CanonicalJson.HashOf(document),
                Encoding.UTF8.GetString(CanonicalJson.Of(document)),
                scene.Host.Clock.GetUtcNow(),
                default,
                basedOn
            );
    }

    private static Task<StoredRuleBook?> DecideAsync(
        ConsoleScene scene,
        int version,
        DateTimeOffset from,
        bool approved
    ) =>
        scene
            .Host.Get<RuleBookStore>()
            .ChangeAsync(
                Slug,
                version,
                stored => stored.Submit(from)!.Decide(approved, "owner@example.com", scene.Host.Clock.GetUtcNow()),
                default
            );

    private static SimulationReport Report(PartnerId partner) =>
        new(
            Events: 1,
            "USD",
            ActualTotal: 2000,
            SimulatedTotal: 2500,
            Difference: 500,
            [new SimulatedPartner(partner, 2000, 2500, 500)],
            ChangedCount: 1,
            [
                new SimulatedChange(
                    EventId.Parse("sale-1"),
                    "sale",
                    new DateTimeOffset(2026, 10, 5, 10, 0, 0, TimeSpan.Zero),
                    [new SimulatedGrant(partner, "share", 2000)],
                    [new SimulatedGrant(partner, "share", 2500)],
                    "pay",
                    Reason: null
                ),
            ]
        );

    private static List<string> Badges(string html) =>
        [
            .. html.Split("class=\"badge ")
                .Skip(1)
                .Select(part => part[(part.IndexOf('>', StringComparison.Ordinal) + 1)..])
                .Select(part => part[..part.IndexOf('<', StringComparison.Ordinal)]),
        ];

    private static Task<(int Status, string Html)> ListAsync(ConsoleScene scene, string query = "") =>
        scene.OpenAsync<ShowConsoleRules>(
            nameof(ShowConsoleRules.RunAsync),
            query,
            (function, request) => function.RunAsync(request, Slug.Value, default)
        );

    private static Task<(int Status, string Html)> ShowAsync(ConsoleScene scene, string version, string query = "") =>
        scene.OpenAsync<ShowConsoleRuleBook>(
            nameof(ShowConsoleRuleBook.RunAsync),
            query,
            (function, request) => function.RunAsync(request, Slug.Value, version, default)
        );

    private static Task<(int Status, string Html)> SimulateAsync(
        ConsoleScene scene,
        string version,
        params (string Name, string Value)[] fields
    ) =>
        scene.SendAsync<SimulateConsoleRuleBook>(
            nameof(SimulateConsoleRuleBook.RunAsync),
            (function, request) => function.RunAsync(request, Slug.Value, version, default),
            fields
        );
}
