using System.Net;
using System.Text.Json;
using Testing.Answers;

namespace EndToEnd.RuleBooks;

/// <summary>What <c>rules/evaluate</c> answers.</summary>
public sealed class EvaluationTests(EvaluationTests.Pilot pilot) : IClassFixture<EvaluationTests.Pilot>
{
    private const string Rules = """ "commissions": [{"id": "r", "on": "sale", "pay": {"percent": "10"} }] """;

    public static TheoryData<string> Cases => [.. EvaluationCases.All.Select(pair => pair.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_answer_is_exact(string name)
    {
        var (_, rules, question, expected) = EvaluationCases.All.Single(pair => pair.Name == name);
        var answer = await pilot.App.PostAsync<EvaluationJson>(pilot.Address, Body(rules, question));
        var commissions = answer.Commissions.Select(grant => $" {grant.Rule} {grant.Partner} {grant.Amount}");
        var reason = answer.Reason is { } given ? " " + given : "";
        Assert.Equal(expected, $"{answer.Decision}{reason}:{string.Join(',', commissions)}");
        Assert.True(
            answer.Commissions.Count > 0
                || answer.Trace is not null
                || expected.StartsWith("reject refund", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Contract_terms_of_the_partner_replace_the_pay_and_their_mistakes_are_reported()
    {
        const string question = """
            {
              "rules": {"schema": "affiliate-rules/1", "name": "Rules", "currency": "USD",
                        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"} }] },
              "event": {"type": "sale", "amount": 10000, "currency": "USD"},
              "customer": {"external_id": "c1"},
              "partner": {"id": "p1", "contract_terms": {"id": "ctr_7", "rules": {"share": {"pay": {"percent": "35"} } } } }
            }
            """;
        var answer = await pilot.App.PostAsync<EvaluationJson>(pilot.Address, question);
        var commission = Assert.Single(answer.Commissions);
        Assert.Equal(("share", 3_500), (commission.Rule, commission.Amount));

        var wrong = question.Replace("{\"share\": {\"pay\"", "{\"none\": {\"pay\"", StringComparison.Ordinal);
        var (status, problem) = await pilot.App.PostRefusedAsync(
            pilot.Address,
            wrong.Replace("10000", "-1", StringComparison.Ordinal)
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            ["/event/amount", "/partner/contract_terms/rules/none"],
            problem.Errors!.Keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_contracts_own_example_pays_what_it_says()
    {
        var answer = await pilot.App.PostAsync<EvaluationJson>(
            pilot.Address,
            """
            {
              "rules": {"schema": "affiliate-rules/1", "name": "Partner program 2027", "currency": "USD",
                        "commissions": [{"id": "revenue-share", "on": "sale", "pay": {"percent": "20"}, "base": "net", "duration": {"months": 12} }],
                        "caps": [{"id": "per-customer-year", "scope": "customer", "window": "year", "max": 200000}],
                        "bonuses": [{"id": "ten-deals", "metric": "partner.sales", "window": "quarter", "at_least": 10, "pay": {"flat": 50000} }] },
              "event": { "type": "sale", "event_id": "e1", "occurred_at": "2026-11-05T10:00:00Z", "amount": 12000, "tax": 2000, "fee": 500,
                         "currency": "USD", "product_id": "pro", "quantity": 1, "metadata": { "seats": "12" } },
              "customer": { "external_id": "c1", "country": "US" },
              "partner": { "id": "p1", "group": "default", "country": "US",
                           "stats": { "sale_amount": { "lifetime": 950000, "month": 950000 }, "sales": { "quarter": 2 } } },
              "partners": { "p2": { "group": "gold" } },
              "touches": [ { "partner": "p1", "kind": "click", "at": "2026-10-20T09:00:00Z" } ],
              "history": { "payments": 1, "first_sale_at": "2026-10-05T00:00:00Z",
                           "cap_used": { "per-customer-year": 2000 },
                           "bonuses_paid": ["ten-deals:2026-Q4"],
                           "commission": { "amount": 1000, "base": 10005, "refunded": 3335 } }
            }
            """
        );
        var commission = Assert.Single(answer.Commissions);
        Assert.Equal(("pay", null), (answer.Decision, answer.Reason));
        Assert.Equal(
            ("revenue-share", "p1", 1_900, 9_500, "USD"),
            (commission.Rule, commission.Partner, commission.Amount, commission.BaseAmount, commission.Currency)
        );
    }

    [Theory]
    [InlineData(Rules, """ "event": {"type": "sale"}, "partner": {} """, "/event/amount")]
    [InlineData(Rules, """ "event": {"type": "auction"} """, "/event/type /partner")]
    [InlineData(Rules, """ "partner": {} """, "/event")]
    [InlineData(
        Rules + """, "name": "Twice" """,
        """ "event": {"type": "sale", "occurred_at": "2026-11-05T10:00:00"}, "partner": {} """,
        "/event/amount /event/occurred_at /rules/name"
    )]
    [InlineData(
        Rules,
        """ "event": {"type": "sale", "amount": 1, "occurred_at": "0001-01-01T00:00:00Z"}, "touches": [{"partner": "p1", "kind": "tap", "at": "9999-12-31T00:00:00Z"}] """,
        "/event/occurred_at /touches/0/at /touches/0/kind"
    )]
    [InlineData(
        Rules,
        """ "event": {"type": "sale", "amount": 1, "quantity": 1000000001, "fx_rate": "1000000000000"}, "partner": {} """,
        "/event/fx_rate /event/quantity"
    )]
    [InlineData(
        Rules,
        """ "event": {"type": "sale", "amount": 1}, "partner": {"stats": {"sales": {"month": -1} } }, "customer": {"signup_date": "soon", "sales": -1} """,
        "/customer/sales /customer/signup_date /partner/stats/sales/month"
    )]
    [InlineData(
        Rules,
        """ "event": {"type": "sale", "amount": 1}, "partner": {}, "history": {"payments": -1, "first_sale_at": "9950-01-01", "cap_used": {"a/b": -5} } """,
        "/history/cap_used/a~1b /history/first_sale_at /history/payments"
    )]
    [InlineData(
        Rules,
        """ "event": {"type": "sale", "amount": 1}, "partner": {"cap_used": {"a": -1} }, "partners": {"p/2": {"cap_used": {"a": 9007199254740992} } } """,
        "/partner/cap_used/a /partners/p~12/cap_used/a"
    )]
    [InlineData(
        Rules,
        """ "event": {"type": "sale", "amount": 9007199254740991, "currency": "EUR", "fx_rate": "2"}, "partner": {} """,
        "/event/amount"
    )]
    [InlineData(
        """ "commissions": [{"id": "r", "on": "sale", "pay": {"flat": 9007199254740991} }] """,
        """ "event": {"type": "sale", "amount": 1, "quantity": 2}, "partner": {} """,
        "/event/amount"
    )]
    [InlineData(
        """ "commissions": [{"id": "r", "on": "sale", "pay": {"percent": "20\n"} }] """,
        """ "event": {"type": "sale", "amount": 1}, "partner": {} """,
        "/rules/commissions/0/pay/percent"
    )]
    [InlineData(
        Rules,
        """ "event": {"type": "sale", "amount": 10, "lines": [{"amount": 4}, {"amount": 5}]}, "partner": {} """,
        "/event/lines"
    )]
    [InlineData(
        Rules,
        """ "event": {"type": "sale", "amount": 10, "lines": [{"line_id": "a"}, {"amount": 5}]}, "partner": {} """,
        "/event/lines/0/amount"
    )]
    [InlineData(
        Rules,
        """ "event": {"type": "sale", "amount": 10, "lines": [{"line_id": "a", "amount": 5}, {"line_id": "a", "amount": 5, "quantity": 0}]}, "partner": {} """,
        "/event/lines/1/line_id /event/lines/1/quantity"
    )]
    [InlineData(Rules, """ "event": {"type": "refund"} """, "/event/amount /history/commission")]
    [InlineData(
        Rules,
        """ "event": {"type": "refund", "amount": 1, "total_refunded": 2}, "history": {"commission": {"amount": 1, "base": 1} } """,
        "/event/amount"
    )]
    [InlineData(
        Rules,
        """ "event": {"type": "refund", "amount": -1, "reason": "regret"}, "history": {"commission": {"amount": -1, "base": 0, "refunded": 1} } """,
        "/event/amount /event/reason /history/commission/amount /history/commission/base /history/commission/refunded"
    )]
    public async Task Everything_that_is_wrong_is_named(string rules, string question, string pointers)
    {
        var (status, problem) = await pilot.App.TryPostAsync(pilot.Address, Body(rules, question));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(pointers, string.Join(' ', problem.As<ProblemJson>().Pointers.Order(StringComparer.Ordinal)));
        Assert.DoesNotContain("System.", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sale_in_another_currency_takes_the_programs_rate_of_its_day()
    {
        await pilot.App.PutAsync(
            $"/api/programs/{pilot.Slug}/fx-rates/2026-11-05",
            """{"rates": {"EUR": "1.0875"} }"""
        );
        var answer = await pilot.App.PostAsync<EvaluationJson>(
            pilot.Address,
            Body(Rules, EvaluationCases.Sale(10_000, """, "currency": "EUR" """))
        );
        var commission = Assert.Single(answer.Commissions);
        Assert.Equal(1_088, commission.Amount);
        Assert.Equal(
            "1.0875",
            Text(commission.Trace.GetProperty("evaluation").GetProperty("rules")[0].GetProperty("base"), "fx_rate")
        );
    }

    [Fact]
    public async Task A_rule_book_in_another_currency_than_the_programs_can_be_tried_out()
    {
        var answer = await pilot.App.PostAsync<EvaluationJson>(
            pilot.Address,
            Body(Rules, EvaluationCases.Sale(10_000, """, "currency": "EUR" """))
                .Replace("\"currency\": \"USD\"", "\"currency\": \"EUR\"", StringComparison.Ordinal)
        );
        var commission = Assert.Single(answer.Commissions);
        Assert.Equal((1_000, "EUR"), (commission.Amount, commission.Currency));
    }

    [Fact]
    public async Task Partners_bear_their_names_in_traces_and_what_only_looks_like_one_stays()
    {
        var answer = await pilot.App.PostAsync<EvaluationJson>(
            pilot.Address,
            Body(Rules, EvaluationCases.Sale(10_000, """, "metadata": {"partner": "prt_given_0"}"""))
        );
        var evaluation = answer.Commissions[0].Trace.GetProperty("evaluation");
        Assert.Equal(
            ("p1", "p1", "prt_given_0"),
            (
                Text(evaluation.GetProperty("partner"), "id"),
                Text(evaluation.GetProperty("credits")[0], "partner"),
                Text(evaluation.GetProperty("event").GetProperty("metadata"), "partner")
            )
        );
    }

    [Fact]
    public async Task Conditions_that_are_nested_too_deep_are_told_in_the_rule_books_own_words()
    {
        var when =
            string.Concat(Enumerable.Repeat("""{"not": """, 40))
            + """{"field": "sale.plan", "op": "exists", "value": true}"""
            + new string('}', 40);
        var (status, problem) = await pilot.App.PostRefusedAsync(
            $"/api/programs/{pilot.Slug}/rules",
            $$"""
            {"schema": "affiliate-rules/1", "name": "Deep", "currency": "EUR", "commissions": [{"id": "r", "on": "sale", "pay": {"flat": 1}, "when": {{when}} }]}
            """
        );
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(
            ["Give USD, the program's currency.", "Nest conditions at most 32 levels deep."],
            problem.Sentences.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("rules/evaluate", """{"rules": {"name": "\ud800"}, "event": {} }""")]
    [InlineData("rules/evaluate", """{"event": {"type": "\ud800"} }""")]
    [InlineData("rules", """{"name": "\ud800"}""")]
    [InlineData("rules", """{"name": """)]
    [InlineData("rules/evaluate", "[]")]
    public async Task What_is_no_document_is_invalid(string path, string body)
    {
        var (status, problem) = await pilot.App.TryPostAsync($"/api/programs/{pilot.Slug}/{path}", body);
        Assert.Equal((HttpStatusCode.BadRequest, true), (status, problem.TryGetProperty("errors", out _)));
    }

    [Fact]
    public async Task A_rule_book_that_no_row_can_hold_is_too_large()
    {
        var (status, _) = await pilot.App.TryPostAsync(
            $"/api/programs/{pilot.Slug}/rules",
            $$"""{"name": "{{new string('x', 500_000)}}"}"""
        );
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    private static string Body(string rules, string question) =>
        $$"""{"rules": {"schema": "affiliate-rules/1", "name": "Rules", "currency": "USD", {{rules}} }, {{question}} }""";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    /// <summary>One program for all questions, as they write nothing.</summary>
    public sealed class Pilot : IAsyncLifetime
    {
        internal App App { get; private set; } = null!;

        internal string Slug { get; private set; } = null!;

        internal string Address => $"/api/programs/{Slug}/rules/evaluate";

        public async Task InitializeAsync()
        {
            App = await EndToEnd.App.StartAsync();
            Slug = await App.BeginPilotAsync();
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
