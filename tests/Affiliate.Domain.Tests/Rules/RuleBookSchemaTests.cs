using System.Text.Json;
using Affiliate.Domain.Rules.Parsing;
using CsCheck;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>That the schema and the parser agree.</summary>
public sealed class RuleBookSchemaTests
{
    // What spans several places of a document, or is a fact about the world, is the parser's alone.
    private static readonly string[] ParsersAlone =
    [
        "Give this member only once.",
        "The id 'a' is used twice: give each its own id.",
        "The id 'bonus' is used twice: give each its own id.",
        "Begin the first step at 0.",
        "Steps must rise: this step must begin above 5.",
        "Give three weights that sum to 100: of the first, the middle and the last touch.",
        "Give more hours than 'remind_after_hours' and 'escalate_after_hours'.",
        "A percentage needs the amount of a sale: give a flat amount here, or set 'on' to sale.",
        "For 'lt' give a number, or an RFC 3339 date or time in a string.",
        "'application.assigned_group' is known only to 'second_person'. Use another field.",
        "For 'between' give an array of two numbers, or of two dates or times, the lower first.",
    ];

    private static readonly SchemaCheck Schema = new(JsonElement.Parse(RuleBookSchema.Utf8Json.Span));

    [Fact]
    public void The_whole_document_meets_the_schema() =>
        Assert.True(Schema.Accepts(JsonElement.Parse(SampleDocument.Text)));

    [Fact]
    public void Whatever_the_parser_reads_meets_the_schema() =>
        AnyRules.Documents.Sample(document => Assert.True(Schema.Accepts(document)));

    [Fact]
    public void Every_mistake_that_a_schema_can_tell_is_told()
    {
        var accepted = RuleBookMistakes
            .All.Where(mistake => Schema.Accepts(Books.Document(Whole(mistake.Members))))
            .Select(mistake => mistake.Message)
            .ToHashSet();
        Assert.Equal(ParsersAlone.Order(StringComparer.Ordinal), accepted.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"name": "Test", "currency": "USD", "commissions": []}""")]
    [InlineData("""{"schema": "affiliate-rules/2", "name": "Test", "currency": "USD", "commissions": []}""")]
    [InlineData("""{"schema": "affiliate-rules/1", "currency": "USD", "commissions": []}""")]
    [InlineData("""{"schema": "affiliate-rules/1", "name": "Test", "currency": "usd", "commissions": []}""")]
    [InlineData("""{"schema": "affiliate-rules/1", "name": "Test", "currency": "USD"}""")]
    public void What_has_no_head_is_refused_by_both(string document)
    {
        Assert.False(Schema.Accepts(JsonElement.Parse(document)));
        Assert.NotEmpty(Books.ErrorsOf(document));
    }

    private static string Whole(string members) =>
        members.Contains("\"commissions\"", StringComparison.Ordinal) ? members : members + """, "commissions": []""";
}
