using System.Net;
using Testing.Answers;

namespace EndToEnd.Payouts;

/// <summary>What stands between an approval and a payment that nobody approved.</summary>
public sealed class CycleGuardTests : IAsyncLifetime
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
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
    public async Task A_changed_account_withdraws_the_approval_and_is_not_paid()
    {
        var (honest, taken) = (
            await _month.PartnerAsync("Honest Agency"),
            await _month.PartnerAsync("Taken Agency", account: "222222222")
        );
        await _month.SellAsync(honest, "one", 10_000);
        await _month.SellAsync(taken, "two", 20_000);
        var period = await _month.CloseAsync();
        var first = await _app.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}");

        await _month.GiveAccountAsync(taken, "999999999");

        using var old = await _app.PostFormAsync(first.Link("/approve/"), ("decision", "approve"));
        Assert.Equal(HttpStatusCode.Conflict, old.StatusCode);
        Assert.Contains("This request was withdrawn", await old.Content.ReadAsStringAsync());
        var waiting = await _program.CycleAsync(period);
        Assert.Equal(("awaiting_approval", 1, 2_000L), (waiting.Status, waiting.Partners, waiting.Total));
        var dropped = Assert.Single(waiting.Dropped);
        Assert.Equal(
            (taken.Id, 4_000L, "payout_details_changed", "Account ending 2222", "Account ending 9999"),
            (dropped.Partner, dropped.Amount, dropped.Reason, dropped.Account, dropped.NewAccount)
        );
        var second = await _app.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}");
        Assert.NotEqual(first.Id, second.Id);
        var page = WebUtility.HtmlDecode(await _app.Anonymous.GetStringAsync(second.Link("/approve/")));
        Assert.Contains("The account was changed from Account ending 2222 to Account ending 9999.", page);
        var mail = await _app.Outbox.LastAsync(taken.Email, "Your payout details have changed");
        Assert.Contains("Account ending 2222", mail.Text);
        Assert.Contains(await _program.AuditAsync(), record => record.Action == "payout_details_changed");

        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var content = await FileAsync(period);
        Assert.Contains("021000021,123456789", content);
        Assert.DoesNotContain("999999999", content);
        Assert.DoesNotContain("222222222", content);
        await SettleAsync(period, honest);
        Assert.Equal(4_000, (await _program.BalanceAsync(taken.Id)).Payable);

        // The new account is paid with the next cycle.
        var next = await _month.CloseAsync();
        Assert.Equal(4_000, (await _program.CycleAsync(next)).Total);
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {next}", "approve");
        Assert.Contains("021000021,999999999", await FileAsync(next));
        await VerifyAsync();
    }

    [Fact]
    public async Task A_partner_that_is_suspended_during_the_approval_is_not_paid()
    {
        var partner = await _month.PartnerAsync("Suspended Agency");
        await _month.SellAsync(partner, "one", 10_000);
        var period = await _month.CloseAsync();
        await _app.PostAsync($"/api/programs/{_slug}/partners/{partner.Id}/suspend", """{"reason": "Fraud"}""");
        await _app.Running.WhenIdleAsync();

        var cycle = await _program.CycleAsync(period);
        Assert.Equal(("settled", 0, 0L), (cycle.Status, cycle.Partners, cycle.Total));
        Assert.Equal("partner_not_active", Assert.Single(cycle.Dropped).Reason);
        Assert.Equal(2_000, (await _program.BalanceAsync(partner.Id)).Payable);
        await VerifyAsync();
    }

    [Fact]
    public async Task A_sale_after_the_end_of_the_month_belongs_to_the_next_cycle()
    {
        var partner = await _month.PartnerAsync("Early Agency");
        await _month.SellAsync(partner, "one", 10_000);
        var now = await _app.Running.NowAsync();
        await _app.Running.AdvanceToAsync(
            new DateTimeOffset(now.Year, now.Month, 1, 0, 30, 0, TimeSpan.Zero).AddMonths(1)
        );
        await _month.SellAsync(partner, "two", 50_000);
        var period = $"{now:yyyy-MM}";
        await _app.PostAsync($"/api/programs/{_slug}/cycles", $$"""{"period": "{{period}}"}""");
        await _app.Running.WhenIdleAsync();

        Assert.Equal(2_000, (await _program.CycleAsync(period)).Total);
        Assert.Equal(10_000, (await _program.BalanceAsync(partner.Id)).Payable);
    }

    [Fact]
    public async Task Periods_before_the_program_and_after_now_are_refused()
    {
        var now = await _app.Running.NowAsync();
        foreach (var month in new[] { now.AddMonths(-2), now, now.AddMonths(1) })
        {
            var (status, _) = await _app.TryPostAsync(
                $"/api/programs/{_slug}/cycles",
                $$"""{"period": "{{month:yyyy-MM}}"}"""
            );
            Assert.Equal(HttpStatusCode.Conflict, status);
        }
    }

    [Fact]
    public async Task A_rejected_cycle_is_reported_and_computed_again_without_what_was_wrong()
    {
        var partner = await _month.PartnerAsync("Disputed Agency");
        await _month.SellAsync(partner, "right", 10_000);
        await _month.SellAsync(partner, "wrong", 30_000);
        var wrong = (await _program.EventAsync("wrong")).Commissions.Single();
        var period = await _month.CloseAsync();
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "reject", "One sale is a mistake");

        var rejected = await _program.CycleAsync(period);
        Assert.Equal(("rejected", "correction"), (rejected.Status, rejected.WaitingFor?.Step));
        foreach (var told in new[] { App.Finance, App.Owner })
        {
            var mail = await _app.Outbox.LastAsync(told, $"The payouts of {period}");
            Assert.Contains("One sale is a mistake", mail.Text);
        }

        Assert.Contains("not approved", (await _app.Outbox.LastAsync(partner.Email, "Your statement")).Text);
        Assert.NotEmpty(await _app.Outbox.ListAsync(App.Owner, "Review of"));
        Assert.Equal(8_000, (await _program.BalanceAsync(partner.Id)).Payable);

        var (mistyped, problem) = await _app.TryPostAsync(
            $"/api/programs/{_slug}/cycles",
            $$$"""{"period": "{{{period}}}", "exclude": {"partners": ["prt_01m1k9n3e0v3rs3dtr98h6bcfn"]}}"""
        );
        Assert.Equal(HttpStatusCode.BadRequest, mistyped);
        Assert.Contains("/exclude/partners/0", problem.GetRawText());
        await _app.PostAsync(
            $"/api/programs/{_slug}/cycles",
            $$$"""{"period": "{{{period}}}", "exclude": {"commissions": ["{{{wrong}}}"]}}"""
        );
        await _app.Running.WhenIdleAsync();
        var again = await _program.CycleAsync(period);
        Assert.Equal(("awaiting_approval", 2, 2_000L), (again.Status, again.Attempt, again.Total));
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        await SettleAsync(period, partner);
        var balance = await _program.BalanceAsync(partner.Id);
        Assert.Equal((2_000L, 6_000L), (balance.Paid, balance.Payable));
        await VerifyAsync();
    }

    [Fact]
    public async Task A_request_that_nobody_decides_goes_to_the_backup_owner_and_stays_open()
    {
        var partner = await _month.PartnerAsync("Patient Agency");
        await _month.SellAsync(partner, "one", 10_000);
        var period = await _month.CloseAsync();
        Assert.Equal(App.Finance, (await _program.CycleAsync(period)).WaitingFor?.Who);
        await _app.Running.AdvanceToAsync((await _app.Running.NowAsync()).AddDays(15));

        var cycle = await _program.CycleAsync(period);
        Assert.Equal(("awaiting_approval", App.Backup), (cycle.Status, cycle.WaitingFor?.Who));
        await _app.DecideAsync(App.Backup, $"Approve the payouts of {period}", "approve");
        Assert.Equal("paying", (await _program.CycleAsync(period)).Status);
        await SettleAsync(period, partner);
        await VerifyAsync();
    }

    [Fact]
    public async Task Who_prepares_a_cycle_cannot_approve_it()
    {
        var partner = await _month.PartnerAsync("Careful Agency");
        await _month.SellAsync(partner, "one", 10_000);
        var period = await _month.CloseAsync(preparedBy: App.Finance);

        Assert.Empty(await _app.Outbox.ListAsync(App.Finance, $"Approve the payouts of {period}"));
        await _app.DecideAsync(App.Owner, $"Approve the payouts of {period}", "approve");
        Assert.Equal("paying", (await _program.CycleAsync(period)).Status);
    }

    [Fact]
    public async Task A_method_pays_only_the_currencies_that_it_carries()
    {
        var partner = await _month.PartnerAsync("European Agency");
        await _month.ChangeAsync(
            partner,
            """
            {"payout": {"method": "sepa", "details": {"account_holder": "Agency", "iban": "DE89370400440532013000"}}}
            """
        );
        await _app.Running.AdvanceToAsync((await _app.Running.NowAsync()).AddDays(4));
        await _month.SellAsync(partner, "one", 10_000);
        var period = await _month.CloseAsync();

        var skipped = Assert.Single((await _program.CycleAsync(period)).Skipped);
        Assert.Equal((partner.Id, 2_000L, "method_currency"), (skipped.Partner, skipped.Amount, skipped.Reason));
        var told = await _app.Outbox.LastAsync(App.Finance, $"Nothing is paid for {period}");
        Assert.Contains("The payout method cannot carry the program's currency.", told.Text);
        var statement = await _app.Outbox.LastAsync(partner.Email, "Your statement");
        Assert.Contains("The payout method cannot carry the program's currency.", statement.Text);
    }

    [Fact]
    public async Task An_account_of_two_partners_is_shown_to_who_approves()
    {
        var (one, two) = (await _month.PartnerAsync("First Agency"), await _month.PartnerAsync("Second Agency"));
        await _month.SellAsync(one, "one", 10_000);
        await _month.SellAsync(two, "two", 10_000);
        var period = await _month.CloseAsync();

        var mail = await _app.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}");
        var page = WebUtility.HtmlDecode(await _app.Anonymous.GetStringAsync(mail.Link("/approve/")));
        Assert.Contains("Accounts used by several partners", page);
        Assert.Contains($"First Agency ({one.Id}), Second Agency ({two.Id})", page);
    }

    [Fact]
    public async Task Missing_results_are_asked_for_after_three_business_days_and_the_owner_is_informed_after_seven()
    {
        var partner = await _month.PartnerAsync("Waiting Agency");
        await _month.SellAsync(partner, "one", 10_000);
        var period = await _month.CloseAsync();
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var subject = $"Results of the payments of {period}";
        await _app.Running.AdvanceToAsync((await _app.Running.NowAsync()).AddDays(2));
        Assert.Empty(await _app.Outbox.ListAsync(App.Finance, subject));

        await _app.Running.AdvanceToAsync((await _app.Running.NowAsync()).AddDays(4));
        Assert.Single(await _app.Outbox.ListAsync(App.Finance, subject));
        Assert.Empty(await _app.Outbox.ListAsync(App.Owner, subject));

        await _app.Running.AdvanceToAsync((await _app.Running.NowAsync()).AddDays(6));
        Assert.Single(await _app.Outbox.ListAsync(App.Finance, subject));
        Assert.Single(await _app.Outbox.ListAsync(App.Owner, subject));
        await SettleAsync(period, partner);
        await VerifyAsync();
    }

    [Fact]
    public async Task A_paid_payout_that_the_bank_returns_is_payable_again()
    {
        var partner = await _month.PartnerAsync("Returned Agency");
        await _month.SellAsync(partner, "one", 10_000);
        var period = await _month.CloseAsync();
        await _app.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        await SettleAsync(period, partner);
        var (failed, problem) = await _app.TryPostCsvAsync(
            $"/api/programs/{_slug}/cycles/{period}/settlement",
            $"partner,status,reason\n{partner.Id},failed,closed\n"
        );
        Assert.Equal(HttpStatusCode.BadRequest, failed);
        Assert.Contains("give the status returned", problem);

        await _month.SettleAsync(period, $"partner,status,reason\n{partner.Id},returned,R02 account closed\n");
        var balance = await _program.BalanceAsync(partner.Id);
        Assert.Equal((0L, 2_000L), (balance.Paid, balance.Payable));
        Assert.Equal("returned", Assert.Single(await _program.PayoutsAsync(period)).Status);
        var next = await _month.CloseAsync();
        Assert.Equal(2_000, (await _program.CycleAsync(next)).Total);
        await VerifyAsync();
    }

    private Task SettleAsync(string period, PartnerJson partner) =>
        _month.SettleAsync(period, $"partner,status,reference,reason\n{partner.Id},paid,REF-1,\n");

    private async Task<string> FileAsync(string period)
    {
        var file = Assert.Single((await _program.CycleAsync(period)).Files).Name;
        return await _app.Http.GetStringAsync(
            new Uri($"/api/programs/{_slug}/cycles/{period}/files/{file}", UriKind.Relative)
        );
    }

    private async Task VerifyAsync() => Assert.True((await _program.VerifyLedgerAsync()).Ok);
}
