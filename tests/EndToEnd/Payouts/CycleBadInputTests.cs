using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Testing.Answers;

namespace EndToEnd.Payouts;

/// <summary>What a person or a bank can get wrong on the way from an account to its settlement.</summary>
public sealed class CycleBadInputTests() : CycleStory(Rules)
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    private const string None = "prt_01m1k9n3e0v3rs3dtr98h6bcfn";

    [Fact]
    public async Task Wrong_accounts_and_files_are_refused_by_name_and_the_right_ones_are_paid()
    {
        var partner = await Month.PartnerAsync("Ivan Agency", withDetails: false);
        await RefuseAccountsAsync(partner);
        await Month.ChangeAsync(partner, """{"tax": {"form": "w9", "status": "verified"}}""");
        await Month.ChangeAsync(partner, AccountOf("Иван Петров", "123456789"));
        await Month.SellAsync(partner, "one", 10_000);
        var period = await Month.CloseAsync();
        var (early, _) = await SettleAsync(period, Encoding.UTF8.GetBytes(Paid(partner.Id)));
        Assert.Equal(HttpStatusCode.Conflict, early);
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        Assert.Contains(",Иван Петров,021000021,123456789,", await Month.ReadFileAsync(period));

        var (unknown, answer) = await SettleAsync(
            period,
            Encoding.UTF8.GetBytes($"{Paid(None)}{partner.Id},paid,REF-1,\npay_none,failed,,\n")
        );
        Assert.Equal(HttpStatusCode.BadRequest, unknown);
        var pointers = JsonElement.Parse(answer).As<ProblemJson>().Errors!.Keys;
        Assert.Equal(["/1/payout_id", "/3/payout_id"], pointers.Order());
        Assert.Equal(2_000, (await Program.BalanceAsync(partner.Id)).InPayout);

        var (utf16, applied) = await SettleAsync(
            period,
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Paid(partner.Id))]
        );
        Assert.True(utf16 == HttpStatusCode.OK, applied);
        Assert.Equal(2_000, (await Program.BalanceAsync(partner.Id)).Paid);
        Assert.Equal("ПЛ-1", Assert.Single(await Program.PayoutsAsync(period)).Reference);
        await VerifyAsync();
    }

    [Fact]
    public async Task A_draft_program_and_a_month_to_come_have_no_cycle()
    {
        await App.PutAsync(
            "/api/programs/sketch",
            """{"name": "Sketch", "currency": "USD", "website": "https://www.example.com"}"""
        );
        var now = await App.Running.NowAsync();
        foreach (
            var (slug, month, detail) in new[]
            {
                ("sketch", now.AddMonths(-1), "A program that is a draft has earned nothing. Start its pilot first."),
                (Slug, now.AddYears(1), $"The period {now.AddYears(1):yyyy-MM} has not ended yet."),
            }
        )
        {
            var (status, problem) = await App.PostRefusedAsync(
                $"/api/programs/{slug}/cycles",
                $$"""{"period": "{{month:yyyy-MM}}"}"""
            );
            Assert.Equal((HttpStatusCode.Conflict, detail), (status, problem.Detail));
        }

        var (unborn, _) = await SettleAsync($"{now.AddYears(1):yyyy-MM}", Encoding.UTF8.GetBytes(Paid(None)));
        Assert.Equal(HttpStatusCode.NotFound, unborn);
    }

    private async Task RefuseAccountsAsync(PartnerJson partner)
    {
        foreach (
            var (holder, account, field, sentence) in new[]
            {
                ("Agency", "12345678A", "account_number", "4 to 17 digits"),
                ("Agency", "123", "account_number", "4 to 17 digits"),
                ("=cmd()", "123456789", "account_holder", "begins with ="),
                (new string('И', 200), "123456789", "account_holder", "at most 70 characters"),
                ("...", "123456789", "account_holder", "Write the name as your bank has it."),
            }
        )
        {
            using var answer = await App.Http.PatchAsync(
                new Uri($"/api/programs/{Slug}/partners/{partner.Id}", UriKind.Relative),
                App.Json(AccountOf(holder, account))
            );
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var mistake = Assert.Single((await App.ReadProblemAsync(answer)).Errors!);
            Assert.Equal($"/payout/details/{field}", mistake.Key);
            Assert.Contains(sentence, Assert.Single(mistake.Value));
        }

        Assert.Null((await Program.PartnersAsync()).Single(stored => stored.Id == partner.Id).Payout.Method);
    }

    private async Task<(HttpStatusCode Status, string Answer)> SettleAsync(string period, byte[] file)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await App.Http.PostAsync(
            new Uri($"/api/programs/{Slug}/cycles/{period}/settlement", UriKind.Relative),
            content
        );
        var text = await answer.Content.ReadAsStringAsync();
        await App.Running.WhenIdleAsync();
        return (answer.StatusCode, text);
    }

    private static string Paid(string partner) => $"partner,status,reference,reason\n{partner},paid,ПЛ-1,\n";

    private static string AccountOf(string holder, string account) =>
        $$$"""
            {"payout": {"method": "ach", "details": {"account_holder": "{{{holder}}}", "routing_number": "021000021",
             "account_number": "{{{account}}}", "account_type": "checking"} } }
            """;
}
