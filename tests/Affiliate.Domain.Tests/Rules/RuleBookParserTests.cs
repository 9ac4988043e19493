using System.Text.Json;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Parsing;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>How rule books are read.</summary>
public sealed class RuleBookParserTests
{
    [Fact]
    public void The_whole_document_is_read()
    {
        var (book, errors) = RuleBookParser.Parse(JsonElement.Parse(SampleDocument.Text));
        Assert.Empty(errors);
        Assert.Equal(("Partner program 2027", "USD", 30), (book!.Name, book.Currency.Value, book.HoldDays));
        Assert.Equal((AttributionModel.LastTouch, 90), (book.Attribution.Model, book.Attribution.WindowDays));
        Assert.Equal(
            [TouchKind.Deal, TouchKind.Coupon, TouchKind.Click, TouchKind.Manual],
            book.Attribution.Precedence
        );
        Assert.Equal(
            (true, SelfReferral.Hold),
            (book.Eligibility.ExcludesExistingCustomers, book.Eligibility.SelfReferral)
        );
        Assert.Equal(
            ("big-first-order", true, "First order above 5,000.00"),
            book.Eligibility.Screens.Select(s => (s.Id, s.Holds, s.Reason)).Single()
        );
        Assert.Equal(["revenue-share", "growth", "qualified-lead"], book.Commissions.Select(rule => rule.Id));
        Assert.Equal([SaleParts.None, SaleParts.All, SaleParts.None], book.Commissions.Select(rule => rule.Base));
        Assert.Equal(new Duration.Months(12), book.Commissions[0].Duration);
        Assert.Equal(new Pay.Flat(5_000), book.Commissions[2].Pay);
        var tiers = Assert.IsType<Pay.Tiers>(book.Commissions[1].Pay);
        Assert.Equal((true, Window.Month), (tiers.IsMarginal, tiers.Window));
        Assert.Equal([0, 1_000_000], tiers.Steps.Select(step => step.From));
        Assert.Equal(Selection.Highest, book.Select);
        Assert.Equal(
            [
                new Cap("per-customer-year", CapScope.Customer, Window.Year, 200_000),
                new Cap("per-sale", CapScope.Conversion, null, 100_000),
            ],
            book.Caps
        );
        Assert.Equal(new Bonus("ten-deals", "partner.sales", Window.Quarter, 10, 50_000), Assert.Single(book.Bonuses));
        Assert.Equal(
            (5_000L, 1_000_000L, 5_000_000L),
            (book.Payout.Minimum, book.Payout.SecondApprovalAbove!.Value, book.Payout.MaxMonthlyTotal!.Value)
        );
        Assert.Equal(
            (24, 72, 336, "reject", "2026-11"),
            (
                book.Onboarding.RemindAfterHours,
                book.Onboarding.EscalateAfterHours,
                book.Onboarding.ExpireAfterHours,
                book.Onboarding.OnExpiry,
                book.Onboarding.TermsVersion
            )
        );
        Assert.NotNull(book.Review.PromoteAt);
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var book = Books.Of(""" "commissions": [{"id": "rule", "on": "sale", "pay": {"percent": "10"}}] """).Book;
        Assert.Equal(
            (AttributionModel.LastTouch, 90, 4),
            (book.Attribution.Model, book.Attribution.WindowDays, book.Attribution.Precedence.Count)
        );
        Assert.Equal(
            (true, SelfReferral.Hold),
            (book.Eligibility.ExcludesExistingCustomers, book.Eligibility.SelfReferral)
        );
        Assert.Equal((Selection.Highest, 30, 0L), (book.Select, book.HoldDays, book.Payout.Minimum));
        Assert.Equal(
            (SaleParts.None, new Duration.Lifetime(), null),
            (book.Commissions[0].Base, book.Commissions[0].Duration, book.Commissions[0].Groups)
        );
    }

