using System.Text.Json;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>What each operator says of a field that holds a text, a number, a boolean or nothing.</summary>
public sealed class ConditionTests
{
    [Theory]
    [InlineData("pro", "equals", "\"pro\"", true)]
    [InlineData("Pro", "equals", "\"pro\"", false)]
    [InlineData("pro ", "equals", "\"pro\"", false)]
    [InlineData("12", "equals", "12", true)]
    [InlineData("12.0", "equals", "12", true)]
    [InlineData("1.2e1", "equals", "12", true)]
    [InlineData("12", "equals", "\"12\"", true)]
    [InlineData("12.0", "equals", "\"12\"", false)]
    [InlineData("", "equals", "0", false)]
    [InlineData("twelve", "equals", "12", false)]
    [InlineData("true", "equals", "true", true)]
    [InlineData("True", "equals", "true", false)]
    [InlineData("false", "equals", "false", true)]
    [InlineData("pro", "not_equals", "\"basic\"", true)]
    [InlineData("pro", "not_equals", "\"pro\"", false)]
    [InlineData("13", "not_equals", "12", true)]
    [InlineData("", "not_equals", "12", false)]
    [InlineData("twelve", "not_equals", "12", false)]
    [InlineData("pro", "in", "[\"basic\", \"pro\"]", true)]
    [InlineData("max", "in", "[\"basic\", \"pro\"]", false)]
    [InlineData("12.0", "in", "[11, 12]", true)]
    [InlineData("x", "in", "[11, 12]", false)]
    [InlineData("12", "in", "[\"x\", 12, true]", true)]
    [InlineData("max", "not_in", "[\"basic\", \"pro\"]", true)]
    [InlineData("pro", "not_in", "[\"basic\", \"pro\"]", false)]
    [InlineData("13", "not_in", "[11, 12]", true)]
    [InlineData("x", "not_in", "[11, 12]", false)]
    [InlineData("the pro plan", "contains", "\"pro\"", true)]
    [InlineData("the pro plan", "contains", "\"  pro \"", true)]
    [InlineData("the Pro plan", "contains", "\"pro\"", false)]
    [InlineData("the basic plan", "not_contains", "\" pro \"", true)]
    [InlineData("the pro plan", "not_contains", "\"pro\"", false)]
    [InlineData("pro-2027", "starts_with", "\"pro\"", true)]
    [InlineData("pro-2027", "starts_with", "\" pro\"", false)]
    [InlineData("Pro-2027", "starts_with", "\"pro\"", false)]
    [InlineData("pro-2027", "ends_with", "\"2027\"", true)]
    [InlineData("pro-2027", "ends_with", "\"2028\"", false)]
    public void A_text_is_compared_as_the_rules_value_says(string seen, string op, string value, bool expected) =>
        Check(seen, op, value, expected);

    [Theory]
    [InlineData("10.01", "gt", "10", true)]
    [InlineData("10", "gt", "10", false)]
    [InlineData("9", "gt", "10", false)]
    [InlineData("10", "gte", "10", true)]
    [InlineData("9.99", "gte", "10", false)]
    [InlineData("9.99", "lt", "10", true)]
    [InlineData("10", "lt", "10", false)]
    [InlineData("10", "lte", "10", true)]
    [InlineData("10.01", "lte", "10", false)]
    [InlineData("-3", "lt", "0", true)]
    [InlineData("1", "between", "[1, 3]", true)]
    [InlineData("3", "between", "[1, 3]", true)]
    [InlineData("0.99", "between", "[1, 3]", false)]
    [InlineData("3.01", "between", "[1, 3]", false)]
    [InlineData("x", "gt", "10", false)]
    [InlineData("x", "lt", "10", false)]
    [InlineData("", "lte", "10", false)]
    [InlineData("x", "between", "[1, 3]", false)]
    public void Numbers_are_ordered_and_what_is_no_number_is_in_no_order(
        string seen,
        string op,
        string value,
        bool expected
    ) => Check(seen, op, value, expected);

