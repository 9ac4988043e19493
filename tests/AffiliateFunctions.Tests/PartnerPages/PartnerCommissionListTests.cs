using System.Text.RegularExpressions;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.HeldCommissions;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Earnings;
using Azure.Core;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.PartnerPages;

/// <summary>The list of commissions is complete, the newest first, and costs few requests however long it is.</summary>
public sealed partial class PartnerCommissionListTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int MaxRequests = 12;

    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(10_000, 330 * 24 * 60)]
    [InlineData(10_000, 60)]
    [InlineData(3, 300 * 24 * 60)]
    [InlineData(0, 1)]
    public async Task Every_page_costs_at_most_twelve_requests_and_all_pages_have_all_commissions(
        int count,
        int minutes
    )
    {
        var requests = new RequestCount();
        await using var scene = await SignInScene.StartAsync(
            azurite.TakeAccount(),
            services => AddLedger(services, requests)
        );
        var partner = await scene.AddPartnerAsync();
        scene.Host.Clock.SetUtcNow(Now);
        var ids = await StoreAsync(scene, partner, count, TimeSpan.FromMinutes(minutes) / Math.Max(1, count));
        var browser = new SceneBrowser(scene);
        await browser.SignInAsync();

        var (shown, query) = (new List<string>(), "?range=year");
        for (var pages = 0; query is not null; pages++)
        {
            requests.Count = 0;
            var (status, html) = await browser.GetAsync(request =>
            {
                request.QueryString = new QueryString(query);
                return scene.Create<ShowPartnerCommissions>().RunAsync(request, "demo", default);
            });
            Assert.Equal(StatusCodes.Status200OK, status);
            Assert.InRange(requests.Count, 1, MaxRequests);
            Assert.InRange(pages, 0, (count / 50) + 20);
            shown.AddRange(Links().Matches(html).Select(link => link.Groups["id"].Value));
            query = Older().Match(html) is { Success: true } older
                ? older.Groups["query"].Value.Replace("&amp;", "&", StringComparison.Ordinal)
                : null;
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal).Reverse(), shown);
    }

    private static void AddLedger(IServiceCollection services, RequestCount requests)
    {
        var options = new MemoryTables().Options();
        options.AddPolicy(requests, HttpPipelinePosition.PerCall);
        services
            .AddSingleton(options)
            .AddSingleton(new Mock<IHeldEvents>().Object)
            .AddSingleton(new Mock<ICustomerFrauds>().Object)
            .AddLedger()
            .AddHeldCommissions();
    }

    private static async Task<IReadOnlyList<string>> StoreAsync(
        SignInScene scene,
        Partner partner,
        int count,
        TimeSpan apart
    )
    {
        var table = scene.Host.Get<StorageTables>()[LedgerKeys.Table];
        var partition = LedgerKeys.Partition(partner.Program, partner.Id);
        List<Commission> commissions =
        [
            .. Enumerable.Range(0, count).Select(number => CommissionOf(partner, number, Now - ((number + 1) * apart))),
        ];
        foreach (var some in commissions.Chunk(100))
        {
            await table.SubmitTransactionAsync(
                some.Select(commission => new TableTransactionAction(
                    TableTransactionActionType.Add,
                    CommissionRow.Of(partition, commission)
                ))
            );
        }

        return [.. commissions.Select(commission => commission.Id.Value)];
    }

    private static Commission CommissionOf(Partner partner, int number, DateTimeOffset at) =>
        new()
        {
            Id = CommissionIds.Of(at, partner.Id, EventId.Parse($"sale-{number}"), "share"),
            Partner = partner.Id,
            Event = EventId.Parse($"sale-{number}"),
            Source = "sale",
            Rule = "share",
            RulesVersion = 1,
            BaseAmount = 10_000,
            Amount = 2000,
            CurrentAmount = 2000,
            Kept = 2000,
            Currency = "USD",
            Status = CommissionStatus.Pending,
            OccurredAt = at,
            DueAt = at,
            CreatedAt = at,
        };

    [GeneratedRegex("href=\"/partner/demo/commissions/(?<id>com_[0-9a-z]+)\"")]
    private static partial Regex Links();

    [GeneratedRegex("href=\"/partner/demo/commissions(?<query>\\?[^\"]+)\" rel=\"next\"")]
    private static partial Regex Older();
}
