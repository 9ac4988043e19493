using System.Text;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

public sealed class CouponTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Of_two_partners_who_are_given_one_coupon_at_once_one_gets_it_and_the_other_a_conflict()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partners = await Task.WhenAll(Enumerable.Range(0, 2).Select(number => MakeAsync(host, number)));
        for (var round = 0; round < 10; round++)
        {
            var coupon = $"SUMMER-{round}";
            var statuses = await Task.WhenAll(partners.Select(partner => AddAsync(host, partner, coupon))).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Equal([StatusCodes.Status200OK, StatusCodes.Status409Conflict], statuses.Order());
        }
    }

    [Fact]
    public async Task A_conflict_that_stays_ends_in_a_fault_that_is_answered_as_a_conflict()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host, 0);

        // The row is there, and says nothing of a partner.
        await host.Get<StorageTables>()["partners"].AddEntityAsync(new TableEntity("demo", PartnerStore.CouponRow("BROKEN")));

        await Assert.ThrowsAsync<ContendedException>(() => AddAsync(host, partner, "BROKEN").WaitAsync(TimeSpan.FromMinutes(1)));
    }

    private static async Task<int> AddAsync(FeatureHost host, Partner partner, string coupon)
    {
        var add = new AddCoupons(host.Get<IPrograms>(), host.Get<IPartners>(), host.Get<PartnerChanges>(), host.Get<IOptions<SiteOptions>>());
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"code": "{{coupon}}"}"""));
        http.Response.Body = new MemoryStream();
        await (await add.RunAsync(http.Request, "demo", partner.Id.Value, default)).ExecuteAsync(http);
        return http.Response.StatusCode;
    }

    private static async Task<Partner> MakeAsync(FeatureHost host, int number)
    {
        var body = new PartnerBody("Partner contact", $"partner{number}@example.com", $"Example Media {number}", "US");
        return (await host.Get<DirectPartners>().MakeAsync(await host.ProgramAsync(), body, default)).Value!.Partner;
    }
}
