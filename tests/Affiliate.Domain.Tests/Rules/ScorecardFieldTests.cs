using System.Text.Json;
using Affiliate.Domain.Review;
using Affiliate.Domain.Rules.Parsing;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>The fields of scorecards are known to the parser, the schema and the documentation.</summary>
public sealed class ScorecardFieldTests
{
    public static TheoryData<string> Fields => [.. ScorecardMeasure.Fields];

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_can_be_used_and_is_in_the_schema(string field)
    {
        Assert.Empty(Books.ErrorsOf(DocumentOf(field)));
        Assert.True(SchemaAccepts(DocumentOf(field)));
    }

    [Theory]
    [InlineData("scorecard.profit")]
    [InlineData("scorecard.refund_rate.month")]
    public void Another_field_is_refused_with_the_fields_that_exist_unless_it_was_stored_before(string field)
    {
        var error = Assert.Single(Books.ErrorsOf(DocumentOf(field)));
        Assert.Equal("/review/pause_at/any/0/field", error.Pointer);
        Assert.Equal(
            $"There is no field '{field}'. The fields are scorecard.clicks, scorecard.commission, "
                + "scorecard.conversion_rate, scorecard.days_since_last_conversion, scorecard.epc, scorecard.leads, "
                + "scorecard.margin, scorecard.net_revenue, scorecard.qualified_leads, scorecard.qualified_rate, "
                + "scorecard.refund_rate, scorecard.refunds, scorecard.renewals, scorecard.revenue, scorecard.sales.",
            error.Message
        );
        Assert.False(SchemaAccepts(DocumentOf(field)));
        Assert.NotNull(RuleBookParser.Parse(JsonElement.Parse(DocumentOf(field)), isStored: true).Book);
    }

    private static bool SchemaAccepts(string document) =>
        new SchemaCheck(JsonElement.Parse(RuleBookSchema.Utf8Json.Span)).Accepts(JsonElement.Parse(document));

    private static string DocumentOf(string field) =>
        $$$"""
            {"schema": "affiliate-rules/1", "name": "Test", "currency": "USD", "commissions": [],
             "review": {"pause_at": {"any": [{"field": "{{{field}}}", "op": "gte", "value": 1}] } } }
            """;
}
