using System.Text.Json;
using System.Text.Json.Nodes;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Parsing;
using CsCheck;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>Pay that a contract gives one partner instead of the pay of the rule book.</summary>
public sealed class ContractTermsTests
{
    private static readonly string[] Pays =
    [
        """{"percent": "37.5"}""",
        """{"percent": "0"}""",
        """{"flat": 1234}""",
        """{"tiers": {"by": "partner.sale_amount", "window": "month", "mode": "marginal", "steps": [{"from": 0, "percent": "5"}, {"from": 40000, "percent": "33.33333333"}]} }""",
        TiersWithFlat,
    ];

    private const string TiersWithFlat =
        """{"tiers": {"by": "partner.sales", "window": "month", "mode": "whole", "steps": [{"from": 0, "flat": 7}, {"from": 3, "percent": "50"}]} }""";

    private const string Two = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}, "when": {"field": "sale.amount", "op": "gte", "value": 100} },
                        {"id": "lead", "on": "lead", "pay": {"flat": 500} },
                        {"id": "recruiting", "on": "partner_sale", "pay": {"percent": "10"} }]
        """;

    [Fact]
    public void Terms_pay_what_a_rule_book_with_that_pay_would_pay() =>
        Gen.Select(AnyRules.Documents, AnyRules.Inputs, Gen.Int[0, Pays.Length - 1].Array[1, 3], Gen.Int[0, 4].Array[3])
            .Sample(
                (document, input, pays, rules) =>
                {
                    var named = pays.Select((pay, i) => (Rule: $"rule-{rules[i]}", Pay: JsonNode.Parse(Pays[pay])))
                        .DistinctBy(pair => pair.Rule)
                        .ToDictionary(pair => pair.Rule, pair => pair.Pay!);
                    var terms = ContractTerms.Read("ctr_1", RulesOf(named));
                    var withTerms = input with { Partner = input.Partner with { Terms = terms } };

                    var expected = Compiled(Replaced(document, named)).Evaluate(input);
                    var book = Compiled(document);

                    foreach (var actual in new[] { book.Evaluate(withTerms), book.EvaluateUntraced(withTerms) })
                    {
                        Assert.Equal((expected.Decision, expected.Reason), (actual.Decision, actual.Reason));
                        Assert.Equal(expected.Commissions, actual.Commissions);
                        Assert.Equal(expected.CapUse.OrderBy(use => use.Key), actual.CapUse.OrderBy(use => use.Key));
                    }

                    var summary = book.Summarize(withTerms);
                    Assert.Equal(
                        (expected.Decision, expected.Commissions.Sum(commission => commission.Amount)),
                        (summary.Decision, summary.Amount)
                    );
                }
            );

    [Theory]
    // With both limits, each kind is compared with its own.
    [InlineData("30", 1000L, """{"percent": "30"}""", false)]
    [InlineData("30", 1000L, """{"percent": "30.01"}""", true)]
    [InlineData("30", 1000L, """{"flat": 1000}""", false)]
    [InlineData("30", 1000L, """{"flat": 1001}""", true)]
    // With one limit, pay of the other kind cannot be compared, and nothing is the only amount that is surely not above.
    [InlineData("30", null, """{"flat": 1}""", true)]
    [InlineData("30", null, """{"flat": 0}""", false)]
    [InlineData("30", null, """{"percent": "30"}""", false)]
    [InlineData(null, 1000L, """{"percent": "0.01"}""", true)]
    [InlineData(null, 1000L, """{"percent": "0"}""", false)]
    [InlineData(null, 1000L, """{"flat": 1000}""", false)]
    // Any step of tiers counts.
    [InlineData("60", null, TiersWithFlat, true)]
    [InlineData("60", 7L, TiersWithFlat, false)]
    [InlineData("49", 7L, TiersWithFlat, true)]
    // Without a limit, nobody else is asked.
    [InlineData(null, null, """{"flat": 100000}""", false)]
    [InlineData(null, null, """{"percent": "90"}""", false)]
    public void Terms_above_a_limit_need_a_second_person(string? percent, long? flat, string pay, bool isNeeded)
    {
        var rules = new ContractRules(Percentage.TryParse(percent, out var limit) ? limit : null, flat);
        var terms = ContractTerms.Read("ctr_1", JsonElement.Parse($$"""{"share": {"pay": {{pay}} } }"""));

        Assert.Equal(isNeeded, rules.NeedSecondPerson(terms));
    }

    [Fact]
    public void The_trace_names_the_terms_and_both_pays_and_still_explains_the_amount()
    {
        var terms = ContractTerms.Read("ctr_1", JsonElement.Parse("""{"share": {"pay": {"percent": "35"} } }"""));
        var evaluation = Books.Of(Two).Evaluate(With(Sales.Of(10_001), terms));

        var commission = Assert.Single(evaluation.Commissions);
        Assert.Equal(3_500, commission.Amount);
        var json = evaluation.TraceOf(commission).ToJson();
        var traced = JsonElement.Parse(json);
        Assert.Equal(3_500, TraceRecomputation.AmountOf(traced));
        Assert.Equal(json, CommissionTrace.Parse(json).ToJson());
        var contract = traced.GetProperty("evaluation").GetProperty("contract_terms");
        Assert.Equal("ctr_1", contract.GetProperty("id").GetString());
        Assert.Equal(terms.Hash, contract.GetProperty("hash").GetString());
        Assert.Equal(
            """[{"rule":"share","pay":{"percent":"35"},"instead_of":{"percent":"20"}}]""",
            contract.GetProperty("rules").GetRawText()
        );
        Assert.False(traced.GetProperty("evaluation").GetProperty("partner").TryGetProperty("terms", out _));
    }

    [Theory]
    [InlineData("""{"gone": {"pay": {"percent": "35"} } }""")]
    [InlineData("""{"lead": {"pay": {"percent": "35"} } }""")]
    [InlineData("""{"recruiting": {"pay": {"percent": "35"} } }""")]
    public void A_rule_that_the_rule_book_has_not_or_cannot_pay_so_keeps_its_pay(string rules)
    {
        var book = Books.Of(Two);
        var terms = ContractTerms.Read("ctr_1", JsonElement.Parse(rules));

        var evaluation = book.Evaluate(With(Sales.Of(10_000), terms));

        Assert.Equal([2_000], evaluation.Amounts());
        Assert.Null(evaluation.Trace!.ContractTerms);
        Assert.Single(terms.WithoutEffectIn(book.Book));
    }

    [Fact]
    public void All_mistakes_are_reported_with_their_places()
    {
        var (terms, errors) = ContractTerms.Parse(
            "ctr_1",
            JsonElement.Parse(
                """
                {"share": {"pay": {"percent": "101"}, "base": "net"}, "gone": {"pay": {"flat": 5} }, "lead": {"pay": {"percent": "5"} },
                 "recruiting": {"pay": {"flat": 1} }, "a/b": 1}
                """
            ),
            "/rules",
            Books.Of(Two)
        );

        Assert.Null(terms);
        Assert.Equal(
            [
                "/rules/a~1b",
                "/rules/gone",
                "/rules/lead/pay/percent",
                "/rules/recruiting",
                "/rules/share/base",
                "/rules/share/pay/percent",
            ],
            errors.Select(error => error.Pointer).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Contains(errors, error => error.Message.Contains("share, lead", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", "/rules")]
    [InlineData("[]", "/rules")]
    [InlineData("""{"share": {"pay": {"flat": 1}, "pay": {"flat": 2} } }""", "/rules/share/pay")]
    [InlineData(
        """{"share": {"pay": {"tiers": {"by": "partner.clicks", "window": "month", "mode": "whole", "steps": [{"from": 0, "flat": 1}]} } } }""",
        "/rules/share/pay"
    )]
    public void Terms_that_say_nothing_or_look_at_uncounted_clicks_are_refused(string rules, string pointer)
    {
        var (_, errors) = ContractTerms.Parse("ctr_1", JsonElement.Parse(rules), "/rules", Books.Of(Two));

        Assert.Equal([pointer], errors.Select(error => error.Pointer).Distinct());
    }

    [Theory]
    [InlineData("""{"percent": "30"}""", false)]
    [InlineData("""{"percent": "30.00000001"}""", true)]
    [InlineData("""{"flat": 10000}""", false)]
    [InlineData("""{"flat": 10001}""", true)]
    [InlineData(
        """{"tiers": {"by": "partner.sales", "window": "year", "mode": "whole", "steps": [{"from": 0, "percent": "1"}, {"from": 9, "flat": 20000}]} }""",
        true
    )]
    public void A_second_person_is_needed_above_the_limit_of_percent_or_amount(string pay, bool isNeeded)
    {
        var rules = Books
            .Of(Two + """, "contract_terms": {"second_person_above": {"percent": "30", "flat": 10000} } """)
            .Book.Contracts;
        var terms = ContractTerms.Read("ctr_1", JsonElement.Parse($$"""{"share": {"pay": {{pay}} } }"""));

        Assert.Equal(isNeeded, rules.NeedSecondPerson(terms));
        Assert.False(ContractRules.None.NeedSecondPerson(terms));
    }

    private static EvaluationInput With(EvaluationInput input, ContractTerms terms) =>
        input with
        {
            Partner = input.Partner with { Terms = terms },
        };

    private static CompiledRuleBook Compiled(JsonElement document)
    {
        var (book, errors) = RuleBookParser.Parse(document);
        Assert.Empty(errors);
        return new CompiledRuleBook(book!, CanonicalJson.HashOf(document));
    }

    private static JsonElement RulesOf(Dictionary<string, JsonNode> pays) =>
        JsonSerializer.SerializeToElement(pays.ToDictionary(pair => pair.Key, pair => new { pay = pair.Value }));

    private static JsonElement Replaced(JsonElement document, Dictionary<string, JsonNode> pays)
    {
        var changed = JsonNode.Parse(document.GetRawText())!;
        foreach (var rule in changed["commissions"]!.AsArray())
        {
            if (pays.TryGetValue(rule!["id"]!.GetValue<string>(), out var pay))
            {
                rule["pay"] = pay.DeepClone();
            }
        }

        return JsonSerializer.SerializeToElement(changed);
    }
}
