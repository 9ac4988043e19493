using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Testing.Answers;

namespace EndToEnd.Payouts;

public sealed class CycleTests() : CycleStory(Rules)
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 1,
        "payout": {"minimum": 100, "second_approval_above": 5000, "require": ["tax_form", "payout_details"]}
        """;

    [Fact]
    public async Task A_month_is_closed_approved_paid_settled_stated_and_reviewed()
    {
        await App.PutAsync(
            $"/api/programs/{Slug}/webhook-endpoints/erp",
            """{"url": "https://erp.invalid/in", "types": ["payout.*", "review.*"]}"""
        );
        var paid = await Month.PartnerAsync("Paid Agency");
        var poor = await Month.PartnerAsync("Poor Agency", withDetails: false);
        await Month.SellAsync(paid, "one", 10_000);
        await Month.SellAsync(poor, "two", 10_000);
        var period = await Month.CloseAsync(withEachTimer: true);

        var computed = await Program.CycleAsync(period);
        Assert.Equal(("awaiting_approval", 1, 2_000), (computed.Status, computed.Partners, computed.Total));
        var skipped = Assert.Single(computed.Skipped);
        Assert.Equal(("tax_form_missing", 2_000), (skipped.Reason, skipped.Amount));

        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        Assert.Equal("paying", (await Program.CycleAsync(period)).Status);
        var content = await Month.ReadFileAsync(period);
        Assert.Contains("021000021,123456789,checking", content);
        Assert.Contains("20.00,USD", content);

        await Month.SettleAsync(period, $"partner,status,reference,reason\n{paid.Id},paid,REF-1,\n");
        Assert.Equal("settled", (await Program.CycleAsync(period)).Status);
        Assert.Equal(2_000, (await Program.BalanceAsync(paid.Id)).Paid);
        var mail = await App.Outbox.LastAsync(paid.Email, "Your statement");
        Assert.Contains("20.00 USD", mail.Text);
        await AssertAccountedAsync(period, paid);
        await AssertFrozenAsync(mail.Link("/statements/"), paid);

        await App.DecideAsync(App.Owner, "Review of", "keep");
        Assert.Equal("reviewed", (await Program.CycleAsync(period)).Status);
        var review = await App.GetAsync($"/api/programs/{Slug}/reviews/{period}");
        Assert.Equal("keep", review.GetProperty("decision").GetProperty("decision").GetString());
        Assert.Contains(
            review.GetProperty("signals").EnumerateArray(),
            signal => signal.GetProperty("metric").GetString() == "refund_rate"
        );
        Assert.Equal(
            ["review.decided", "payout.paid", "review.sent"],
            (await Program.DeliveriesAsync("erp")).Select(delivery => delivery.Type)
        );
        await VerifyAsync();
    }

    // The commissions of both partners are expensed in their month, and one is paid in the year of its settlement.
    private async Task AssertAccountedAsync(string period, PartnerJson paid)
    {
        var journal = await Program.JournalAsync(period);
        Assert.Equal((period, true, journal.Debit), (journal.Period, journal.IsComplete, journal.Credit));
        Assert.Contains(new JournalLineJson("commission", "commission_expense", 4_000, 0), journal.Lines);
        var now = await App.Running.NowAsync();
        var year = await Program.TaxYearAsync(now.Year);
        Assert.Equal((now.Year, "USD", 2_000L), (year.Year, year.Currency, year.Total));
        Assert.Equal([KeyValuePair.Create("ach", 2_000L)], year.ByMethod);
        var partner = Assert.Single(year.Partners);
        Assert.Equal((paid.Id, 2_000L, "w9"), (partner.PartnerId, partner.Paid, partner.TaxForm));
        Assert.Equal([KeyValuePair.Create("ach", 2_000L)], partner.ByMethod);
        foreach (
            var (route, detail) in new[]
            {
                ("journal/2026-13", "'2026-13' is no month that has begun."),
                ($"journal/{now.AddMonths(1):yyyy-MM}", "is no month that has begun."),
                ("tax-years/1999", "'1999' is no year."),
                ("tax-years/last", "'last' is no year."),
            }
        )
        {
            using var answer = await App.Http.GetAsync(new Uri($"/api/programs/{Slug}/{route}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains(detail, (await App.ReadProblemAsync(answer)).Detail);
        }
    }

    // The link needs no key, and a sale after the statement does not change it.
    private async Task AssertFrozenAsync(Uri link, PartnerJson partner)
    {
        using var first = await App.Anonymous.GetAsync(link);
        var frozen = await first.Content.ReadAsStringAsync();
        await Month.SellAsync(partner, "later", 70_000);
        using var second = await App.Anonymous.GetAsync(link);
        Assert.Equal(frozen, await second.Content.ReadAsStringAsync());
        var statement = JsonElement.Parse(frozen);
        Assert.Equal("final", statement.GetProperty("state").GetString());
        Assert.Equal(2_000, statement.GetProperty("closing_balance").GetInt64());
        Assert.Equal("paid", statement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_large_cycle_needs_a_second_pair_of_eyes_and_a_rejected_one_pays_nobody()
    {
        var partner = await Month.PartnerAsync("Large Agency");
        await Month.SellAsync(partner, "one", 50_000);
        var period = await Month.CloseAsync();
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        Assert.Equal("awaiting_approval", (await Program.CycleAsync(period)).Status);
        await App.DecideAsync(App.Owner, "Second approval", "reject", "Not before the audit");
        Assert.Equal("rejected", (await Program.CycleAsync(period)).Status);
        var balance = await Program.BalanceAsync(partner.Id);
        Assert.Equal((10_000, 0), (balance.Payable, balance.InPayout));
        await VerifyAsync();
    }

    [Fact]
    public async Task A_failed_payment_is_payable_again_and_goes_out_with_the_next_cycle()
    {
        var partner = await Month.PartnerAsync("Unlucky Agency");
        await Month.SellAsync(partner, "one", 10_000);
        var first = await Month.CloseAsync();
        await App.DecideAsync(App.Finance, $"Approve the payouts of {first}", "approve");
        await Month.SettleAsync(first, $"partner,status,reference,reason\n{partner.Id},failed,,account closed\n");
        await App.DecideAsync(App.Owner, "Review of", "keep");
        Assert.Equal(2_000, (await Program.BalanceAsync(partner.Id)).Payable);

        var second = await Month.CloseAsync();
        Assert.Equal(2_000, (await Program.CycleAsync(second)).Total);
        await VerifyAsync();
    }

    [Fact]
    public async Task Commissions_of_more_than_their_sale_are_shown_to_who_approves_them()
    {
        await App.ApproveRulesAsync(
            Slug,
            """ "commissions": [{"id": "bounty", "on": "sale", "pay": {"flat": 3000} }], "hold_days": 1 """
        );
        var partner = await Month.PartnerAsync("Bounty Agency");
        await Month.SellAsync(partner, "small", 1_000);
        await Month.SellAsync(partner, "large", 10_000);
        var period = await Month.CloseAsync();
        var mail = await App.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}");
        Assert.Contains("1 commission of 30.00 USD", mail.Text);
        var page = WebUtility.HtmlDecode(await App.Anonymous.GetStringAsync(mail.Link("/approve/")));
        Assert.Contains("Commissions above the amount of their sale", page);
        var text = Regex.Replace(page, @"<[^>]+>|\s+", " ");
        Assert.Matches("sale small of [0-9-]+ +com_[0-9a-z]+ +10.00 USD +30.00 USD", text);
        Assert.DoesNotMatch("sale large of [0-9-]+ +com_", text);
    }

    [Fact]
    public async Task A_period_runs_once_and_not_before_its_end()
    {
        var now = await App.Running.NowAsync();
        var (early, _) = await App.TryPostAsync($"/api/programs/{Slug}/cycles", $$"""{"period": "{{now:yyyy-MM}}"}""");
        Assert.Equal(HttpStatusCode.Conflict, early);
        var period = await Month.CloseAsync();
        var (again, _) = await App.TryPostAsync($"/api/programs/{Slug}/cycles", $$"""{"period": "{{period}}"}""");
        Assert.Equal(HttpStatusCode.Accepted, again);
    }
}
