using System.Text.RegularExpressions;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
using AffiliateFunctions.ConsolePages.Partners;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PerformanceReview;
using Microsoft.AspNetCore.Http;
using Testing;

namespace AffiliateFunctions.Tests.ConsolePages;

/// <summary>The table of partners is sorted and searched as a whole, and costs few requests.</summary>
public sealed partial class PartnerTableTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int MaxRequests = 12;
    private const int Many = 5_000;

    private static readonly Period October = Period.Parse("2026-10");

    [Fact]
    public async Task A_page_costs_at_most_twelve_requests_with_five_thousand_partners()
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        var partners = await PartnerRows.StoreAsync(scene, Many);
        await CloseAsync(scene, partners);

        var (status, html) = await ShowAsync(scene, "?sort=-revenue");
        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.InRange(scene.Requests, 1, MaxRequests);
        Assert.Equal(
            Enumerable.Range(0, 50).Select(number => $"Company {Many - 1 - number:D5}"),
            Companies().Matches(html).Select(row => row.Groups["company"].Value)
        );
        Assert.Contains("5,000 partners, with figures of October 2026", html, StringComparison.Ordinal);

        (_, html) = await ShowAsync(scene, "?sort=-revenue&page=100");
        Assert.InRange(scene.Requests, 1, MaxRequests);
        Assert.Equal(
            Enumerable.Range(0, 50).Select(number => $"Company {49 - number:D5}"),
            Companies().Matches(html).Select(row => row.Groups["company"].Value)
        );
        Assert.DoesNotContain("Next page", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?q=company+00003", "Company 00003")]
    [InlineData("?q=code-2", "Company 00002")]
    [InlineData("?q=pat4@", "Company 00004")]
    [InlineData("?q=nobody", "")]
    [InlineData("?status=suspended", "Company 00001")]
    [InlineData("?group=gold", "Company 00000,Company 00002,Company 00004")]
    [InlineData("?group=gold&sort=-revenue", "Company 00004,Company 00002,Company 00000")]
    [InlineData("?group=gold&sort=-refunds", "Company 00002,Company 00000,Company 00004")]
    [InlineData("?group=gold&sort=-epc", "Company 00004,Company 00002,Company 00000")]
    [InlineData("?group=gold&sort=sale", "Company 00004,Company 00002,Company 00000")]
    [InlineData("?sort=nonsense&page=0&group=gold", "Company 00000,Company 00002,Company 00004")]
    public async Task The_table_is_filtered_sorted_and_searched(string query, string companies)
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        await CloseAsync(scene, await PartnerRows.StoreAsync(scene, 5));
        var (_, html) = await ShowAsync(scene, query);
        Assert.Equal(companies, string.Join(",", Companies().Matches(html).Select(row => row.Groups["company"].Value)));
    }

    [Fact]
    public async Task Figures_are_rounded_and_unknown_before_the_month_is_closed()
    {
        await using var scene = await ConsoleScene.StartAsync(azurite.TakeAccount());
        var partners = await PartnerRows.StoreAsync(scene, 3);
        var (_, open) = await ShowAsync(scene, string.Empty);
        Assert.Contains("Figures are known once the cycle of a month has closed it", open, StringComparison.Ordinal);

        await CloseAsync(scene, partners);
        var (_, html) = await ShowAsync(scene, "?q=00002");
        Assert.Contains("20.00 USD", html, StringComparison.Ordinal);
        Assert.Contains("0.67 USD", html, StringComparison.Ordinal);
        Assert.Contains("50.0 %", html, StringComparison.Ordinal);
        Assert.Contains("29 October 2026", html, StringComparison.Ordinal);
    }

    private static Task<(int Status, string Html)> ShowAsync(ConsoleScene scene, string query) =>
        scene.OpenAsync<ShowConsolePartners>(
            nameof(ShowConsolePartners.RunAsync),
            query,
            (function, request) => function.RunAsync(request, "demo", default)
        );

    // The figures of a month with many customers, as its cycle and its review store them.
    private static async Task CloseAsync(ConsoleScene scene, IReadOnlyList<Partner> partners)
    {
        var end = new DateTimeOffset(2026, 10, 31, 0, 0, 0, TimeSpan.Zero);
        var tally = new EventTally();
        foreach (var (number, partner) in partners.Index())
        {
            for (var sale = 0; sale < 2; sale++)
            {
                Add("sale", number, partner.Id, number * 500L, sale);
            }

            for (var click = 0; click < 3; click++)
            {
                Add("click", number, partner.Id, net: null, click);
            }
        }

        Add("refund", 2, partners[2].Id, net: null, number: 0);
        await scene
            .Host.Get<MonthTallyStore>()
            .AddAsync(new MonthTally(FeatureHost.Slug, October, end, tally.ToDocument()), default);
        await scene
            .Host.Get<ReviewStore>()
            .AddAsync(
                new StoredReview
                {
                    Program = FeatureHost.Slug,
                    Period = October,
                    Currency = "USD",
                    MeasuredAt = end,
                    Signals = [],
                    Scorecards =
                    [
                        .. partners.Select(
                            (partner, number) => new Scorecard(partner.Id, 3, 0, 2, number * 1000, 0, number * 100)
                        ),
                    ],
                },
                default
            );

        void Add(string type, int partner, PartnerId id, long? net, int number) =>
            tally.Add(
                new ReviewedEvent
                {
                    Type = type,
                    Status = "applied",
                    Customer = CustomerId.Parse($"cus_{partner}_{number}"),
                    Partner = id,
                    Net = net,
                    OccurredAt = end.AddDays(-partner % 25),
                    ReceivedAt = end,
                }
            );
    }

    [GeneratedRegex("<a href=\"/console/programs/demo/partners/prt_[0-9]+\">(?<company>[^<]+)</a>")]
    private static partial Regex Companies();
}
