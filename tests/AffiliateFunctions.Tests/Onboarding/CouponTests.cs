using System.Text;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Programs;
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
            var statuses = await Task.WhenAll(partners.Select(partner => AddAsync(host, partner, coupon)))
                .WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Equal([StatusCodes.Status200OK, StatusCodes.Status409Conflict], statuses.Order());
        }
    }

    [Theory]
    [InlineData("SAVE_20", "save_20")]
    [InlineData("Summer 20 %", " SUMMER 20 % ")]
    [InlineData("50%/OFF#now?\\\\", "50%/off#NOW?\\\\")]
    [InlineData("x", "X")]
    [InlineData("ÄPFEL", "äpfel")]
    [InlineData("été", "E\u0301TE\u0301")]
    [InlineData("礼品", "礼品")]
    public async Task A_coupon_is_what_shops_allow_and_is_found_in_any_letter_case(string given, string used)
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partners = await Task.WhenAll(Enumerable.Range(0, 2).Select(number => MakeAsync(host, number)));
        Assert.Equal(StatusCodes.Status200OK, await AddAsync(host, partners[0], given));
        Assert.Equal(StatusCodes.Status409Conflict, await AddAsync(host, partners[1], used));

        var program = (await host.ProgramAsync()).Slug;
        Assert.Equal(partners[0].Id, await host.Get<IPartners>().FindByCouponAsync(program, Unescaped(used), default));
        var named = await host.Get<IPartners>().FindNamedAsync(program, [], [Unescaped(used)], default);
        Assert.Equal(partners[0].Id, Assert.Single(named.ByCoupon).Value);
    }

    [Fact]
    public async Task A_coupon_of_255_characters_is_one_and_of_256_is_none()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host, 0);
        Assert.Equal(StatusCodes.Status200OK, await AddAsync(host, partner, new string('%', 255)));
        Assert.Equal(StatusCodes.Status400BadRequest, await AddAsync(host, partner, new string('%', 256)));
        Assert.Equal(StatusCodes.Status400BadRequest, await AddAsync(host, partner, " "));
        Assert.Equal(StatusCodes.Status400BadRequest, await AddAsync(host, partner, "A\\nB"));
    }

    [Fact]
    public async Task A_conflict_that_stays_ends_in_a_fault_that_is_answered_as_a_conflict()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var partner = await MakeAsync(host, 0);

        // The row is there, and says nothing of a partner.
        await host.Get<StorageTables>()["partners"]
            .AddEntityAsync(new TableEntity("demo", PartnerStore.CouponRow("BROKEN")));

        await Assert.ThrowsAsync<ContendedException>(() =>
            AddAsync(host, partner, "BROKEN").WaitAsync(TimeSpan.FromMinutes(1))
        );
    }

    private static async Task<int> AddAsync(FeatureHost host, Partner partner, string coupon)
    {
        var add = new AddCoupons(
            host.Get<IPrograms>(),
            host.Get<IPartners>(),
            host.Get<PartnerChanges>(),
            host.Get<PartnerRecords>(),
            host.Get<IOptions<SiteOptions>>()
        );
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"code": "{{coupon}}"}"""));
        http.Response.Body = new MemoryStream();
        await (await add.RunAsync(http.Request, "demo", partner.Id.Value, default)).ExecuteAsync(http);
        return http.Response.StatusCode;
    }

    // As JSON escapes it.
    private static string Unescaped(string text) => text.Replace("\\\\", "\\", StringComparison.Ordinal);

    private static async Task<Partner> MakeAsync(FeatureHost host, int number)
    {
        var body = new PartnerBody("Partner contact", $"partner{number}@example.com", $"Example Media {number}", "US");
        return (await host.Get<DirectPartners>().MakeAsync(await host.ProgramAsync(), body, default)).Value!.Partner;
    }
}
