namespace AffiliateFunctions.Tests.Deployment.Alerts.Kql;

/// <summary>What is easy to get wrong about the language: https://learn.microsoft.com/kusto/query.</summary>
public sealed class KqlTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    // https://learn.microsoft.com/kusto/query/datatypes-string-operators#what-is-a-term
    [Theory]
    [InlineData("Kusto: ad67d136-c1db-4f9f", "c1db", true)]
    [InlineData("Kusto: ad67d136-c1db-4f9f", "KUSTO", true)]
    [InlineData("Kusto: ad67d136-c1db-4f9f", "c1db-4f9f", true)]
    [InlineData("Kusto: ad67d136-c1db-4f9f", "ad67", false)]
    [InlineData("Kusto: ad67d136-c1db-4f9f", "usto", false)]
    [InlineData("usto: is no term, Kusto is one", "usto", true)]
    public void Has_finds_whole_terms_whatever_their_case(string text, string term, bool isFound)
    {
        Assert.Equal(isFound, IsTrue($"message has \"{term}\"", text));
        Assert.Equal(isFound, IsTrue($"message has_any (\"nothing\", \"{term}\")", text));
    }

    // https://learn.microsoft.com/kusto/query/datatypes-string-operators#operators-on-strings
    [Theory]
    [InlineData("message startswith \"trigger det\"", true)]
    [InlineData("message startswith \"details\"", false)]
    [InlineData("message == \"Trigger Details\"", true)]
    [InlineData("message == \"trigger details\"", false)]
    [InlineData("message in (\"other\", \"Trigger Details\")", true)]
    [InlineData("message in (\"other\", \"trigger details\")", false)]
    public void Startswith_ignores_the_case_and_equality_does_not(string condition, bool isTrue) =>
        Assert.Equal(isTrue, IsTrue(condition, "Trigger Details"));

    // https://learn.microsoft.com/kusto/query/scalar-data-types/null-values
    [Theory]
    [InlineData("toint(message) == 5", false)]
    [InlineData("toint(message) != 5", true)]
    [InlineData("toint(message) == toint(message)", false)]
    [InlineData("toint(message) != toint(message)", false)]
    [InlineData("toint(message) >= 0", false)]
    [InlineData("isnotnull(toint(message))", false)]
    [InlineData("isnotnull(todatetime(message))", false)]
    [InlineData("isnotnull(customDimensions[\"missing\"])", false)]
    [InlineData("tostring(customDimensions[\"missing\"]) == \"\"", true)]
    [InlineData("tostring(customDimensions[\"key\"]) == \"value\"", true)]
    public void A_row_is_kept_only_where_the_condition_is_true_and_not_null(string condition, bool isTrue) =>
        Assert.Equal(isTrue, IsTrue(condition, "no number"));

    // https://learn.microsoft.com/kusto/query/extract-function: without a match, the result is an empty text.
    [Theory]
    [InlineData("extract(\"In: ([^,]+)\", 1, message) == \"2026\"", true)]
    [InlineData("extract(\"Out: ([^,]+)\", 1, message) == \"\"", true)]
    public void Extract_returns_the_group_of_the_first_match(string condition, bool isTrue) =>
        Assert.Equal(isTrue, IsTrue(condition, "In: 2026, In: 2027"));

    // The example of https://learn.microsoft.com/kusto/query/datetime-diff-function#examples
    [Fact]
    public void Datetime_diff_counts_the_seconds_that_begin_in_between() =>
        Assert.True(
            IsTrue(
                "datetime_diff(\"second\", todatetime(message), todatetime(\"2017-10-30 23:00:00.900\")) == 10",
                "2017-10-30 23:00:10.100"
            )
        );

    // https://learn.microsoft.com/kusto/query/bin-function and summarize-operator
    [Fact]
    public void Summarize_makes_one_row_of_each_group_and_none_of_nothing()
    {
        (string, DateTimeOffset)[] rows =
        [
            ("a", Noon),
            ("b", Noon.AddMinutes(4.9)),
            ("a", Noon.AddMinutes(4)),
            ("a", Noon.AddMinutes(5)),
        ];
        const string Query = "traces | summarize Texts = dcount(message) by bin(timestamp, 5m)";

        Assert.Equal([(Noon, 2L), (Noon.AddMinutes(5), 1L)], Result(Query, "Texts", rows));
        Assert.Empty(Result(Query, "Texts"));
    }

    // https://learn.microsoft.com/kusto/query/numerical-operators#type-rules-for-arithmetic-operations
    [Fact]
    public void The_quotient_of_whole_numbers_is_whole()
    {
        (string, DateTimeOffset)[] rows = [("a", Noon), ("b", Noon)];

        Assert.Equal(
            [(Noon, 0L)],
            Result("traces | summarize Share = max(itemCount) / sum(itemCount) by timestamp", "Share", rows)
        );
        Assert.Equal(
            [(Noon, 0.25)],
            Result("traces | summarize Share = sum(value) / sum(itemCount) by timestamp", "Share", rows)
        );
    }

    [Theory]
    [InlineData("traces | project message", "project")]
    [InlineData("traces | where message contains \"a\"", "contains")]
    [InlineData("traces | where message == \"a\" and message == \"b\"", "and")]
    [InlineData("traces | where strlen(message) == 1", "strlen")]
    [InlineData("traces | where text == \"a\"", "text")]
    [InlineData("traces | where message == 1", "one type")]
    [InlineData("traces | where message == 'a'", "'")]
    [InlineData("traces | summarize Mean = avg(itemCount) by timestamp", "avg")]
    [InlineData("traces | summarize Sum = sum(itemCount)", "ends")]
    public void What_is_not_known_is_named(string query, string name)
    {
        var fault = Record.Exception(() => Result(query, "Any", ("a", Noon)));

        Assert.True(fault is NotSupportedException or FormatException, $"{fault}");
        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
    }

    private static bool IsTrue(string condition, string message) =>
        KqlQuery.Parse($"traces\n// A comment.\n| where {condition}").Run(_ => Traces((message, Noon))).Rows.Count == 1;

    private static List<(DateTimeOffset, object?)> Result(
        string query,
        string column,
        params IReadOnlyList<(string Message, DateTimeOffset At)> rows
    ) =>
        [
            .. KqlQuery
                .Parse(query)
                .Run(_ => Traces([.. rows]))
                .Rows.Select(row => ((DateTimeOffset)row["timestamp"]!, row[column])),
        ];

    private static KqlTable Traces(params (string Message, DateTimeOffset At)[] rows) =>
        new([
            .. rows.Select(row => new Dictionary<string, object?>
            {
                ["timestamp"] = row.At,
                ["message"] = row.Message,
                ["itemCount"] = 1L,
                ["value"] = 0.25,
                ["customDimensions"] = new Dictionary<string, string> { ["key"] = "value" },
            }),
        ]);
}
