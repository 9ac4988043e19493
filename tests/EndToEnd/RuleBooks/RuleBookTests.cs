using System.Net;
using System.Text.Json;
using Affiliate.Domain.Rules;
using Testing.Answers;

namespace EndToEnd.RuleBooks;

[Collection(nameof(SharedProgram))]
public sealed class RuleBookTests(SharedProgram program)
{
    private const string Book = """
        {"schema": "affiliate-rules/1", "name": "Rules", "currency": "USD", "attribution": {"model": "linear"},
         "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "12.5"}, "when": {"field": "sale.metadata.seats", "op": "gte", "value": 10} }],
         "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 1000}],
         "bonuses": [{"id": "three", "metric": "partner.sales", "window": "quarter", "at_least": 3, "pay": {"flat": 50000} }] }
        """;

    private readonly App _app = program.App;

    [Fact]
    public async Task An_evaluation_answers_commissions_whose_traces_give_their_amounts_again()
    {
        var answer = await _app.PostAsync<EvaluationJson>(
            $"/api/programs/{SharedProgram.Slug}/rules/evaluate",
            $$"""
            {
              "rules": {{Book}},
              "event": {"type": "sale", "event_id": "e1", "occurred_at": "2026-11-05T10:00:00Z", "amount": 12000, "tax": 2000, "fee": 500, "currency": "EUR",
                        "fx_rate": "1.0875", "metadata": {"seats": "12"} },
              "customer": {"external_id": "c1"},
              "partner": {"id": "p1", "stats": {"sales": {"quarter": 2} } },
              "partners": {"p2": {} },
              "touches": [{"partner": "p1", "kind": "click", "at": "2026-10-20T09:00:00Z"}, {"partner": "p2", "kind": "click", "at": "2026-10-21T09:00:00Z"}],
              "history": {"cap_used": {"year": 107} }
            }
            """
        );
        Assert.Equal(
            [("share", "p1", 447L), ("share", "p2", 446L), ("three", "p1", 50_000L)],
            answer.Commissions.Select(grant => (grant.Rule, grant.Partner!, grant.Amount))
        );
        Assert.All(answer.Commissions, grant => Assert.Equal(grant.Amount, TraceRecomputation.AmountOf(grant.Trace)));
    }

    [Theory]
    [InlineData(""" "amount": 9007199254740992 """, "/event/amount")]
    [InlineData(""" "amount": -1 """, "/event/amount")]
    [InlineData(""" "amount": 100, "tax": 60, "fee": 41 """, "/event/tax")]
    [InlineData(""" "amount": 100, "currency": "EURO" """, "/event/currency")]
    [InlineData(""" "amount": 100, "currency": "EUR", "fx_rate": "1,08" """, "/event/fx_rate")]
    [InlineData(""" "amount": 100, "quantity": 0 """, "/event/quantity")]
    public async Task An_evaluation_names_what_is_wrong_with_its_event(string members, string pointer)
    {
        var (status, problem) = await _app.PostRefusedAsync(
            $"/api/programs/{SharedProgram.Slug}/rules/evaluate",
            $$"""
            {"rules": {{Book}}, "event": {"type": "sale", "occurred_at": "2026-11-05T10:00:00Z", {{members}} }, "partner": {"id": "p1"} }
            """
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(pointer, Assert.Single(problem.Pointers));
    }

    [Fact]
    public async Task A_rule_book_with_mistakes_is_answered_with_every_one_of_them()
    {
        var (status, problem) = await _app.PostRefusedAsync(
            $"/api/programs/{SharedProgram.Slug}/rules",
            """{"schema": "affiliate-rules/1", "name": "", "currency": "USD", "commissions": [{"id": "a", "on": "sail", "pay": {"percent": 20} }], "holddays": 3}"""
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            ["/commissions/0/on", "/commissions/0/pay/percent", "/holddays", "/name"],
            problem.Pointers.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Anyone_may_read_the_schema_of_rule_books()
    {
        using var answer = await _app.Anonymous.GetAsync(
            new Uri("/api/schemas/affiliate-rules-1.json", UriKind.Relative)
        );
        Assert.Equal(
            (HttpStatusCode.OK, "application/schema+json"),
            (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType)
        );
        var schema = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(
            "affiliate-rules/1",
            schema.GetProperty("properties").GetProperty("schema").GetProperty("const").GetString()
        );
    }
}
