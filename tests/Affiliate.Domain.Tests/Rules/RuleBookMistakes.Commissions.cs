namespace Affiliate.Domain.Tests.Rules;

/// <summary>Mistakes in commission rules: their members, tiers and conditions.</summary>
internal static partial class RuleBookMistakes
{
    private const string ConditionForms =
        """Write a condition as {"all": […]}, {"any": […]}, {"not": …} or {"field": …, "op": …, "value": …}.""";
    private const string DurationForms = """Give "first", "lifetime", {"months": n} or {"payments": n}.""";
    private const string BaseForms =
        "Give net, gross, or a list of what counts besides goods and services: tax, fee, shipping, tip, duty.";
    private const string Percent =
        "Give a percentage from 0 to 100 in a string, with at most 8 decimals, such as \"12.5\".";
    private const string NeedsSale =
        "A percentage needs the amount of a sale: give a flat amount here, or set 'on' to sale.";

    private static IEnumerable<(string, string, string)> Rules =>
        [
            (Rule(""" "on": "sale", "pay": {"flat": 1} """, id: null), "/commissions/0/id", "Add 'id': a string."),
            (
                Rule(""" "on": "sale", "pay": {"flat": 1} """, id: "a/b"),
                "/commissions/0/id",
                "Write ids with letters, digits, hyphens, underscores and full stops."
            ),
            (
                Rule(""" "pay": {"flat": 1} """),
                "/commissions/0/on",
                "Add 'on': one of click, lead, stage, sale, partner_sale."
            ),
            (
                Rule(""" "on": "partner_sale", "pay": {"percent": "5"}, "base": "net" """),
                "/commissions/0/base",
                "Remove 'base': the base is the commission of the partner who was recruited."
            ),
            (
                Rule(""" "on": "partner_sale", "pay": {"percent": "5"}, "duration": "first" """),
                "/commissions/0/duration",
                "Remove 'duration': the base is the commission of the partner who was recruited."
            ),
            (
                Rule(""" "on": "partner_sale", "pay": {"percent": "5"}, "repeat": true """),
                "/commissions/0/repeat",
                "Remove 'repeat': for sales, 'duration' says how long the rule pays."
            ),
            (Rule(""" "on": "sale" """), "/commissions/0/pay", "Add 'pay': an object."),
            (
                Rule(""" "on": "sale", "pay": {} """),
                "/commissions/0/pay",
                """Give one of {"percent": "20"}, {"flat": 5000} and {"tiers": {…}}."""
            ),
            (
                Rule(""" "on": "sale", "pay": {"percnt": "20"} """),
                "/commissions/0/pay",
                """Give one of {"percent": "20"}, {"flat": 5000} and {"tiers": {…}}."""
            ),
            (
                Rule(""" "on": "sale", "pay": {"flat": 1, "percent": "1"} """),
                "/commissions/0/pay",
                """Give one of {"percent": "20"}, {"flat": 5000} and {"tiers": {…}}."""
            ),
            (Rule(""" "on": "sale", "pay": 20 """), "/commissions/0/pay", "Make this a JSON object."),
            (Rule(""" "on": "sale", "pay": {"percent": 20} """), "/commissions/0/pay/percent", Percent),
            (Rule(""" "on": "sale", "pay": {"percent": "20%"} """), "/commissions/0/pay/percent", Percent),
            (Rule(""" "on": "sale", "pay": {"percent": "100.0001"} """), "/commissions/0/pay/percent", Percent),
            (Rule(""" "on": "lead", "pay": {"percent": "20"} """), "/commissions/0/pay/percent", NeedsSale),
            (Rule(""" "on": "sale", "pay": {"flat": 9007199254740992} """), "/commissions/0/pay/flat", Amount),
            (Rule(""" "on": "sale", "pay": {"flat": "5000"} """), "/commissions/0/pay/flat", Amount),
            (
                Rule(""" "on": "sale", "pay": {"flat": 1}, "groups": [] """),
                "/commissions/0/groups",
                "Name at least one group, or leave out 'groups' to include all groups."
            ),
            (
                Rule(""" "on": "sale", "pay": {"flat": 1}, "groups": "gold" """),
                "/commissions/0/groups",
                "Make this a JSON array."
            ),
            (
                Rule(""" "on": "sale", "pay": {"flat": 1}, "groups": [""] """),
                "/commissions/0/groups/0",
                "Use non-empty strings."
            ),
            (Rule(""" "on": "sale", "pay": {"flat": 1}, "base": [] """), "/commissions/0/base", BaseForms),
            (Rule(""" "on": "sale", "pay": {"flat": 1}, "base": ["tip", "tip"] """), "/commissions/0/base", BaseForms),
            (Rule(""" "on": "sale", "pay": {"flat": 1}, "base": ["net"] """), "/commissions/0/base", BaseForms),
            (Rule(""" "on": "sale", "pay": {"flat": 1}, "base": "total" """), "/commissions/0/base", BaseForms),
            (
                Rule(""" "on": "sale", "pay": {"flat": 1}, "duration": "forever" """),
                "/commissions/0/duration",
                DurationForms
            ),
            (Rule(""" "on": "sale", "pay": {"flat": 1}, "duration": {} """), "/commissions/0/duration", DurationForms),
            (
                Rule(""" "on": "sale", "pay": {"flat": 1}, "duration": {"month": 1} """),
                "/commissions/0/duration",
                DurationForms
            ),
            (
                Rule(""" "on": "sale", "pay": {"flat": 1}, "duration": {"months": 1, "payments": 1} """),
                "/commissions/0/duration",
                DurationForms
            ),
            (
                Rule(""" "on": "sale", "pay": {"flat": 1}, "duration": {"months": 0} """),
                "/commissions/0/duration/months",
                "Give an integer from 1 to 1200."
            ),
            (""" "commissions": {} """, "/commissions", "Make this a JSON array."),
            (""" "commissions": [1] """, "/commissions/0", "Make this a JSON object."),
            (
                """ "commissions": [{"id": "a", "on": "sale", "pay": {"flat": 1}}, {"id": "a", "on": "lead", "pay": {"flat": 1}}] """,
                "/commissions/1/id",
                "The id 'a' is used twice: give each its own id."
            ),
        ];

