using System.Net;
using System.Text;
using System.Text.Json;

namespace EndToEnd.Payouts;

public sealed class CycleTests : IAsyncLifetime
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 1,
        "payout": {"minimum": 100, "second_approval_above": 5000, "require": ["tax_form", "payout_details"]}
        """;

    private App _app = null!;
    private string _slug = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        _slug = await _app.BeginPilotAsync(rules: Rules);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_month_is_closed_approved_paid_settled_stated_and_reviewed()
    {
        await _app.PutAsync(
            $"/api/programs/{_slug}/webhook-endpoints/erp",
            """{"url": "https://erp.invalid/in", "types": ["payout.*", "review.*"]}"""
        );
        var paid = await PartnerAsync("Paid Agency");
        var poor = await PartnerAsync("Poor Agency", withDetails: false);
        await SellAsync(paid, "one", 10_000);
        await SellAsync(poor, "two", 10_000);
        var period = await CloseAsync();

        var computed = await CycleAsync(period);
        Assert.Equal(
            ("awaiting_approval", 1, 2_000),
            (Status(computed), computed.GetProperty("partners").GetInt32(), computed.GetProperty("total").GetInt64())
        );
        var skipped = Assert.Single(computed.GetProperty("skipped").EnumerateArray());
        Assert.Equal(
            ("tax_form_missing", 2_000),
            (skipped.GetProperty("reason").GetString(), skipped.GetProperty("amount").GetInt64())
        );

        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var paying = await CycleAsync(period);
        Assert.Equal("paying", Status(paying));
        var file = Assert.Single(paying.GetProperty("files").EnumerateArray()).GetProperty("name").GetString();
        var content = await _app.Http.GetStringAsync(
            new Uri($"/api/programs/{_slug}/cycles/{period}/files/{file}", UriKind.Relative)
        );
        Assert.Contains("DE89370400440532013000", content);
        Assert.Contains("20.00,USD", content);

        await SettleAsync(period, $"partner,status,reference,reason\n{Id(paid)},paid,REF-1,\n");
        Assert.Equal("settled", Status(await CycleAsync(period)));
        Assert.Equal(2_000, (await BalanceAsync(paid)).GetProperty("paid").GetInt64());
        Assert.Contains("20.00 USD", (await _app.Outbox.LastAsync(Email(paid), "Your statement")).Text);

        await _app.DecideAsync(App.Owner, "Review of", "keep");
        Assert.Equal("reviewed", Status(await CycleAsync(period)));
        var review = await _app.GetAsync($"/api/programs/{_slug}/reviews/{period}");
        Assert.Equal("keep", review.GetProperty("decision").GetProperty("decision").GetString());
        Assert.Contains(
            review.GetProperty("signals").EnumerateArray(),
            signal => signal.GetProperty("metric").GetString() == "refund_rate"
        );
        var told = await _app.GetAsync($"/api/programs/{_slug}/webhook-endpoints/erp/deliveries");
        Assert.Equal(
            ["review.decided", "review.sent", "payout.paid"],
            told.GetProperty("data").EnumerateArray().Select(element => element.GetProperty("type").GetString())
        );
        await VerifyAsync();
    }

    [Fact]
    public async Task A_large_cycle_needs_a_second_pair_of_eyes_and_a_rejected_one_pays_nobody()
    {
        var partner = await PartnerAsync("Large Agency");
        await SellAsync(partner, "one", 50_000);
        var period = await CloseAsync();
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        Assert.Equal("awaiting_approval", Status(await CycleAsync(period)));
        await _app.DecideAsync(App.Owner, "Second approval", "reject", "Not before the audit");
        Assert.Equal("rejected", Status(await CycleAsync(period)));
        var balance = await BalanceAsync(partner);
        Assert.Equal(
            (10_000, 0),
            (balance.GetProperty("payable").GetInt64(), balance.GetProperty("in_payout").GetInt64())
        );
        await VerifyAsync();
    }

    [Fact]
    public async Task A_failed_payment_is_payable_again_and_goes_out_with_the_next_cycle()
    {
        var partner = await PartnerAsync("Unlucky Agency");
        await SellAsync(partner, "one", 10_000);
        var first = await CloseAsync();
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {first}", "approve");
        await SettleAsync(first, $"partner,status,reference,reason\n{Id(partner)},failed,,account closed\n");
        await _app.DecideAsync(App.Owner, "Review of", "keep");
        Assert.Equal(2_000, (await BalanceAsync(partner)).GetProperty("payable").GetInt64());

        var second = await CloseAsync();
        Assert.Equal(2_000, (await CycleAsync(second)).GetProperty("total").GetInt64());
        await VerifyAsync();
    }

    [Fact]
    public async Task Commissions_of_more_than_their_sale_are_shown_to_who_approves_them()
    {
        await _app.ApproveRulesAsync(
            _slug,
            """ "commissions": [{"id": "bounty", "on": "sale", "pay": {"flat": 3000} }], "hold_days": 1 """
        );
        var partner = await PartnerAsync("Bounty Agency");
        await SellAsync(partner, "small", 1_000);
        await SellAsync(partner, "large", 10_000);
        var period = await CloseAsync();
        var mail = await _app.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}");
        Assert.Contains("1 commissions of 30.00 USD", mail.Text);
        var page = WebUtility.HtmlDecode(await _app.Anonymous.GetStringAsync(mail.Link("/approve/")));
        Assert.Contains("Commissions above the amount of their sale", page);
        Assert.Contains("30.00 USD on 10.00 USD", page);
        Assert.DoesNotContain("30.00 USD on 100.00 USD", page);
    }

    [Fact]
    public async Task A_period_runs_once_and_not_before_its_end()
    {
        var now = await _app.Running.NowAsync();
        var (early, _) = await _app.TryPostAsync(
            $"/api/programs/{_slug}/cycles",
            $$"""{"period": "{{now:yyyy-MM}}"}"""
        );
        Assert.Equal(HttpStatusCode.Conflict, early);
        var period = await CloseAsync();
        var (again, _) = await _app.TryPostAsync($"/api/programs/{_slug}/cycles", $$"""{"period": "{{period}}"}""");
        Assert.Equal(HttpStatusCode.Accepted, again);
    }

    private async Task<JsonElement> PartnerAsync(string company, bool withDetails = true)
    {
        var partner = await _app.SignUpAsync(_slug, company);
        if (withDetails)
        {
            using var answer = await _app.Http.PatchAsync(
                new Uri($"/api/programs/{_slug}/partners/{Id(partner)}", UriKind.Relative),
                App.Json(
                    """
                    {"tax": {"form": "w8ben", "status": "verified"}, "payout": {"method": "sepa", "details": {"account_holder": "Agency", "iban": "DE89370400440532013000"}}}
                    """
                )
            );
            await App.ReadAsync(answer);
        }

        return partner;
    }

    private async Task SellAsync(JsonElement partner, string id, long amount)
    {
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/sale",
            $$"""
            {"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "cus_{{id}}"}, "amount": {{amount}}, "currency": "USD", "code": "{{partner.GetProperty(
                "code"
            ).GetString()}}"}
            """
        );
        await _app.Running.WhenIdleAsync();
    }

    /// <summary>Lets the month end, and closes it.</summary>
    private async Task<string> CloseAsync()
    {
        var now = await _app.Running.NowAsync();
        var end = new DateTimeOffset(now.Year, now.Month, 1, 2, 0, 0, TimeSpan.Zero).AddMonths(1);
        await _app.Running.AdvanceToAsync(end);
        var period = now.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        await _app.PostAsync($"/api/programs/{_slug}/cycles", $$"""{"period": "{{period}}"}""");
        await _app.Running.WhenIdleAsync();
        return period;
    }

    private async Task SettleAsync(string period, string csv)
    {
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        using var answer = await _app.Http.PostAsync(
            new Uri($"/api/programs/{_slug}/cycles/{period}/settlement", UriKind.Relative),
            content
        );
        await App.ReadAsync(answer);
        await _app.Running.WhenIdleAsync();
    }

    private Task<JsonElement> CycleAsync(string period) => _app.GetAsync($"/api/programs/{_slug}/cycles/{period}");

    private Task<JsonElement> BalanceAsync(JsonElement partner) =>
        _app.GetAsync($"/api/programs/{_slug}/partners/{Id(partner)}/balance");

    private async Task VerifyAsync() =>
        Assert.True((await _app.GetAsync($"/api/programs/{_slug}/ledger/verify")).GetProperty("ok").GetBoolean());

    private static string? Status(JsonElement cycle) => cycle.GetProperty("status").GetString();

    private static string? Id(JsonElement partner) => partner.GetProperty("id").GetString();

    private static string Email(JsonElement partner) => partner.GetProperty("email").GetString()!;
}
