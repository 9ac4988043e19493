using System.Globalization;
using System.Net;
using Testing.Answers;

namespace EndToEnd.PerformanceReview;

/// <summary>
/// Six cycles with their reviews. The owner decides by link, the app carries the decisions out, and the packets of the
/// following months show the numbers that the decisions were meant to move.
/// </summary>
public sealed class SixMonthsTests : IAsyncLifetime
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 1,
        "review": {"pause_at": {"field": "scorecard.refunds", "op": "gte", "value": 3},
                   "coach_at": {"field": "scorecard.conversion_rate", "op": "lt", "value": 0.1},
                   "promote_at": {"field": "scorecard.sales", "op": "gte", "value": 6}}
        """;

    private ReviewedMonths months = null!;

    private App App => months.App;

    public async Task InitializeAsync() => months = await ReviewedMonths.StartAsync(Rules);

    public async Task DisposeAsync() => await App.DisposeAsync();

    [Fact]
    public async Task What_reviews_decide_is_carried_out_and_later_reviews_show_the_numbers_moved()
    {
        var (refunder, coached, strong) = (
            await months.SignUpAsync("Refund Agency"),
            await months.SignUpAsync("Click Agency"),
            await months.SignUpAsync("Strong Agency")
        );

        await CoachInTheFirstMonthAsync(refunder, coached, strong);
        await PauseAndChangeRulesInTheSecondAsync(refunder, coached, strong);
        await DecideNothingInTheThirdAsync(refunder, coached, strong);
        await PutTheChangeInForceInTheFourthAsync(coached, strong);
        await ShowTheChangeInTheFifthAsync(coached, strong);
        await SellLittleInTheSixthAsync(coached, strong);

        Assert.True((await months.Program.VerifyLedgerAsync()).Ok);
        Assert.True((await months.Program.VerifyAuditAsync()).Ok);
    }

    // 4 + 1 + 6 = 11 sales and 3 refunds. The coached partner has 1 sale of 20 clicks: 5 %.
    private async Task CoachInTheFirstMonthAsync(PartnerJson refunder, PartnerJson coached, PartnerJson strong)
    {
        await months.ClickAsync(coached, 20);
        await months.SellAsync((refunder, 4), (coached, 1), (strong, 6));
        await months.RefundAsync(refunder, 3);
        var first = await months.CloseAsync();

        var due = $"{(await App.Running.NowAsync()).AddDays(9):yyyy-MM-dd}";
        await months.DecideAsync(
            ("decision", "keep"),
            ($"choice_{refunder.Id}", "decline"),
            ($"why_{refunder.Id}", "One more month."),
            ($"choice_{coached.Id}", "accept"),
            ($"choice_{strong.Id}", "decline"),
            ($"why_{strong.Id}", "Six sales are few."),
            ("task1", "Write to the partners"),
            ("owner1", "sam@example.com"),
            ("due1", due),
            ("metric1", "refund_rate"),
            ("task2", "Improve the landing page"),
            ("owner2", "lea@example.com"),
            ("due2", due)
        );

        await App.Outbox.LastAsync(coached.Email, "could help");
        var page = await months.PageAsync(first);
        Assert.Contains("Declined for Strong Agency", page, StringComparison.Ordinal);
        Assert.Contains("move to a better group: Six sales are few.", page, StringComparison.Ordinal);
        Assert.Contains(
            (await months.Program.AuditAsync("limit=1000")),
            record => record is { Action: "review_recommendation_declined", Reason: "Six sales are few." }
        );
        var task = (await App.Outbox.LastAsync("sam@example.com", "A task of the review")).Link("/review-actions/");
        using var reported = await App.PostFormAsync(task, ("result", "All partners were written to."));
        Assert.Equal(HttpStatusCode.OK, reported.StatusCode);
        Assert.Equal(
            [
                // The number of the coached partner is its own: 1 sale of 20 clicks.
                ("coach", "scorecard.conversion_rate", 0.05m, true),
                // 3 refunds of 11 sales.
                ("task", "refund_rate", 0.2727m, true),
                ("task", null, null, false),
            ],
            (await months.ActionsAsync(first)).Select(action =>
                (action.Kind, action.Metric, action.Before, action.IsDone)
            )
        );
    }

    // 5 + 4 + 3 = 12 sales and 4 refunds: a refund rate of 33.33 %. Net revenue is 12 - 4 = 8 sales of 100.00, and the
    // commissions that stay are 20 % of them: a commission share of 0.2.
    private async Task PauseAndChangeRulesInTheSecondAsync(
        PartnerJson refunder,
        PartnerJson coached,
        PartnerJson strong
    )
    {
        await months.ClickAsync(coached, 20);
        await months.SellAsync((refunder, 5), (coached, 4), (strong, 3));
        await months.RefundAsync(refunder, 4);
        var second = await months.CloseAsync();

        var packet = await months.PageAsync(second);
        Assert.Contains("<span class=\"badge missed\">overdue, due", packet, StringComparison.Ordinal);

        // 4 sales of 20 clicks.
        Assert.Contains(
            $"Conversion rate of the partner: 5 % in {months.Name(1)}, then 20 % in {second}",
            packet,
            StringComparison.Ordinal
        );
        await AssertRefusedAsync();
        await months.DecideAsync(
            ("decision", "change"),
            ("reason", "The share is too dear."),
            ("rules", "share"),
            ("change", "Pay 10 % instead of 20 %."),
            ("metric", "commission_share"),
            ($"choice_{refunder.Id}", "accept")
        );
        Assert.Equal(
            [("change_rules", "commission_share", 0.2m, false), ("pause", "refund_rate", 0.3333m, true)],
            (await months.ActionsAsync(second)).Select(action =>
                (action.Kind, action.Metric, action.Before, action.IsDone)
            )
        );
        Assert.Equal(
            "suspended",
            (await months.Program.PartnersAsync()).Single(partner => partner.Id == refunder.Id).Status
        );
        await AssertDraftAsync(second);
    }

    // A rule that does not exist is named with those that exist, and nothing is decided.
    private async Task AssertRefusedAsync()
    {
        using var refused = await months.TryDecideAsync(
            ("decision", "change"),
            ("reason", "Dear"),
            ("rules", "shares")
        );
        var mistakes = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(
            "the rule book in force has no rule \"shares\". It has share.",
            mistakes,
            StringComparison.Ordinal
        );
    }

    // The draft names the review, the rules and the words, and its owner is asked to edit it.
    private async Task AssertDraftAsync(string second)
    {
        var draft = await months.Program.RuleBookAsync(2);
        var request = Assert.Single(draft.ChangeRequests!);
        Assert.Equal(
            ("draft", "Pay 10 % instead of 20 %.", App.Owner),
            (draft.Status, request.Change, request.RequestedBy)
        );
        Assert.Equal((second, "commission_share"), (request.Review, request.Metric));
        Assert.Equal(["share"], request.Rules);
        Assert.Contains(
            await months.Program.AuditAsync("limit=1000"),
            record => record is { Action: "rule_book_draft_opened", Subject: "rules:2", Actor: App.Owner }
        );
        var mail = await App.Outbox.LastAsync(App.Owner, "Draft 2 of the rules");
        Assert.Contains($"POST /api/programs/{months.Slug}/rules?based_on=2", mail.Text, StringComparison.Ordinal);
    }

    // 1 + 5 + 5 = 11 sales and no refund. The sale of the suspended partner pays nothing: commissions of 10 * 20.00 for a
    // net revenue of 1,100.00 are a share of 18.18 %.
    private async Task DecideNothingInTheThirdAsync(PartnerJson refunder, PartnerJson coached, PartnerJson strong)
    {
        // A version that is stored meanwhile is a version of its own, and not the change.
        Assert.Equal(3, (await months.StoreRulesAsync("15", basedOn: null)).Version);
        await months.ClickAsync(coached, 20);
        await months.SellAsync((refunder, 1), (coached, 5), (strong, 5));
        Assert.Empty((await months.Program.EventAsync(months.LastSaleOf(refunder))).Commissions);
        var third = await months.CloseAsync();

        var packet = await months.PageAsync(third);
        Assert.Contains("Draft 2 of the rule book is not edited yet.", packet, StringComparison.Ordinal);
        Assert.Contains(
            $"Refund rate: 33.33 % in {months.Name(2)}, then 0 % in {third}",
            packet,
            StringComparison.Ordinal
        );

        // Nobody decides: after 5 days the backup owner is asked, and after 21 days the review ends without a person.
        await App.Running.SkipAsync(TimeSpan.FromDays(6));
        await App.Outbox.LastAsync(App.Backup, "Review of");
    }

    // 5 + 5 sales at 20 %. The owner edits the draft, and the version applies from the first of the fifth month.
    private async Task PutTheChangeInForceInTheFourthAsync(PartnerJson coached, PartnerJson strong)
    {
        Assert.Equal(HttpStatusCode.BadRequest, await months.TryStoreRulesAsync("99"));
        Assert.Equal((4, 2), Of(await months.StoreRulesAsync("10", basedOn: 2)));
        await months.ClickAsync(coached, 20);
        await months.SellAsync((coached, 5), (strong, 5));
        var ends = await ApproveAsync();
        var fourth = await months.CloseAsync();

        var packet = await months.PageAsync(fourth);
        Assert.Contains($"Version 4 is in force since {ends}.", packet, StringComparison.Ordinal);
        Assert.Contains(
            $"Commission share: 20 % in {months.Name(2)}, then 18.18 % in {months.Name(3)}, then 20 % in {fourth}",
            packet,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"Nobody decided the review of {months.Name(3)}: it ended as \"keep\"",
            WebUtility.HtmlDecode(packet),
            StringComparison.Ordinal
        );
        await months.DecideAsync(("decision", "keep"));

        static (int, int?) Of(RuleBookJson stored) => (stored.Version, stored.BasedOn);
    }

    // The owner decides on the edited version, which applies from the end of the month.
    private async Task<string> ApproveAsync()
    {
        await months.SubmitRulesAsync(4, await months.EndAsync());
        Assert.Equal("Version 4 waits for its approval.", (await ChangeAsync()).Result);
        var ask = (await App.Outbox.LastAsync(App.Owner, "Approve rule book 4")).Link("/approve/");
        Assert.Contains(
            $"Review of {months.Name(2)}, {App.Owner}: change the rule share. Pay 10 % instead of 20 %.",
            WebUtility.HtmlDecode(await App.Anonymous.GetStringAsync(ask)),
            StringComparison.Ordinal
        );
        await App.DecideAsync(App.Owner, "Approve rule book 4", "approve");

        var ends = (await months.EndAsync()).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        Assert.Equal($"Version 4 is approved and applies from {ends}.", (await ChangeAsync()).Result);
        return ends;
    }

    // 10 sales of 100.00 at 10 %: commissions of 100.00 for a net revenue of 1,000.00.
    private async Task ShowTheChangeInTheFifthAsync(PartnerJson coached, PartnerJson strong)
    {
        await months.ClickAsync(coached, 20);
        await months.SellAsync((coached, 5), (strong, 5));
        var fifth = await months.CloseAsync();

        var change = await ChangeAsync();
        Assert.True(change.IsDone);
        Assert.Equal(
            [("3", 0.1818m, false), ("4", 0.2m, false), ("5", 0.1m, false)],
            change.After.Select(after => (months.NumberOf(after.Period), after.Value!.Value, after.TooFew))
        );
        Assert.Contains(
            $"then 20 % in {months.Name(4)}, then 10 % in {fifth}",
            await months.PageAsync(fifth),
            StringComparison.Ordinal
        );
        var mail = await App.Outbox.LastAsync(App.Owner, "Review of");
        Assert.Contains("What earlier reviews decided to do", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"then 10 % in {fifth}", mail.Text, StringComparison.Ordinal);
        await months.DecideAsync(("decision", "keep"));
    }

    // The coached partner has 1 sale of 5 clicks, which are too few to say that its rate moved.
    private async Task SellLittleInTheSixthAsync(PartnerJson coached, PartnerJson strong)
    {
        await months.ClickAsync(coached, 5);
        await months.SellAsync((coached, 1), (strong, 5));
        await months.CloseAsync();
        await months.DecideAsync(("decision", "keep"));

        var coaching = (await months.ActionsAsync(months.Name(1))).Single(action => action.Kind == "coach");
        Assert.Equal(
            [(0.2m, false), (0.25m, false), (0.25m, false), (0.25m, false), (0.2m, true)],
            coaching.After.Select(after => (after.Value!.Value, after.TooFew))
        );
        Assert.Equal(6, await months.CountReviewsAsync());
    }

    private async Task<ActionJson> ChangeAsync() =>
        (await months.ActionsAsync(months.Name(2))).Single(action => action.Kind == "change_rules");
}