    [Theory]
    [InlineData("2026-11-05T10:00:01Z", "gt", "\"2026-11-05T10:00:00Z\"", true)]
    [InlineData("2026-11-05T11:00:00+02:00", "lt", "\"2026-11-05T10:00:00Z\"", true)]
    [InlineData("2026-11-05T12:00:00+02:00", "lte", "\"2026-11-05T10:00:00Z\"", true)]
    [InlineData("2026-11-05", "gte", "\"2026-11-05T00:00:00Z\"", true)]
    [InlineData("2026-11-05T00:00:00Z", "gt", "\"2026-11-05\"", false)]
    [InlineData("2026-11-05T00:00:00.5Z", "gt", "\"2026-11-05\"", true)]
    [InlineData("2026-11-05t10:00:00.123456789z", "gt", "\"2026-11-05T10:00:00Z\"", true)]
    [InlineData("2026-11-30", "between", "[\"2026-11-01\", \"2026-11-30\"]", true)]
    [InlineData("2026-12-01", "between", "[\"2026-11-01\", \"2026-11-30\"]", false)]
    [InlineData("yesterday", "lt", "\"2026-11-05\"", false)]
    [InlineData("2026-11-05T10:00:00", "lt", "\"2027-01-01\"", false)]
    [InlineData("5", "lt", "\"2026-11-05\"", false)]
    [InlineData("2026-11-05", "gt", "5", false)]
    public void Instants_are_ordered_and_a_date_is_its_midnight_in_utc(
        string seen,
        string op,
        string value,
        bool expected
    ) => Check(seen, op, value, expected);

    [Theory]
    [InlineData(12.5, "equals", "\"12.5\"", true)]
    [InlineData(12.50, "equals", "12.50", true)]
    [InlineData(12, "equals", "\"12.0\"", false)]
    [InlineData(12, "in", "[\"12\"]", true)]
    [InlineData(1200, "starts_with", "\"12\"", true)]
    [InlineData(0.0000001, "equals", "\"0.0000001\"", true)]
    [InlineData(12, "gt", "\"2026-11-05\"", false)]
    public void A_number_is_written_in_its_shortest_form_where_the_rule_gives_a_text(
        double seen,
        string op,
        string value,
        bool expected
    ) => Check((decimal)seen, op, value, expected);

    [Theory]
    [InlineData(true, "equals", "true", true)]
    [InlineData(false, "equals", "true", false)]
    [InlineData(true, "not_equals", "false", true)]
    [InlineData(true, "equals", "\"true\"", true)]
    [InlineData(true, "equals", "1", false)]
    [InlineData(true, "not_equals", "1", false)]
    public void A_boolean_is_compared_with_a_boolean(bool seen, string op, string value, bool expected) =>
        Check(seen, op, value, expected);

    [Theory]
    [InlineData("equals", "\"pro\"")]
    [InlineData("not_equals", "\"pro\"")]
    [InlineData("in", "[\"pro\"]")]
    [InlineData("not_in", "[\"pro\"]")]
    [InlineData("contains", "\"pro\"")]
    [InlineData("not_contains", "\"pro\"")]
    [InlineData("starts_with", "\"pro\"")]
    [InlineData("ends_with", "\"pro\"")]
    [InlineData("gt", "0")]
    [InlineData("gte", "0")]
    [InlineData("lt", "0")]
    [InlineData("lte", "\"2026-11-05\"")]
    [InlineData("between", "[0, 1]")]
    [InlineData("exists", "true")]
    public void A_missing_field_makes_its_condition_false_whatever_the_operator(string op, string value) =>
        Check(FieldValue.Missing, op, value, expected: false);

    [Theory]
    [InlineData("pro", "true", true)]
    [InlineData("", "true", true)]
    [InlineData("pro", "false", false)]
    [InlineData(null, "true", false)]
    [InlineData(null, "false", true)]
    public void Only_exists_sees_a_missing_field(string? seen, string value, bool expected) =>
        Check(seen, "exists", value, expected);

