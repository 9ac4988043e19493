using System.Net;
using System.Text;
using Testing.Answers;

namespace EndToEnd.Payouts;

public sealed class CycleTests : IAsyncLifetime
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 1,
        "payout": {"minimum": 100, "second_approval_above": 5000, "require": ["tax_form", "payout_details"]}
        """;

    private App _app = null!;
    private string _slug = null!;
    private ProgramClient _program = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        _slug = await _app.BeginPilotAsync(rules: Rules);
        _program = _app.Program(_slug);
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

        var computed = await _program.CycleAsync(period);
        Assert.Equal(("awaiting_approval", 1, 2_000), (computed.Status, computed.Partners, computed.Total));
        var skipped = Assert.Single(computed.Skipped);
        Assert.Equal(("tax_form_missing", 2_000), (skipped.Reason, skipped.Amount));

        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var paying = await _program.CycleAsync(period);
        Assert.Equal("paying", paying.Status);
        var file = Assert.Single(paying.Files).Name;
        var content = await _app.Http.GetStringAsync(
            new Uri($"/api/programs/{_slug}/cycles/{period}/files/{file}", UriKind.Relative)
        );
        Assert.Contains("DE89370400440532013000", content);
        Assert.Contains("20.00,USD", content);

        await SettleAsync(period, $"partner,status,reference,reason\n{paid.Id},paid,REF-1,\n");
        Assert.Equal("settled", (await _program.CycleAsync(period)).Status);
        Assert.Equal(2_000, (await _program.BalanceAsync(paid.Id)).Paid);
        Assert.Contains("20.00 USD", (await _app.Outbox.LastAsync(paid.Email, "Your statement")).Text);

        await _app.DecideAsync(App.Owner, "Review of", "keep");
        Assert.Equal("reviewed", (await _program.CycleAsync(period)).Status);
        var review = await _app.GetAsync($"/api/programs/{_slug}/reviews/{period}");
        Assert.Equal("keep", review.GetProperty("decision").GetProperty("decision").GetString());
        Assert.Contains(
            review.GetProperty("signals").EnumerateArray(),
            signal => signal.GetProperty("metric").GetString() == "refund_rate"
        );
        Assert.Equal(
            ["review.decided", "review.sent", "payout.paid"],
            (await _program.DeliveriesAsync("erp")).Select(delivery => delivery.Type)
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
        Assert.Equal("awaiting_approval", (await _program.CycleAsync(period)).Status);
        await _app.DecideAsync(App.Owner, "Second approval", "reject", "Not before the audit");
        Assert.Equal("rejected", (await _program.CycleAsync(period)).Status);
        var balance = await _program.BalanceAsync(partner.Id);
        Assert.Equal((10_000, 0), (balance.Payable, balance.InPayout));
        await VerifyAsync();
    }

    [Fact]
    public async Task A_failed_payment_is_payable_again_and_goes_out_with_the_next_cycle()
    {
        var partner = await PartnerAsync("Unlucky Agency");
        await SellAsync(partner, "one", 10_000);
        var first = await CloseAsync();
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {first}", "approve");
        await SettleAsync(first, $"partner,status,reference,reason\n{partner.Id},failed,,account closed\n");
        await _app.DecideAsync(App.Owner, "Review of", "keep");
        Assert.Equal(2_000, (await _program.BalanceAsync(partner.Id)).Payable);

        var second = await CloseAsync();
        Assert.Equal(2_000, (await _program.CycleAsync(second)).Total);
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

    private async Task<PartnerJson> PartnerAsync(string company, bool withDetails = true)
    {
        var partner = await _app.SignUpAsync(_slug, company);
        if (withDetails)
        {
            using var answer = await _app.Http.PatchAsync(
                new Uri($"/api/programs/{_slug}/partners/{partner.Id}", UriKind.Relative),
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

    private async Task SellAsync(PartnerJson partner, string id, long amount)
    {
        await _app.PostAsync(
            $"/api/programs/{_slug}/track/sale",
            $$"""
            {"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "cus_{{id}}"}, "amount": {{amount}}, "currency": "USD", "code": "{{partner.Code}}"}
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

    private async Task VerifyAsync() => Assert.True((await _program.VerifyLedgerAsync()).Ok);
}
