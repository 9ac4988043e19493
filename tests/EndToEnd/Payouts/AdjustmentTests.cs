using System.Globalization;
using System.Net;
using System.Text.Json;
using Testing.Answers;

namespace EndToEnd.Payouts;

/// <summary>What persons change by hand, from the request to the payment.</summary>
public sealed class AdjustmentTests() : CycleStory(Rules)
{
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "payout": {"minimum": 100, "require": ["tax_form", "payout_details"]}
        """;

    [Fact]
    public async Task A_bonus_is_approved_and_paid_and_a_commission_is_voided_and_a_customer_is_moved()
    {
        await App.PutAsync(
            $"/api/programs/{Slug}/webhook-endpoints/erp",
            """{"url": "https://erp.invalid/in", "types": ["adjustment.*", "commission.reversed"]}"""
        );
        var (partner, other) = (await Month.PartnerAsync("Busy Agency"), await Month.PartnerAsync("New Agency"));
        await Month.SellAsync(partner, "right", 10_000);
        await Month.SellAsync(partner, "wrong", 30_000);
        var wrong = (await Program.EventAsync("wrong")).Commissions.Single();
        await RefuseAsync(partner, wrong);
        var bonus = await AskForBonusTwiceAsync(partner);
        Assert.Equal(("awaiting_approval", 8_000), (bonus.Status, await Program.PendingAsync(partner.Id)));
        Assert.Empty(await App.Outbox.ListAsync(App.Finance, "Approve a bonus"));
        await DecideTwiceAsync(App.Owner, "Approve a bonus of 50.00 USD");
        var approved = await App.GetAsync<AdjustmentJson>($"/api/programs/{Slug}/adjustments/{bonus.Id}");
        Assert.Equal(("approved", 0L, 5_000L), (approved.Status, approved.Before!.Value, approved.After!.Value));
        Assert.Equal(App.Owner, approved.DecidedBy);

        await AskAsync(
            $"commissions/{wrong}/void",
            new
            {
                reason_code = "fraud",
                reason = "A stolen card",
                prepared_by = App.Owner,
            }
        );
        await App.DecideAsync(App.Finance, "Void a commission of Busy Agency", "approve");
        Assert.Equal("reversed", (await Program.CommissionAsync(wrong)).Status);
        Assert.Single((await Program.ExplanationAsync(wrong)).Reversals);

        await AskAsync(
            "customers/cus_right/assignment",
            new
            {
                partner = other.Id,
                from = "2026-01-01",
                reason = "Looks after the customer now",
            }
        );
        await App.DecideAsync(App.Finance, "Move the customer cus_right to New Agency", "approve");
        await Month.SellAsync(partner, "moved", 2_000, "cus_right");
        Assert.Equal(other.Id, (await Program.EventAsync("moved")).Partner);

        var told = (await Program.DeliveriesAsync("erp")).Select(delivery => delivery.Type).ToList();
        Assert.Equal(3, told.Count(type => type == "adjustment.approved"));
        Assert.Single(told, type => type == "commission.reversed");

        var period = await Month.CloseAsync();
        Assert.Equal((2, 7_400L), await TotalsAsync(period));
        await App.DecideAsync(App.Finance, $"Approve the payouts of {period}", "approve");
        var (early, refusal) = await App.TryPostAsync(
            $"/api/programs/{Slug}/commissions/{(await Program.EventAsync("right")).Commissions.Single()}/void",
            """{"reason_code": "mistake", "reason": "Too late"}"""
        );
        Assert.Equal(HttpStatusCode.Conflict, early);
        Assert.Contains("in a payout", refusal.GetRawText());
        Assert.Contains("/adjustments", refusal.GetRawText());
        await Month.SettleAsync(
            period,
            $"partner,status,reference,reason\n{partner.Id},paid,REF-1,\n{other.Id},paid,REF-2,\n"
        );
        Assert.Equal(7_000, (await Program.BalanceAsync(partner.Id)).Paid);
        var statement = await App.GetAsync($"/api/programs/{Slug}/partners/{partner.Id}/statements/{period}");
        Assert.Contains($"Bonus ({bonus.Id}) of ", statement.GetRawText());
        Assert.Contains(await Program.PostingsAsync(partner.Id), posting => posting.Cause == $"adjustment:{bonus.Id}");
        await VerifyAsync();
    }

    private async Task RefuseAsync(PartnerJson partner, string commission)
    {
        var ok = $$""" "partner": "{{partner.Id}}" """;
        var (bonus, none) = ($$"""{ {{ok}}, "amount": 100, "reason": "Thanks"}""", "prt_01m1k9n3e0v3rs3dtr98h6bcfn");
        var (cancel, assign) = ($"commissions/{commission}/void", "customers/cus_right/assignment");
        var ahead = (await App.Running.NowAsync()).AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach (
            var (route, body, field, key) in new (string, string, string, string?)[]
            {
                ("adjustments", $$"""{ {{ok}}, "amount": 0, "reason": "Nothing"}""", "/amount", null),
                ("adjustments", $$"""{ {{ok}}, "amount": 1000000000001, "reason": "Too much"}""", "/amount", null),
                ("adjustments", $$"""{ {{ok}}, "amount": 1.5, "reason": "Half a cent"}""", "/amount", null),
                ("adjustments", $$"""{ {{ok}}, "amount": 100, "reason": " "}""", "/reason", null),
                ("adjustments", $$"""{ {{ok}}, "amount": 100}""", "/reason", null),
                (
                    "adjustments",
                    $$"""{ {{ok}}, "amount": 100, "reason": "{{new string('a', 2_001)}}"}""",
                    "/reason",
                    null
                ),
                (
                    "adjustments",
                    $$"""{ {{ok}}, "amount": 100, "reason": "Euros", "currency": "EUR"}""",
                    "/currency",
                    null
                ),
                ("adjustments", $$"""{ {{ok}}, "amount": 100, "reason": "Kind", "kind": "gift"}""", "/kind", null),
                (
                    "adjustments",
                    $$"""{ {{ok}}, "amount": 100, "reason": "Who", "prepared_by": "Ann"}""",
                    "/prepared_by",
                    null
                ),
                ("adjustments", $$"""{"partner": "{{none}}", "amount": 100, "reason": "Who"}""", "/partner", null),
                ("adjustments", bonus, "", " "),
                ("adjustments", bonus, "", new string('k', 201)),
                (cancel, """{"reason_code": "gift", "reason": "Unknown"}""", "/reason_code", null),
                (cancel, """{"reason": "No code"}""", "/reason_code", null),
                (cancel, """{"reason_code": "fraud"}""", "/reason", null),
                (cancel, """{"reason_code": "fraud", "reason": "Who", "prepared_by": "Ann"}""", "/prepared_by", null),
                (assign, $$"""{ {{ok}}, "from": "tomorrow", "reason": "When?"}""", "/from", null),
                (assign, $$"""{ {{ok}}, "from": "{{ahead}}", "reason": "Too far ahead"}""", "/from", null),
                (assign, $$"""{ {{ok}}, "from": "2026-12-01"}""", "/reason", null),
                (assign, $$"""{"partner": "{{none}}", "from": "2026-12-01", "reason": "Whose?"}""", "/partner", null),
                (assign, $$"""{ {{ok}}, "from": "2026-12-01", "reason": "Whose?"}""", "", new string('k', 201)),
            }
        )
        {
            using var answer = await SendAsync(route, body, key);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal([field], (await App.ReadProblemAsync(answer)).Pointers);
        }

        var (unknown, _) = await App.TryPostAsync(
            $"/api/programs/{Slug}/customers/cus_nobody/assignment",
            $$"""{ {{ok}}, "from": "2026-12-01", "reason": "Whose?"}"""
        );
        Assert.Equal(HttpStatusCode.NotFound, unknown);
        var list = await App.GetAsync($"/api/programs/{Slug}/adjustments");
        Assert.Equal(0, list.GetProperty("data").GetArrayLength());
    }

    // The same request is one adjustment, and its key is good for no other.
    private async Task<AdjustmentJson> AskForBonusTwiceAsync(PartnerJson partner)
    {
        var body = new
        {
            partner = partner.Id,
            amount = 5_000,
            reason = "Ten deals",
            prepared_by = App.Finance,
        };
        var bonus = await AskAsync("adjustments", body, "key-1");
        Assert.Equal(bonus.Id, (await AskAsync("adjustments", body, "key-1")).Id);
        using var other = await SendAsync(
            "adjustments",
            JsonSerializer.Serialize(body with { amount = 6_000 }),
            "key-1"
        );
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains(bonus.Id, (await App.ReadProblemAsync(other)).Detail);
        return bonus;
    }

    private async Task<HttpResponseMessage> SendAsync(string route, string body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/programs/{Slug}/{route}")
        {
            Content = App.Json(body),
        };
        if (key is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("Idempotency-Key", key));
        }

        return await App.Http.SendAsync(request);
    }

    private async Task<AdjustmentJson> AskAsync(string route, object body, string? key = null)
    {
        using var answer = await SendAsync(route, JsonSerializer.Serialize(body), key);
        var asked = await App.ReadAsync<AdjustmentJson>(answer);
        await App.Running.WhenIdleAsync();
        return asked;
    }

    private async Task DecideTwiceAsync(string decider, string subject)
    {
        var link = (await App.Outbox.LastAsync(decider, subject)).Link("/approve/");
        using var first = await App.PostFormAsync(link, ("decision", "approve"));
        using var second = await App.PostFormAsync(link, ("decision", "reject"), ("reason", "Changed my mind"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, second.StatusCode));
        var page = await second.Content.ReadAsStringAsync();
        Assert.Contains("Already decided", page);
        Assert.Contains(decider, page);
        await App.Running.WhenIdleAsync();
    }

    private async Task<(int Partners, long Total)> TotalsAsync(string period)
    {
        var cycle = await Program.CycleAsync(period);
        return (cycle.Partners, cycle.Total);
    }
}
