using System.Net;
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
    private ProgramReader _program = null!;
    private ProgramMonth _month = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        await _app.AdvanceToNextMonthAsync();
        _slug = await _app.BeginPilotAsync(rules: Rules);
        _program = _app.Program(_slug);
        _month = new ProgramMonth(_app, _slug);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_month_is_closed_approved_paid_settled_stated_and_reviewed()
    {
        await _app.PutAsync(
            $"/api/programs/{_slug}/webhook-endpoints/erp",
            """{"url": "https://erp.invalid/in", "types": ["payout.*", "review.*"]}"""
        );
        var paid = await _month.PartnerAsync("Paid Agency");
        var poor = await _month.PartnerAsync("Poor Agency", withDetails: false);
        await _month.SellAsync(paid, "one", 10_000);
        await _month.SellAsync(poor, "two", 10_000);
        var period = await _month.CloseAsync();

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
        Assert.Contains("021000021,123456789,checking", content);
        Assert.Contains("20.00,USD", content);

        await _month.SettleAsync(period, $"partner,status,reference,reason\n{paid.Id},paid,REF-1,\n");
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
            ["review.decided", "payout.paid", "review.sent"],
            (await _program.DeliveriesAsync("erp")).Select(delivery => delivery.Type)
        );
        await VerifyAsync();
    }

    [Fact]
    public async Task A_large_cycle_needs_a_second_pair_of_eyes_and_a_rejected_one_pays_nobody()
    {
        var partner = await _month.PartnerAsync("Large Agency");
        await _month.SellAsync(partner, "one", 50_000);
        var period = await _month.CloseAsync();
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
        var partner = await _month.PartnerAsync("Unlucky Agency");
        await _month.SellAsync(partner, "one", 10_000);
        var first = await _month.CloseAsync();
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {first}", "approve");
        await _month.SettleAsync(first, $"partner,status,reference,reason\n{partner.Id},failed,,account closed\n");
        await _app.DecideAsync(App.Owner, "Review of", "keep");
        Assert.Equal(2_000, (await _program.BalanceAsync(partner.Id)).Payable);

        var second = await _month.CloseAsync();
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
        var partner = await _month.PartnerAsync("Bounty Agency");
        await _month.SellAsync(partner, "small", 1_000);
        await _month.SellAsync(partner, "large", 10_000);
        var period = await _month.CloseAsync();
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
        var period = await _month.CloseAsync();
        var (again, _) = await _app.TryPostAsync($"/api/programs/{_slug}/cycles", $$"""{"period": "{{period}}"}""");
        Assert.Equal(HttpStatusCode.Accepted, again);
    }

    private async Task VerifyAsync() => Assert.True((await _program.VerifyLedgerAsync()).Ok);
}
