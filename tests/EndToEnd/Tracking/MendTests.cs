using System.Net;
using System.Text.Json;
using Testing.Answers;

namespace EndToEnd.Tracking;

/// <summary>Events that were rejected or are held: listed, mended, tried again.</summary>
public sealed class MendTests : IAsyncLifetime
{
    private App _app = null!;
    private string _slug = null!;
    private ProgramReader _program = null!;
    private string _partner = null!;
    private string _code = null!;

    public async Task InitializeAsync()
    {
        _app = await App.StartInMemoryAsync();
        _slug = await _app.BeginPilotAsync(
            rules: """
            "eligibility": {"screens": [{"id": "no-trials", "on": "sale", "when": {"field": "sale.plan", "op": "equals", "value": "trial"}, "then": "reject", "reason": "Trials pay nothing"}]},
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}]
            """
        );
        _program = _app.Program(_slug);
        var partner = await _app.SignUpAsync(_slug);
        (_partner, _code) = (partner.Id, partner.Code);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_sale_of_an_unknown_code_is_listed_mended_and_paid_once()
    {
        await TrackAsync("sale", Sale("s1", "nobody", 10_000));
        Assert.Equal(("rejected", "unknown_code"), await _program.EventStatusAsync("s1"));
        Assert.Equal("s1", Assert.Single(await _program.EventsAsync("status=rejected&type=sale")).EventId);

        await RetryAsync("s1", null, HttpStatusCode.Accepted);
        Assert.Equal(("rejected", "unknown_code"), await _program.EventStatusAsync("s1"));
        await RetryAsync("s1", Sale("s1", _code, 20_000, invoice: "other"), HttpStatusCode.Accepted);
        Assert.Equal(("applied", null), await _program.EventStatusAsync("s1"));
        Assert.Equal(4_000, await PendingAsync());
        var again = await RetryAsync("s1", null, HttpStatusCode.Conflict);
        Assert.Contains("is already applied", again.As<ProblemJson>().Detail);

        // Its sender knows it by what was sent first; the invoice that it had named is free.
        Assert.Equal(HttpStatusCode.Accepted, (await TrackAsync("sale", Sale("s1", "nobody", 10_000))).Status);
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await TrackAsync("sale", Sale("s2", _code, 1_000, invoice: "s1"))).Status
        );
        Assert.Equal(("applied", null), await _program.EventStatusAsync("s2"));
        Assert.Equal(4_200, await PendingAsync());
        Assert.True((await _program.VerifyLedgerAsync()).Ok);
    }

    [Fact]
    public async Task What_a_rule_rejected_can_be_mended_but_not_what_it_has_counted_by()
    {
        await TrackAsync("sale", Sale("s1", _code, 10_000, more: """, "plan": "trial" """));
        Assert.Equal("rejected", (await _program.EventStatusAsync("s1")).Status);
        var refused = await RetryAsync("s1", Sale("s1", _code, 20_000), HttpStatusCode.Conflict);
        Assert.Equal(["/amount"], refused.As<ProblemJson>().Pointers);
        var invalid = await RetryAsync(
            "s1",
            """{"event_id": "s9", "invoice_id": "s1", "customer": {"external_id": "c"}, "amount": -1, "currency": "USD"}""",
            HttpStatusCode.BadRequest
        );
        Assert.Contains("/amount", invalid.As<ProblemJson>().Pointers);
        await RetryAsync("s1", Sale("s1", _code, 10_000, more: """, "plan": "pro" """), HttpStatusCode.Accepted);
        Assert.Equal(("applied", null), await _program.EventStatusAsync("s1"));
        Assert.Equal(2_000, await PendingAsync());
        var (status, _) = await _app.TryPostAsync($"/api/programs/{_slug}/events/nobody/retry", "{}");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.True((await _program.VerifyLedgerAsync()).Ok);
    }

    [Fact]
    public async Task A_refund_of_too_much_is_mended()
    {
        await TrackAsync("sale", Sale("s1", _code, 10_000));
        await TrackAsync("refund", """{"event_id": "r1", "invoice_id": "s1", "amount": 20000}""");
        await TrackAsync("refund", """{"event_id": "r2", "invoice_id": "s1", "amount": 5000}""");
        Assert.Equal(("rejected", "refund_exceeds_sale"), await _program.EventStatusAsync("r1"));
        await RetryAsync("r1", """{"invoice_id": "s1", "amount": 2000}""", HttpStatusCode.Accepted);
        Assert.Equal(("applied", null), await _program.EventStatusAsync("r1"));
        Assert.Equal(600, await PendingAsync());
        Assert.True((await _program.VerifyLedgerAsync()).Ok);
    }

    [Fact]
    public async Task Sales_in_another_currency_take_the_rate_of_their_day_and_wait_for_it()
    {
        var today = (await _app.Running.NowAsync()).UtcDateTime.ToString("yyyy-MM-dd");
        await TrackAsync("sale", Sale("early", _code, 10_000).Replace("USD", "EUR", StringComparison.Ordinal));
        await TrackAsync(
            "sale",
            Sale("own", _code, 10_000, more: """, "fx_rate": "1.2" """).Replace("USD", "EUR", StringComparison.Ordinal)
        );
        await TrackAsync("refund", """{"event_id": "r1", "invoice_id": "early", "total_refunded": 5000}""");
        Assert.Equal(("held", "fx_rate_missing"), await _program.EventStatusAsync("early"));
        Assert.Equal(("held", "sale_held"), await _program.EventStatusAsync("r1"));
        Assert.Equal(2_400, await PendingAsync());

        var put = await _app.PutAsync(
            $"/api/programs/{_slug}/fx-rates/{today}",
            """{"rates": {"EUR": "1.0875", "JPY": "0.0066"}}"""
        );
        Assert.Equal(1, put.GetProperty("retried").GetInt32());
        await _app.Running.WhenIdleAsync();
        Assert.Equal(("applied", null), await _program.EventStatusAsync("early"));
        Assert.Equal(("applied", null), await _program.EventStatusAsync("r1"));
        await TrackAsync("sale", Sale("yen", _code, 10_000).Replace("USD", "JPY", StringComparison.Ordinal));

        // 10,000.00 EUR cents are 10,875 US cents, of which half was refunded; 10,000 yen are 66.00 dollars.
        Assert.Equal(2_400 + 1_088 + 1_320, await PendingAsync());
        var commission = (await _program.EventAsync("early")).Commissions[0];
        Assert.Contains(
            "\"fx_rate\":\"1.0875\"",
            (await _app.GetAsync($"/api/programs/{_slug}/commissions/{commission}/explain")).GetRawText()
        );
        Assert.Equal(
            today,
            (await _app.GetAsync($"/api/programs/{_slug}/fx-rates"))
                .GetProperty("data")[0]
                .GetProperty("date")
                .GetString()
        );

        using var wrong = await _app.Http.PutAsync(
            new Uri($"/api/programs/{_slug}/fx-rates/tomorrow", UriKind.Relative),
            App.Json("""{"rates": {"EURO": "1", "EUR": "-1"}}""")
        );
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(
            ["/date", "/rates/EUR", "/rates/EURO"],
            (await App.ReadProblemAsync(wrong)).Pointers.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_list_is_paged_without_loss()
    {
        var events = Enumerable
            .Range(0, 60)
            .Select(i => Sale($"s{i}", i % 2 == 0 ? _code : "nobody", 1_000, more: """, "type": "sale" """));
        await _app.PostAsync($"/api/programs/{_slug}/track/batch", $$"""{"events": [{{string.Join(',', events)}}]}""");
        await _app.Running.WhenIdleAsync();
        var listed = await _program.AllEventsAsync("status=rejected&limit=7");
        Assert.Equal(
            Enumerable.Range(0, 60).Where(i => i % 2 == 1).Select(i => $"s{i}").Order(StringComparer.Ordinal),
            listed.Select(rejected => rejected.EventId).Order(StringComparer.Ordinal)
        );
        using var wrong = await _app.Http.GetAsync(
            new Uri($"/api/programs/{_slug}/events?status=lost&type=teleport", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> TrackAsync(string type, string body)
    {
        var answer = await _app.TryPostAsync($"/api/programs/{_slug}/track/{type}", body);
        await _app.Running.WhenIdleAsync();
        return answer;
    }

    private async Task<JsonElement> RetryAsync(string id, string? body, HttpStatusCode expected)
    {
        using var answer = await _app.Http.PostAsync(
            new Uri($"/api/programs/{_slug}/events/{id}/retry", UriKind.Relative),
            body is null ? null : App.Json(body)
        );
        Assert.Equal(expected, answer.StatusCode);
        await _app.Running.WhenIdleAsync();
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    private Task<long> PendingAsync() => _program.PendingAsync(_partner);

    private static string Sale(string id, string code, long amount, string? invoice = null, string more = "") =>
        $$"""{"event_id": "{{id}}", "invoice_id": "{{invoice ?? id}}", "customer": {"external_id": "c-{{id}}"}, "amount": {{amount}}, "currency": "USD", "code": "{{code}}"{{more}} }""";
}
