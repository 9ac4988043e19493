using System.Net;
using System.Text.Json;
using Testing.Answers;

namespace EndToEnd.Payouts;

/// <summary>What stands between an approval and a payment that nobody approved.</summary>
public sealed class CycleGuardTests() : CycleStory(Rules)
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    [Fact]
    public async Task A_changed_account_withdraws_the_approval_and_is_not_paid()
    {
        var (honest, taken) = (
            await Month.PartnerAsync("Honest Agency"),
            await Month.PartnerAsync("Taken Agency", account: "222222222")
        );
        await Month.SellAsync(honest, "one", 10_000);
        await Month.SellAsync(taken, "two", 20_000);
        var period = await Month.CloseAsync();
        var first = await App.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}");

        var changedAfter = await App.Running.NowAsync();
        await Month.GiveAccountAsync(taken, "999999999");
        var changedBefore = await App.Running.NowAsync();

        using var old = await App.PostFormAsync(first.Link("/approve/"), ("decision", "approve"));
        Assert.Equal(HttpStatusCode.Conflict, old.StatusCode);
        Assert.Contains("This request was withdrawn", await old.Content.ReadAsStringAsync());
        var waiting = await Program.CycleAsync(period);
        Assert.Equal(("awaiting_approval", 1, 2_000L), (waiting.Status, waiting.Partners, waiting.Total));
        var dropped = Assert.Single(waiting.Dropped);
        Assert.Equal(
            (taken.Id, 4_000L, "payout_details_changed", "Account ending 2222", "Account ending 9999"),
            (dropped.Partner, dropped.Amount, dropped.Reason, dropped.Account, dropped.NewAccount)
        );
        var second = await App.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}");
        Assert.NotEqual(first.Id, second.Id);
        var page = WebUtility.HtmlDecode(await App.Anonymous.GetStringAsync(second.Link("/approve/")));
        Assert.Contains("The account was changed from Account ending 2222 to Account ending 9999.", page);
        Assert.InRange(
            (await Program.PartnersAsync()).Single(partner => partner.Id == taken.Id).Payout.HeldUntil!.Value,
            changedAfter.AddDays(3),
            changedBefore.AddDays(3)
        );
        var mail = await App.Outbox.LastAsync(taken.Email, "Your payout details have changed");
        Assert.Contains("Account ending 2222", mail.Text);
        Assert.Contains(await Program.AuditAsync(), record => record.Action == "payout_details_changed");

        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var content = await Month.ReadFileAsync(period);
        Assert.Contains("021000021,123456789", content);
        Assert.DoesNotContain("999999999", content);
        Assert.DoesNotContain("222222222", content);
        await SettleAsync(period, honest);
        Assert.Equal(4_000, (await Program.BalanceAsync(taken.Id)).Payable);

        // The new account is paid with the next cycle.
        var next = await Month.CloseAsync();
        Assert.Equal(4_000, (await Program.CycleAsync(next)).Total);
        await App.DecideAsync(App.Finance, $"Approve the payouts of {next}", "approve");
        Assert.Contains("021000021,999999999", await Month.ReadFileAsync(next));
        await VerifyAsync();
    }

    [Fact]
    public async Task A_partner_that_is_suspended_during_the_approval_is_not_paid()
    {
        var partner = await Month.PartnerAsync("Suspended Agency");
        await Month.SellAsync(partner, "one", 10_000);
        var period = await Month.CloseAsync();
        await App.PostAsync($"/api/programs/{Slug}/partners/{partner.Id}/suspend", """{"reason": "Fraud"}""");
        await App.Running.WhenIdleAsync();

        var cycle = await Program.CycleAsync(period);
        Assert.Equal(("settled", 0, 0L), (cycle.Status, cycle.Partners, cycle.Total));
        Assert.Equal("partner_not_active", Assert.Single(cycle.Dropped).Reason);
        Assert.Equal(2_000, (await Program.BalanceAsync(partner.Id)).Payable);
        await VerifyAsync();
    }

    [Fact]
    public async Task A_sale_after_the_end_of_the_month_belongs_to_the_next_cycle()
    {
        var partner = await Month.PartnerAsync("Early Agency");
        await Month.SellAsync(partner, "one", 10_000);
        var now = await App.Running.NowAsync();
        await App.Running.SkipToAsync(new DateTimeOffset(now.Year, now.Month, 1, 0, 30, 0, TimeSpan.Zero).AddMonths(1));
        await Month.SellAsync(partner, "two", 50_000);
        var period = $"{now:yyyy-MM}";
        await App.PostAsync($"/api/programs/{Slug}/cycles", $$"""{"period": "{{period}}"}""");
        await App.Running.WhenIdleAsync();

        Assert.Equal(2_000, (await Program.CycleAsync(period)).Total);
        Assert.Equal(10_000, (await Program.BalanceAsync(partner.Id)).Payable);
    }

    [Fact]
    public async Task Periods_before_the_program_and_after_now_are_refused()
    {
        var now = await App.Running.NowAsync();
        foreach (
            var (month, reason) in new[]
            {
                (now.AddMonths(-1), "did not run"),
                (now, "has not ended"),
                (now.AddMonths(1), "has not ended"),
            }
        )
        {
            var (status, problem) = await App.TryPostAsync(
                $"/api/programs/{Slug}/cycles",
                $$"""{"period": "{{month:yyyy-MM}}"}"""
            );
            Assert.Equal(HttpStatusCode.Conflict, status);
            Assert.Contains(reason, problem.GetRawText());
        }
    }

    [Fact]
    public async Task A_closed_program_pays_what_is_due_in_the_morning_after_the_month()
    {
        var partner = await Month.PartnerAsync("Last Agency");
        await Month.SellAsync(partner, "one", 10_000);
        await App.PostAsync($"/api/programs/{Slug}/stage", """{"to": "closed"}""");
        var now = await App.Running.NowAsync();
        var end = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
        await App.Running.SkipToAsync(end);
        await App.Running.AdvanceToAsync(end.AddHours(7));
        await App.Running.WhenIdleAsync();

        var period = $"{now:yyyy-MM}";
        var cycle = await Program.CycleAsync(period);
        Assert.Equal(("awaiting_approval", "rule:schedule", 2_000L), (cycle.Status, cycle.PreparedBy, cycle.Total));
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var mail = await App.Outbox.LastAsync(App.Finance, $"Payment files of {period}");
        Assert.Contains(Assert.Single((await Program.CycleAsync(period)).Files).Sha256, mail.Text);
        var download = mail.Link("/payment-files/");
        Assert.Equal(await Month.ReadFileAsync(period), await App.Anonymous.GetStringAsync(download));
        await SettleAsync(period, partner);
        Assert.Equal(2_000, (await Program.BalanceAsync(partner.Id)).Paid);
        await VerifyAsync();
    }

    [Fact]
    public async Task A_rejected_cycle_is_reported_and_computed_again_without_what_was_wrong()
    {
        var partner = await Month.PartnerAsync("Disputed Agency");
        await Month.SellAsync(partner, "right", 10_000);
        await Month.SellAsync(partner, "wrong", 30_000);
        var wrong = (await Program.EventAsync("wrong")).Commissions.Single();
        var period = await Month.CloseAsync();
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "reject", "One sale is a mistake");

        var rejected = await Program.CycleAsync(period);
        Assert.Equal(("rejected", "correction"), (rejected.Status, rejected.WaitingFor?.Step));
        foreach (var told in new[] { App.Finance, App.Owner })
        {
            var mail = await App.Outbox.LastAsync(told, $"The payouts of {period}");
            Assert.Contains("One sale is a mistake", mail.Text);
        }

        Assert.Contains("not approved", (await App.Outbox.LastAsync(partner.Email, "Your statement")).Text);
        Assert.NotEmpty(await App.Outbox.ListAsync(App.Owner, "Review of"));
        Assert.Equal(8_000, (await Program.BalanceAsync(partner.Id)).Payable);

        var (mistyped, problem) = await App.TryPostAsync(
            $"/api/programs/{Slug}/cycles",
            $$$"""{"period": "{{{period}}}", "exclude": {"partners": ["prt_01m1k9n3e0v3rs3dtr98h6bcfn"]}}"""
        );
        Assert.Equal(HttpStatusCode.BadRequest, mistyped);
        Assert.Contains("/exclude/partners/0", problem.GetRawText());
        await App.PostAsync(
            $"/api/programs/{Slug}/cycles",
            $$$"""{"period": "{{{period}}}", "exclude": {"commissions": ["{{{wrong}}}"]}}"""
        );
        await App.Running.WhenIdleAsync();
        var again = await Program.CycleAsync(period);
        Assert.Equal(("awaiting_approval", 2, 2_000L), (again.Status, again.Attempt, again.Total));
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        await SettleAsync(period, partner);
        var balance = await Program.BalanceAsync(partner.Id);
        Assert.Equal((2_000L, 6_000L), (balance.Paid, balance.Payable));
        await VerifyAsync();
    }

    [Fact]
    public async Task A_request_that_nobody_decides_goes_to_the_backup_owner_and_stays_open()
    {
        var partner = await Month.PartnerAsync("Patient Agency");
        await Month.SellAsync(partner, "one", 10_000);
        var period = await Month.CloseAsync();
        Assert.Equal(App.Finance, (await Program.CycleAsync(period)).WaitingFor?.Who);
        await App.Running.SkipToAsync((await App.Running.NowAsync()).AddDays(15));

        var cycle = await Program.CycleAsync(period);
        Assert.Equal(("awaiting_approval", App.Backup), (cycle.Status, cycle.WaitingFor?.Who));
        await App.DecideAsync(App.Backup, $"Approve the payouts of {period}", "approve");
        Assert.Equal("paying", (await Program.CycleAsync(period)).Status);
        await SettleAsync(period, partner);
        await VerifyAsync();
    }

    [Fact]
    public async Task Who_prepares_a_cycle_cannot_approve_it()
    {
        var partner = await Month.PartnerAsync("Careful Agency");
        await Month.SellAsync(partner, "one", 10_000);
        var period = await Month.CloseAsync(preparedBy: App.Finance);

        Assert.Empty(await App.Outbox.ListAsync(App.Finance, $"Approve the payouts of {period}"));
        await App.DecideAsync(App.Owner, $"Approve the payouts of {period}", "approve");
        Assert.Equal("paying", (await Program.CycleAsync(period)).Status);
    }

    [Fact]
    public async Task A_method_pays_only_the_currencies_that_it_carries()
    {
        var partner = await Month.PartnerAsync("European Agency");
        await Month.ChangeAsync(
            partner,
            """
            {"payout": {"method": "sepa", "details": {"account_holder": "Agency", "iban": "DE89370400440532013000"}}}
            """
        );
        await App.Running.SkipToAsync((await App.Running.NowAsync()).AddDays(4));
        await Month.SellAsync(partner, "one", 10_000);
        var period = await Month.CloseAsync();

        var skipped = Assert.Single((await Program.CycleAsync(period)).Skipped);
        Assert.Equal((partner.Id, 2_000L, "method_currency"), (skipped.Partner, skipped.Amount, skipped.Reason));
        var told = await App.Outbox.LastAsync(App.Finance, $"Nothing is paid for {period}");
        Assert.Contains("The payout method cannot carry the program's currency.", told.Text);
        var statement = await App.Outbox.LastAsync(partner.Email, "Your statement");
        Assert.Contains("The payout method cannot carry the program's currency.", statement.Text);
    }

    [Fact]
    public async Task An_account_of_two_partners_is_shown_to_who_approves()
    {
        var (one, two) = (await Month.PartnerAsync("First Agency"), await Month.PartnerAsync("Second Agency"));
        await Month.SellAsync(one, "one", 10_000);
        await Month.SellAsync(two, "two", 10_000);
        var period = await Month.CloseAsync();

        var mail = await App.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}");
        var page = WebUtility.HtmlDecode(await App.Anonymous.GetStringAsync(mail.Link("/approve/")));
        Assert.Contains("Accounts used by several partners", page);
        Assert.Contains($"First Agency ({one.Id}), Second Agency ({two.Id})", page);
    }

    [Fact]
    public async Task Missing_results_are_asked_for_after_three_banking_days_and_the_owner_is_informed_after_seven()
    {
        var partner = await Month.PartnerAsync("Waiting Agency");
        await Month.SellAsync(partner, "one", 10_000);
        var period = await Month.CloseAsync();
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var subject = $"Results of the payments of {period}";
        await App.Running.SkipToAsync((await App.Running.NowAsync()).AddDays(2));
        Assert.Empty(await App.Outbox.ListAsync(App.Finance, subject));

        await App.Running.SkipToAsync((await App.Running.NowAsync()).AddDays(6));
        Assert.Single(await App.Outbox.ListAsync(App.Finance, subject));
        Assert.Empty(await App.Outbox.ListAsync(App.Owner, subject));

        await App.Running.SkipToAsync((await App.Running.NowAsync()).AddDays(8));
        Assert.Single(await App.Outbox.ListAsync(App.Finance, subject));
        Assert.Single(await App.Outbox.ListAsync(App.Owner, subject));
        await SettleAsync(period, partner);
        await VerifyAsync();
    }

    [Fact]
    public async Task A_paid_payout_that_the_bank_returns_is_payable_again()
    {
        var partner = await Month.PartnerAsync("Returned Agency");
        await Month.SellAsync(partner, "one", 10_000);
        var period = await Month.CloseAsync();
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        await SettleAsync(period, partner);
        var (failed, problem) = await App.TryPostCsvAsync(
            $"/api/programs/{Slug}/cycles/{period}/settlement",
            $"partner,status,reason\n{partner.Id},failed,closed\n"
        );
        Assert.Equal(HttpStatusCode.BadRequest, failed);
        Assert.Contains("give the status returned", problem);

        await Month.SettleAsync(period, $"partner,status,reason\n{partner.Id},returned,R02 account closed\n");
        var balance = await Program.BalanceAsync(partner.Id);
        Assert.Equal((0L, 2_000L), (balance.Paid, balance.Payable));
        Assert.Equal("returned", Assert.Single(await Program.PayoutsAsync(period)).Status);
        var next = await Month.CloseAsync();
        Assert.Equal(2_000, (await Program.CycleAsync(next)).Total);
        await VerifyAsync();
    }

    private Task<JsonElement> SettleAsync(string period, PartnerJson partner) =>
        Month.SettleAsync(period, $"partner,status,reference,reason\n{partner.Id},paid,REF-1,\n");
}