    [Fact]
    public void Every_mistake_is_told_at_once_with_its_place()
    {
        var errors = Books.ErrorsOf(
            """
            {
              "schema": "affiliate-rules/2",
              "currency": "usd",
              "attribution": {"model": "best_touch"},
              "commissions": [
                {"id": "a b", "on": "sale", "pay": {"percent": 20}, "base": "nett"},
                {"id": "b", "on": "purchase", "pay": {"flat": -1}, "when": {"field": "sale.amout", "op": "above", "value": 1} }],
              "hold_days": "30",
              "colour": "green"
            }
            """
        );
        Assert.Equal(
            [
                "/attribution/model",
                "/colour",
                "/commissions/0/base",
                "/commissions/0/id",
                "/commissions/0/pay/percent",
                "/commissions/1/on",
                "/commissions/1/pay/flat",
                "/commissions/1/when/field",
                "/commissions/1/when/op",
                "/currency",
                "/hold_days",
                "/name",
                "/schema",
            ],
            errors.Select(error => error.Pointer).Order(StringComparer.Ordinal)
        );
        Assert.All(errors, error => Assert.EndsWith(".", error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_its_place_and_how_to_mend_it(string members, string pointer, string message)
    {
        var text = members.Contains("\"commissions\"", StringComparison.Ordinal)
            ? members
            : members + """, "commissions": []""";
        Assert.Equal([new RuleError(pointer, message)], RuleBookParser.Parse(Books.Document(text)).Errors);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"rules\"")]
    public void What_is_no_object_is_no_rule_book(string document) =>
        Assert.Equal([new RuleError("", "Make this a JSON object.")], Books.ErrorsOf(document));

    [Fact]
    public void Conditions_nest_only_so_deep()
    {
        var deep =
            string.Concat(Enumerable.Repeat("""{"not": """, 40))
            + """{"field": "sale.plan", "op": "exists", "value": true}"""
            + new string('}', 40);
        var error = Assert.Single(
            RuleBookParser
                .Parse(
                    Books.Document(
                        $$""" "commissions": [{"id": "a", "on": "sale", "pay": {"flat": 1}, "when": {{deep}} }] """
                    )
                )
                .Errors
        );
        Assert.Equal("Nest conditions at most 32 levels deep.", error.Message);
    }

    [Fact]
    public void Ten_mistakes_are_told_as_ten()
    {
        var errors = RuleBookParser
            .Parse(
                JsonElement.Parse(
                    """
                    {
                      "schema": "affiliate-rules/2", "name": "Rules", "currency": "EURO", "surprise": true, "hold_days": -1,
                      "commissions": [
                        {"id": "a", "on": "sale", "pay": {"percent": "100.0001"}, "when": {"field": "sale.colour", "op": "exists", "value": true} },
                        {"id": "b", "on": "sale", "pay": {"tiers": {"by": "partner.sales", "window": "month", "mode": "whole", "steps": [{"from": 1, "flat": 5}] } } },
                        {"id": "c", "on": "sale", "pay": {"flat": 9007199254740992} },
                        {"id": "c", "on": "sale", "pay": {"flat": 1} }],
                      "caps": [{"id": "d", "scope": "partner", "max": 5}]
                    }
                    """
                )
            )
            .Errors;
        Assert.Equal(
            [
                "/caps/0/window",
                "/commissions/0/pay/percent",
                "/commissions/0/when/field",
                "/commissions/1/pay/tiers/steps/0/from",
                "/commissions/2/pay/flat",
                "/commissions/3/id",
                "/currency",
                "/hold_days",
                "/schema",
                "/surprise",
            ],
            errors.Select(error => error.Pointer).Order(StringComparer.Ordinal)
        );
        Assert.Equal(10, errors.Select(error => error.Message).Distinct().Count());
    }

    [Fact]
    public void A_document_has_one_hash_however_it_is_written()
    {
        const string One = """{"b": [1.0, "é"], "a": {"y": true, "x": null}}""";
        const string Other = """ { "a" : {"x":null,"y":true}, "b":[1,"\u00e9"] } """;
        Assert.Equal(
            """{"a":{"x":null,"y":true},"b":[1,"é"]}""",
            System.Text.Encoding.UTF8.GetString(CanonicalJson.Of(JsonElement.Parse(One)))
        );
        Assert.Equal(CanonicalJson.HashOf(JsonElement.Parse(One)), CanonicalJson.HashOf(JsonElement.Parse(Other)));
        Assert.NotEqual(
            CanonicalJson.HashOf(JsonElement.Parse(One)),
            CanonicalJson.HashOf(JsonElement.Parse("""{"b": ["é", 1], "a": {"y": true, "x": null}}"""))
        );
        Assert.Matches("^[0-9a-f]{64}$", CanonicalJson.HashOf(JsonElement.Parse(One)));
    }

    [Fact]
    public void The_hash_is_the_one_that_others_compute_for_any_text()
    {
        // Of json.dumps(…, sort_keys=True, separators=(",", ":"), ensure_ascii=False) in UTF-8, as Python writes it.
        var document = JsonElement.Parse(
            """{"name": "A \ud83e\udd1d \u2028 <é> \u007f / \"q\" \\ \b\f\n\r\t\u0001", "b": [1, true, null]}"""
        );
        Assert.Equal(
            "{\"b\":[1,true,null],\"name\":\"A 🤝 \u2028 <é> \u007f / \\\"q\\\" \\\\ \\b\\f\\n\\r\\t\\u0001\"}",
            System.Text.Encoding.UTF8.GetString(CanonicalJson.Of(document))
        );
        Assert.Equal(
            "3db2357deae4958837f7660df4a70e6034cd91a0bb2de01956852ed87fbb50a2",
            CanonicalJson.HashOf(document)
        );
    }

    [Fact]
    public void Members_that_are_given_twice_are_told() =>
        Assert.Equal(
            [
                new RuleError("/commissions/0/id", "Give this member only once."),
                new RuleError("/name", "Give this member only once."),
            ],
            Books
                .ErrorsOf(
                    """
                    {"schema": "affiliate-rules/1", "name": "A", "name": "B", "currency": "USD", "commissions": [{"id": "a", "id": "b", "on": "sale", "pay": {"flat": 1} }]}
                    """
                )
                .OrderBy(error => error.Pointer, StringComparer.Ordinal)
        );

    [Theory]
    [InlineData("", 24, 72, 336)]
    [InlineData("\"expire_after_hours\": 48", 24, 36, 48)]
    [InlineData("\"expire_after_hours\": 2", 1, 1, 2)]
    [InlineData("\"escalate_after_hours\": 100", 24, 100, 336)]
    public void What_is_left_out_of_the_waiting_times_fits_to_what_is_given(
        string members,
        int remind,
        int escalate,
        int expire
    )
    {
        var onboarding = Books.Of($$""" "commissions": [], "onboarding": { {{members}} } """).Book.Onboarding;
        Assert.Equal(
            (remind, escalate, expire),
            (onboarding.RemindAfterHours, onboarding.EscalateAfterHours, onboarding.ExpireAfterHours)
        );
    }

    public static TheoryData<string, string, string> Mistakes()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var (members, pointer, message) in RuleBookMistakes.All)
        {
            data.Add(members, pointer, message);
        }

        return data;
    }
}