    private static IEnumerable<(string, string, string)> Tiers =>
        [
            (TiersOf("[]"), "/commissions/0/pay/tiers/steps", "Give at least one step, beginning at 0."),
            (
                TiersOf("""[{"from": 1, "percent": "1"}]"""),
                "/commissions/0/pay/tiers/steps/0/from",
                "Begin the first step at 0."
            ),
            (
                TiersOf("""[{"from": 0, "percent": "1"}, {"from": 5, "flat": 2}, {"from": 5, "percent": "3"}]"""),
                "/commissions/0/pay/tiers/steps/2/from",
                "Steps must rise: this step must begin above 5."
            ),
            (
                TiersOf("""[{"from": 0, "pct": "1"}]"""),
                "/commissions/0/pay/tiers/steps/0",
                "Give each step either 'percent' or 'flat'."
            ),
            (
                TiersOf("""[{"from": 0}]"""),
                "/commissions/0/pay/tiers/steps/0",
                "Give each step either 'percent' or 'flat'."
            ),
            (TiersOf("""[5]"""), "/commissions/0/pay/tiers/steps/0", "Make this a JSON object."),
            (TiersOf("""[{"percent": "1"}]"""), "/commissions/0/pay/tiers/steps/0/from", "Add 'from': an integer."),
            (
                TiersOf("""[{"from": 0, "percent": "1"}]""", on: "lead"),
                "/commissions/0/pay/tiers/steps/0/percent",
                NeedsSale
            ),
            (
                TiersOf("""[{"from": 0, "percent": "1"}]""", by: "sale.amount"),
                "/commissions/0/pay/tiers/by",
                "'sale.amount' is not a metric of the partner: give one, such as partner.sale_amount."
            ),
            (
                TiersOf("""[{"from": 0, "percent": "1"}]""", by: "partner.sales.month"),
                "/commissions/0/pay/tiers/by",
                "'partner.sales.month' is not a metric of the partner: give one, such as partner.sale_amount."
            ),
            (
                TiersOf("""[{"from": 0, "percent": "1"}]""", window: "week"),
                "/commissions/0/pay/tiers/window",
                $"Give one of {Windows}."
            ),
            (
                TiersOf("""[{"from": 0, "percent": "1"}]""", mode: "steep"),
                "/commissions/0/pay/tiers/mode",
                "Give one of marginal, whole."
            ),
        ];