    [Theory]
    [InlineData("""{"all": [{A}, {B}]}""", false)]
    [InlineData("""{"all": [{A}, {A}]}""", true)]
    [InlineData("""{"any": [{B}, {A}]}""", true)]
    [InlineData("""{"any": [{B}, {B}]}""", false)]
    [InlineData("""{"not": {A}}""", false)]
    [InlineData("""{"not": {B}}""", true)]
    [InlineData("""{"not": {"field": "application.missing", "op": "equals", "value": 1}}""", true)]
    [InlineData("""{"all": [{"not": {"any": [{B}, {B}]}}, {"any": [{B}, {"all": [{A}]}]}]}""", true)]
    public void Conditions_are_joined_as_written(string condition, bool expected)
    {
        var facts = new FieldFacts { ["application.field"] = "a" };
        var text = condition
            .Replace(
                "{A}",
                """{"field": "application.field", "op": "equals", "value": "a"}""",
                StringComparison.Ordinal
            )
            .Replace(
                "{B}",
                """{"field": "application.field", "op": "equals", "value": "b"}""",
                StringComparison.Ordinal
            );
        Assert.Equal(expected, Condition(text).IsMet(facts));
    }

    [Fact]
    public void The_trace_holds_each_comparison_that_was_made_with_the_value_it_saw()
    {
        var condition = Condition(
            """
            {"all": [{"field": "application.employees", "op": "gte", "value": 10},
                     {"field": "application.country", "op": "not_in", "value": ["XX"]},
                     {"field": "application.website", "op": "exists", "value": true}]}
            """
        );
        var trace = new List<ConditionTrace>();
        var facts = new FieldFacts { ["application.employees"] = 12m };
        Assert.Equal((false, false), (condition.IsMet(facts, trace), condition.IsMet(facts)));
        Assert.Equal(
            [
                ("application.employees", "gte", (object?)12m, true),
                ("application.country", "not_in", null, false),
                ("application.website", "exists", null, false),
            ],
            trace.Select(seen => (seen.Field, seen.Op, seen.Seen, seen.Met))
        );
    }

    private static void Check(FieldValue seen, string op, string value, bool expected)
    {
        var condition = Condition($$"""{"field": "application.field", "op": "{{op}}", "value": {{value}} }""");
        Assert.Equal(expected, condition.IsMet(new FieldFacts { ["application.field"] = seen }));
    }

    private static Condition Condition(string condition) =>
        Books
            .Of($$""" "commissions": [], "onboarding": {"auto_approve": {{condition}} } """)
            .Book.Onboarding.AutoApprove!;

    [Theory]
    [InlineData("equals", "\"EU\"", true)]
    [InlineData("equals", "\"Asia\"", false)]
    [InlineData("not_equals", "\"Asia\"", true)]
    [InlineData("not_equals", "\"EU\"", false)]
    [InlineData("in", "[\"Asia\", \"US East\"]", true)]
    [InlineData("not_in", "[\"Asia\", \"US East\"]", false)]
    [InlineData("not_in", "[\"Asia\"]", true)]
    [InlineData("contains", "\" EU \"", true)]
    [InlineData("contains", "\"US\"", false)]
    [InlineData("not_contains", "\"US\"", true)]
    [InlineData("starts_with", "\"US\"", true)]
    [InlineData("gt", "1", false)]
    [InlineData("exists", "true", true)]
    [InlineData("exists", "false", false)]
    public void A_list_is_compared_text_by_text(string op, string value, bool isMet)
    {
        Assert.True(Field.TryParse("application.answers.regions", out var field));
        var rule = JsonElement.Parse(value);
        var comparison = new Condition.Comparison(field, op, rule, Operators.Make(op, rule)!);
        var facts = new FieldFacts { ["application.answers.regions"] = FieldValue.OfItems(["EU", "US East"]) };
        Assert.Equal(isMet, comparison.IsMet(facts));
        Assert.Equal(
            op == "exists" && value == "false",
            comparison.IsMet(new FieldFacts { ["application.answers.regions"] = FieldValue.OfItems([]) })
        );
    }
}
