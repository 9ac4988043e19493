using System.Text;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>Coupons that are created as promotion codes at Stripe.</summary>
public sealed class StripeCodeTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string AtStripe = """{"code": "agency-10", "create_at": "stripe"}""";

    [Fact]
    public async Task A_code_is_created_once_and_belongs_to_its_partner()
    {
        await using var stripe = await LocalStripe.StartAsync();
        await using var host = await StartAsync(stripe);
        var partner = await MakeAsync(host, "one");
        Assert.Equal(200, (await AddAsync(host, partner, AtStripe)).Status);
        Assert.Equal(200, (await AddAsync(host, partner, AtStripe)).Status);
        stripe.ForgetKeys();
        Assert.Equal(200, (await AddAsync(host, partner, AtStripe)).Status);

        var code = Assert.Single(stripe.Codes);
        Assert.Equal(
            ("AGENCY-10", "TEN_OFF", "demo", partner.Id.Value),
            (code.Code, code.Coupon, code.Program, code.Partner)
        );
        Assert.Contains("AGENCY-10", await CouponsOfAsync(host, partner));
        Assert.True((await host.VerifyAuditAsync()).Ok);
    }

    [Theory]
    [InlineData("""{"code": "agency_10", "create_at": "stripe"}""", 400, "/code", "A promotion code at Stripe has")]
    [InlineData(
        """{"code": "A1", "create_at": "stripe", "stripe_coupon": "NONE"}""",
        409,
        "/stripe_coupon",
        "No such coupon: 'NONE'"
    )]
    [InlineData("""{"code": "TAKEN", "create_at": "stripe"}""", 409, "/code", "An active promotion code with")]
    [InlineData("""{"code": "MINE", "create_at": "stripe"}""", 409, "/code", "Another partner has this coupon.")]
    [InlineData("""{"code": "A1", "create_at": "paddle"}""", 400, "/create_at", "")]
    public async Task A_refusal_is_told_in_words_and_nothing_is_changed(
        string body,
        int status,
        string pointer,
        string sentence
    )
    {
        await using var stripe = await LocalStripe.StartAsync();
        stripe.Codes.Add(new StripeCode("promo_other", "TAKEN", "TEN_OFF", "demo", "prt_other"));
        await using var host = await StartAsync(stripe);
        await AddAsync(host, await MakeAsync(host, "other"), """{"code": "MINE"}""");
        var partner = await MakeAsync(host, "one");
        var answer = await AddAsync(host, partner, body);
        Assert.Equal(status, answer.Status);
        Assert.StartsWith(sentence, answer.Body.GetProperty("errors").GetProperty(pointer)[0].GetString());
        Assert.Single(stripe.Codes);
        Assert.Equal(["ONE"], await CouponsOfAsync(host, partner));
    }

    [Fact]
    public async Task A_program_without_an_account_or_with_a_wrong_key_says_which_setting_is_missing()
    {
        await using var stripe = await LocalStripe.StartAsync();
        await using var without = await FeatureHost.StartAsync(azurite.TakeAccount());
        var answer = await AddAsync(without, await MakeAsync(without, "one"), AtStripe);
        Assert.Equal(409, answer.Status);
        Assert.StartsWith(
            "Set Coupons__Stripe__Programs__demo__ApiKey",
            answer.Body.GetProperty("errors").GetProperty("/create_at")[0].GetString()
        );

        await using var host = await StartAsync(stripe);
        stripe.Key = "rk_test_2";
        var refused = await AddAsync(host, await MakeAsync(host, "one"), AtStripe);
        Assert.Equal(409, refused.Status);
        Assert.Contains("Coupons__Stripe__Programs__demo__ApiKey", refused.Body.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_answer_that_is_lost_is_completed_by_the_repeat()
    {
        await using var stripe = await LocalStripe.StartAsync();
        await using var host = await StartAsync(stripe);
        var partner = await MakeAsync(host, "one");
        stripe.LostAnswer = 500;
        Assert.Equal(503, (await AddAsync(host, partner, AtStripe)).Status);
        Assert.Equal(["ONE"], await CouponsOfAsync(host, partner));
        stripe.LostAnswer = null;
        Assert.Equal(200, (await AddAsync(host, partner, AtStripe)).Status);
        Assert.Single(stripe.Codes);
    }

    [Fact]
    public async Task A_code_that_was_ended_is_created_anew()
    {
        await using var stripe = await LocalStripe.StartAsync();
        await using var host = await StartAsync(stripe);
        var partner = await MakeAsync(host, "one");
        Assert.Equal(200, (await AddAsync(host, partner, AtStripe)).Status);
        Assert.Single(stripe.Codes).IsActive = false;
        Assert.Equal(200, (await AddAsync(host, partner, AtStripe)).Status);
        Assert.Equal([false, true], stripe.Codes.Select(code => code.IsActive));
    }

    [Fact]
    public async Task A_fault_of_Stripe_is_not_given_again_to_the_repeat()
    {
        await using var stripe = await LocalStripe.StartAsync();
        await using var host = await StartAsync(stripe);
        var partner = await MakeAsync(host, "one");
        stripe.Fault = 500;
        Assert.Equal(503, (await AddAsync(host, partner, AtStripe)).Status);
        Assert.Empty(stripe.Codes);
        stripe.Fault = null;
        Assert.Equal(200, (await AddAsync(host, partner, AtStripe)).Status);
        Assert.True(Assert.Single(stripe.Codes).IsActive);
    }

    [Theory]
    [InlineData("<html>Please wait</html>")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task An_answer_that_is_no_list_is_a_passing_fault(string text)
    {
        await using var stripe = await LocalStripe.StartAsync();
        await using var host = await StartAsync(stripe);
        stripe.ListText = text;
        Assert.Equal(503, (await AddAsync(host, await MakeAsync(host, "one"), AtStripe)).Status);
        Assert.Empty(stripe.Codes);
    }

    [Fact]
    public async Task A_code_that_another_partner_gets_in_the_meantime_is_ended_at_Stripe()
    {
        await using var stripe = await LocalStripe.StartAsync();
        await using var host = await StartAsync(stripe);
        var (one, other) = (await MakeAsync(host, "one"), await MakeAsync(host, "other"));
        stripe.Meanwhile = () => AddAsync(host, other, """{"code": "agency-10"}""");
        Assert.Equal(409, (await AddAsync(host, one, AtStripe)).Status);
        Assert.False(Assert.Single(stripe.Codes).IsActive);
        Assert.Contains("AGENCY-10", await CouponsOfAsync(host, other));
    }

    private static async Task<IReadOnlyList<string>> CouponsOfAsync(FeatureHost host, Partner partner) =>
        (await host.Get<IPartners>().FindAsync(FeatureHost.Slug, partner.Id, default))!.Coupons;

    private static async Task<Partner> MakeAsync(FeatureHost host, string name) =>
        (
            await host.Get<DirectPartners>()
                .MakeAsync(
                    await host.ProgramAsync(),
                    new PartnerBody(name, $"{name}@example.com", name, "US"),
                    CancellationToken.None
                )
        )
            .Value!
            .Partner;

    private static async Task<(int Status, JsonElement Body)> AddAsync(FeatureHost host, Partner partner, string body)
    {
        var add = new AddCoupons(
            host.Get<IPrograms>(),
            host.Get<CouponAssignments>(),
            host.Get<IOptions<SiteOptions>>()
        );
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Response.Body = new MemoryStream();
        await (await add.RunAsync(http.Request, "demo", partner.Id.Value, default)).ExecuteAsync(http);
        return (http.Response.StatusCode, JsonElement.Parse(((MemoryStream)http.Response.Body).ToArray()));
    }

    private Task<FeatureHost> StartAsync(LocalStripe stripe) =>
        FeatureHost.StartAsync(
            azurite.TakeAccount(),
            settings: new Dictionary<string, string?>
            {
                ["Coupons:Stripe:BaseUrl"] = stripe.Address,
                ["Coupons:Stripe:Programs:demo:ApiKey"] = stripe.Key,
                ["Coupons:Stripe:Programs:demo:Coupon"] = "TEN_OFF",
            }
        );
}