    private static IEnumerable<(string, string, string)> Conditions =>
        [
            (When("{}"), "/commissions/0/when", ConditionForms),
            (When("[]"), "/commissions/0/when", "Make this a JSON object."),
            (When("""{"all": [], "any": []}"""), "/commissions/0/when", ConditionForms),
            (When("""{"all": []}"""), "/commissions/0/when/all", "Give an array with at least one condition."),
            (
                When("""{"any": {"field": "sale.plan"}}"""),
                "/commissions/0/when/any",
                "Give an array with at least one condition."
            ),
            (When("""{"all": [{"not": {"any": [{}]}}]}"""), "/commissions/0/when/all/0/not/any/0", ConditionForms),
            (
                When("""{"not": {"field": "sale.plan", "op": "exists", "value": true}, "why": "x"}"""),
                "/commissions/0/when/why",
                "Remove 'why': this object has no such member. Its members are not."
            ),
            (
                When("""{"field": "sale.amout", "op": "gt", "value": 1}"""),
                "/commissions/0/when/field",
                "There is no field 'sale.amout'. Fields begin with sale., lead., stage., click., customer. or "
                    + "partner.; see the rule book's documentation for their names."
            ),
            (
                When("""{"field": "application.country", "op": "exists", "value": true}"""),
                "/commissions/0/when/field",
                "'application.country' cannot be used here: only fields that begin with sale., lead., stage., "
                    + "click., customer. or partner. can."
            ),
            (
                """ "onboarding": {"auto_approve": {"field": "sale.amount", "op": "gt", "value": 1}} """,
                "/onboarding/auto_approve/field",
                "'sale.amount' cannot be used here: only fields that begin with application. can."
            ),
            (
                """ "onboarding": {"auto_reject": {"field": "application.assigned_group", "op": "equals", "value": "a"}} """,
                "/onboarding/auto_reject",
                "'application.assigned_group' is known only to 'second_person'. Use another field."
            ),
            (
                """ "onboarding": {"second_person": {"field": "partner.group", "op": "equals", "value": "a"}} """,
                "/onboarding/second_person/field",
                "'partner.group' cannot be used here: only fields that begin with application. can."
            ),
            (
                """ "review": {"pause_at": {"field": "sale.amount", "op": "gt", "value": 1}} """,
                "/review/pause_at/field",
                "'sale.amount' cannot be used here: only fields that begin with scorecard. can."
            ),
            (
                When("""{"field": "sale.plan", "op": "like", "value": "x"}"""),
                "/commissions/0/when/op",
                "'like' is not an operator. The operators are equals, not_equals, in, not_in, contains, not_contains, "
                    + "starts_with, ends_with, gt, gte, lt, lte, between, exists."
            ),
            (
                When("""{"field": "sale.plan", "op": "equals"}"""),
                "/commissions/0/when/value",
                "Add 'value': what the field is compared with."
            ),
            (When("""{"field": "sale.plan", "value": 1}"""), "/commissions/0/when/op", "Add 'op': a string."),
        ];

    private static IEnumerable<(string, string, string)> Values =>
        [
            Value("equals", "null", "a string, a number or a boolean"),
            Value("not_equals", "[1]", "a string, a number or a boolean"),
            Value("in", "[]", "a non-empty array of strings, numbers or booleans"),
            Value("in", "\"pro\"", "a non-empty array of strings, numbers or booleans"),
            Value("not_in", "[null]", "a non-empty array of strings, numbers or booleans"),
            Value("contains", "\"\"", "a non-empty string"),
            Value("not_contains", "\"  \"", "a non-empty string"),
            Value("starts_with", "5", "a non-empty string"),
            Value("ends_with", "\"\"", "a non-empty string"),
            Value("gt", "\"soon\"", "a number, or an RFC 3339 date or time in a string"),
            Value("gte", "true", "a number, or an RFC 3339 date or time in a string"),
            Value("lt", "\"2026-02-30\"", "a number, or an RFC 3339 date or time in a string"),
            Value("lte", "\"2026-11-05T10:00:00\"", "a number, or an RFC 3339 date or time in a string"),
            Value("between", "[1]", "an array of two numbers, or of two dates or times, the lower first"),
            Value(
                "between",
                "[1, \"2026-11-05\"]",
                "an array of two numbers, or of two dates or times, the lower first"
            ),
            Value("between", "[3, 1]", "an array of two numbers, or of two dates or times, the lower first"),
            Value(
                "between",
                "[\"2026-11-05\", \"2026-11-04\"]",
                "an array of two numbers, or of two dates or times, the lower first"
            ),
            Value("exists", "\"yes\"", "true or false"),
        ];

    private static string Rule(string members, string? id = "rule") =>
        $$""" "commissions": [{ {{(id is null ? string.Empty : $"\"id\": \"{id}\", ")}}{{members}} }] """;

    private static string TiersOf(
        string steps,
        string by = "partner.sale_amount",
        string window = "month",
        string mode = "whole",
        string on = "sale"
    ) =>
        Rule(
            $$""" "on": "{{on}}", "pay": {"tiers": {"by": "{{by}}", "window": "{{window}}", "mode": "{{mode}}", "steps": {{steps}} } } """
        );

    private static string When(string condition) =>
        Rule($$""" "on": "sale", "pay": {"flat": 1}, "when": {{condition}} """);

    private static (string, string, string) Value(string op, string value, string wanted) =>
        (
            When($$"""{"field": "sale.plan", "op": "{{op}}", "value": {{value}} }"""),
            "/commissions/0/when/value",
            $"For '{op}' give {wanted}."
        );
}
