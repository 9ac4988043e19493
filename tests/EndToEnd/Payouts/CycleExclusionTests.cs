using System.Net;
using System.Text.RegularExpressions;
using Testing;

namespace EndToEnd.Payouts;

/// <summary>An approver takes payouts and single commissions out of a cycle on the page of the approval.</summary>
public sealed class CycleExclusionTests() : CycleStory(Rules)
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    [Fact]
    public async Task What_an_approver_excludes_is_asked_again_without_it_and_paid_by_the_next_cycle()
    {
        var (paid, doubted) = (
            await Month.PartnerAsync("Paid Agency"),
            await Month.PartnerAsync("Doubted Agency", account: "222222222")
        );
        await Month.SellAsync(paid, "one", 10_000);
        await Month.SellAsync(paid, "disputed", 5_000);
        await Month.SellAsync(doubted, "two", 20_000);
        var disputed = (await Program.EventAsync("disputed")).Commissions.Single();
        var period = await Month.CloseAsync();
        var first = await App.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}");
        var list = await ListLinkAsync(first);
        Assert.Contains("Doubted Agency", await App.Anonymous.GetStringAsync(list));
        await RefuseAsync(first.Link("/approve/"), doubted.Id);
        var computed = await Program.CycleAsync(period);
        Assert.Equal(("awaiting_approval", 2, 7_000L), (computed.Status, computed.Partners, computed.Total));
        Assert.Empty(computed.Excluded);
        Assert.Equal(first.Id, (await App.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}")).Id);

        using var excluded = await App.PostFormAsync(
            first.Link("/approve/"),
            ("decision", "exclude"),
            ("selected", doubted.Id),
            ("selected", $"{paid.Id}/{disputed}"),
            ("selection_reason", "The customer is disputed")
        );
        Assert.Equal(HttpStatusCode.OK, excluded.StatusCode);
        await App.Running.WhenIdleAsync();

        using var outdated = await App.Anonymous.GetAsync(list);
        Assert.Equal(HttpStatusCode.Conflict, outdated.StatusCode);
        using var old = await App.PostFormAsync(first.Link("/approve/"), ("decision", "approve"));
        Assert.Equal(HttpStatusCode.Conflict, old.StatusCode);
        Assert.Contains($"already decided by {App.Finance} on", await old.Content.ReadAsStringAsync());
        await AssertExcludedAsync(period, (doubted.Id, null, 4_000L), (paid.Id, disputed, 1_000L));

        var second = await App.Outbox.LastAsync(App.Finance, $"Approve the payouts of {period}");
        Assert.NotEqual(first.Id, second.Id);
        Assert.Contains("Excluded by approvers: 1 payout and 1 commission, 50.00 USD", second.Text);
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var content = await Month.ReadFileAsync(period);
        Assert.Contains("021000021,123456789", content);
        Assert.DoesNotContain("222222222", content);
        await SettleByMappingAsync(period, paid.Id);
        Assert.Equal(4_000, (await Program.BalanceAsync(doubted.Id)).Payable);
        var rest = await Program.BalanceAsync(paid.Id);
        Assert.Equal((2_000, 1_000), (rest.Paid, rest.Payable));

        var next = await Month.CloseAsync();
        Assert.Equal(5_000, (await Program.CycleAsync(next)).Total);
        await App.DecideAsync(App.Finance, $"Approve the payouts of {next}", "approve");
        Assert.Contains("021000021,222222222", await Month.ReadFileAsync(next));
        await VerifyAsync();
    }

    // The provider's report is imported as it is. A mapping that does not fit the file books nothing.
    private async Task SettleByMappingAsync(string period, string partner)
    {
        var report = $"Payee;Result;Trace\n{partner};Completed;REF-1\n";
        using var refused = await Month.TrySettleAsync(
            period,
            report,
            mapping: new { partner = "Payee", status = "Outcome" }
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("/mapping/status", Assert.Single((await App.ReadProblemAsync(refused)).Pointers));
        var applied = await Month.SettleAsync(
            period,
            report,
            mapping: new
            {
                partner = "Payee",
                status = "Result",
                reference = "Trace",
                paid = "Completed",
            }
        );
        Assert.Equal(1, applied.GetProperty("paid").GetInt32());
    }

    private async Task RefuseAsync(Uri link, string partner)
    {
        foreach (
            var (decision, selected, reason, message) in new[]
            {
                ("exclude", "", "Disputed", "Select at least one row of the tables."),
                ("exclude", partner, "", "Give a reason for this decision."),
                (
                    "exclude",
                    "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
                    "Disputed",
                    "The selection contains rows that this page does not show. Select the rows again."
                ),
                ("approve", partner, "", "Rows are selected, but this decision is about all of them."),
            }
        )
        {
            (string, string)[] rows = selected.Length == 0 ? [] : [("selected", selected)];
            using var refused = await App.PostFormAsync(
                link,
                [("decision", decision), ("selection_reason", reason), .. rows]
            );
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(message, WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync()));
        }

        await App.Running.WhenIdleAsync();
    }

    private async Task AssertExcludedAsync(
        string period,
        params (string Partner, string? Commission, long Amount)[] expected
    )
    {
        var waiting = await Program.CycleAsync(period);
        Assert.Equal(("awaiting_approval", 1, 2_000L), (waiting.Status, waiting.Partners, waiting.Total));
        Assert.Equal(("approval", App.Finance), (waiting.WaitingFor?.Step, waiting.WaitingFor?.Who));
        Assert.Equal(
            expected.Order(),
            waiting.Excluded.Select(excluded => (excluded.Partner, excluded.Commission, excluded.Amount)).Order()
        );
        Assert.All(
            waiting.Excluded,
            excluded => Assert.Equal((App.Finance, "The customer is disputed"), (excluded.Actor, excluded.Reason))
        );
        var actions = (await Program.AuditAsync()).Select(record => record.Action).ToList();
        Assert.Single(actions, action => action == "payout_excluded");
        Assert.Single(actions, action => action == "commission_excluded");
    }

    private async Task<Uri> ListLinkAsync(SentMail mail)
    {
        var page = await App.Anonymous.GetStringAsync(mail.Link("/approve/"));
        return new Uri(Regex.Match(page, "href=\"(/payout-list/[^\"]+)\"").Groups[1].Value, UriKind.Relative);
    }
}
