using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Moq;
using Testing;
using Testing.Answers;
using static AffiliateFunctions.Tests.Ledger.Effects;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>The ledger's routes over HTTP, in the running application.</summary>
public sealed class LedgerRoutesTests : IAsyncLifetime
{
    private const string Base = "/api/programs/demo";
    private RunningApp app = null!;
    private ProgramReader program = null!;
    private PartnerId partner;

    public async Task InitializeAsync()
    {
        app = await RunningApp.StartAsync(
            typeof(LedgerServices).Assembly,
            configure: services => services.TryAddSingleton(Mock.Of<IReviewDecisions>())
        );
        program = new ProgramReader(app, "demo");
        await app.Services.GetRequiredService<ProgramStore>().AddAsync(LedgerHost.Program, default);
        using var made = await app.Http.PostAsJsonAsync(
            $"{Base}/partners",
            new
            {
                name = "Partner",
                email = "owner@partner.example",
                company = "Partner Ltd",
                country = "US",
            }
        );
        partner = PartnerId.Parse(TypedJson.Parse<PartnerJson>(await made.Content.ReadAsStringAsync()).Id);
        var accruals = app.Services.GetRequiredService<IAccrualLedger>();
        await accruals.ApplyAsync(
            LedgerHost.Slug,
            partner,
            [
                Judged("sale-1", 50_000, "<script>", credited: partner),
                Judged("sale-held", 10_000, "b", email: "buyer@partner.example", credited: partner),
            ],
            default
        );
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Commissions_are_listed_and_shown_with_the_members_of_the_contract()
    {
        var list = await GetAsync($"{Base}/commissions?partner={partner}");
        var first = list.GetProperty("data")
            .EnumerateArray()
            .First(listed => listed.As<CommissionJson>().EventId == "sale-1");
        var element = await GetAsync($"{Base}/commissions/{first.As<CommissionJson>().Id}");

        Assert.Equal(2, list.GetProperty("data").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, list.GetProperty("next_cursor").ValueKind);
        Assert.Equal(first.ToString(), element.ToString());
        Assert.Equal(
            [
                "id",
                "partner_id",
                "customer_id",
                "event_id",
                "rule",
                "rules_version",
                "base_amount",
                "amount",
                "reversed_amount",
                "currency",
                "status",
                "due_at",
                "created_at",
            ],
            element.EnumerateObject().Select(member => member.Name)
        );
        var commission = element.As<CommissionJson>();
        Assert.Equal((5_000, "pending", 7), (commission.Amount, commission.Status, commission.RulesVersion));
    }

    [Fact]
    public async Task A_commission_is_explained_as_json_and_as_a_page()
    {
        var id = await IdOfAsync("sale-1");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Base}/commissions/{id}/explain");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        var explained = await program.ExplanationAsync(id);
        using var page = await app.Http.SendAsync(request);
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal(5_000, explained.Trace.GetProperty("amount").GetInt64());
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Contains("How the commission of 50.00 USD was computed", html, StringComparison.Ordinal);
        Assert.Contains("10 % of 500.00 USD", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_held_commission_is_decided_once_with_an_audit_record()
    {
        var route = $"{Base}/commissions/{await IdOfAsync("sale-held")}/decision";

        using var bad = await app.Http.PostAsJsonAsync(
            route,
            new
            {
                decision = "release",
                actor = "",
                reason = " ",
            }
        );
        using var released = await app.Http.PostAsJsonAsync(
            route,
            new
            {
                decision = "release",
                actor = "finance@example.com",
                reason = "Checked by phone",
            }
        );
        using var again = await app.Http.PostAsJsonAsync(
            route,
            new
            {
                decision = "release",
                actor = "finance@example.com",
                reason = "Checked by phone",
            }
        );
        using var other = await app.Http.PostAsJsonAsync(
            route,
            new
            {
                decision = "reverse",
                actor = "finance@example.com",
                reason = "Changed my mind",
            }
        );
        using var unknown = await app.Http.PostAsJsonAsync(
            route,
            new
            {
                decision = "burn",
                actor = "finance@example.com",
                reason = "Why not",
            }
        );

        Assert.Equal(
            [
                HttpStatusCode.BadRequest,
                HttpStatusCode.OK,
                HttpStatusCode.OK,
                HttpStatusCode.Conflict,
                HttpStatusCode.BadRequest,
            ],
            new[] { bad, released, again, other, unknown }.Select(answer => answer.StatusCode)
        );
        Assert.Equal("pending", TypedJson.Parse<CommissionJson>(await released.Content.ReadAsStringAsync()).Status);
        Assert.Equal(
            ["/actor", "/reason"],
            TypedJson.Parse<ProblemJson>(await bad.Content.ReadAsStringAsync()).Pointers.Order()
        );
        Assert.Single(await program.AuditAsync(), record => record.Action == "commission_released");
    }

    [Fact]
    public async Task Postings_and_balance_agree_and_the_ledger_verifies()
    {
        var postings = await program.PostingsAsync(partner.Value, "limit=3");
        var all = await program.PostingsAsync(partner.Value);
        var balance = await GetAsync($"{Base}/partners/{partner}/balance");
        var verified = await GetAsync($"{Base}/ledger/verify");

        Assert.Equal(3, postings.Count);
        Assert.All(
            all.GroupBy(posting => posting.Cause),
            cause => Assert.Equal(0, cause.Sum(posting => posting.Amount))
        );
        Assert.Equal(
            """{"held":1000,"pending":5000,"payable":0,"in_payout":0,"paid":0,"negative":0,"currency":"USD"}""",
            balance.ToString()
        );
        Assert.Equal("""{"ok":true,"partners":1,"postings":4,"mismatches":[]}""", verified.ToString());
    }

    [Fact]
    public async Task The_night_after_the_hold_days_makes_a_commission_payable_and_leaves_a_held_one()
    {
        var (tomorrow, due) = (await app.NowAsync() + TimeSpan.FromDays(1), SaleAt.AddDays(15));

        await app.AdvanceToAsync(tomorrow > due ? tomorrow : due);

        var balance = await program.BalanceAsync(partner.Value);
        Assert.Equal((1_000, 0, 5_000), (balance.Held, balance.Pending, balance.Payable));
    }

    [Theory]
    [InlineData("/api/programs/nothing/commissions")]
    [InlineData("/api/programs/nothing/ledger/verify")]
    [InlineData(Base + "/commissions/com_01jbx3gz00fhfg8mx4h8z1d5kq")]
    [InlineData(Base + "/commissions/com_01jbx3gz00fhfg8mx4h8z1d5kq/explain")]
    [InlineData(Base + "/partners/prt_nobody/ledger")]
    [InlineData(Base + "/partners/nobody/balance")]
    public async Task What_is_not_there_is_not_found_and_nothing_is_shown_without_a_key(string route)
    {
        using var missing = await app.Http.GetAsync(new Uri(route, UriKind.Relative));
        using var locked = await app.Anonymous.GetAsync(new Uri(route, UriKind.Relative));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), (missing.StatusCode, locked.StatusCode));
        Assert.Equal("application/problem+json", missing.Content.Headers.ContentType?.MediaType);
    }

    private Task<JsonElement> GetAsync(string route) => app.Http.GetFromJsonAsync<JsonElement>(route);

    private async Task<string> IdOfAsync(string @event) =>
        (await program.CommissionsAsync()).First(commission => commission.EventId == @event).Id;
}
