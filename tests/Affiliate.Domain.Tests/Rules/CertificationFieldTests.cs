using System.Text.Json;
using Affiliate.Domain.Review;
using Affiliate.Domain.Rules.Parsing;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>Certifications in the conditions of the review.</summary>
public sealed class CertificationFieldTests
{
    private const string Members = """
        "commissions": [],
        "review": {"promote_at": {"all": [{"field": "partner.certifications.expert", "op": "equals", "value": true},
                                          {"field": "scorecard.sales", "op": "gte", "value": 1}]}}
        """;

    [Theory]
    [InlineData("expert", "promote")]
    [InlineData("other", "keep")]
    public void A_review_can_require_a_certification(string certification, string expected)
    {
        var card = new Scorecard(Sales.Partner(1), 1, 1, 1, 100, 0, 10);
        var rules = Books.Of(Members).Book.Review;
        Assert.Equal(expected, card.Judged(rules, [certification]).Recommendation);
        Assert.Equal("keep", card.Judged(rules).Recommendation);
    }

    [Fact]
    public void The_schema_of_rule_books_knows_certifications() =>
        Assert.True(new SchemaCheck(JsonElement.Parse(RuleBookSchema.Utf8Json.Span)).Accepts(Books.Document(Members)));

    [Theory]
    [InlineData("partner.certifications.")]
    [InlineData("partner.certifications.Expert")]
    [InlineData("partner.certifications.a.b")]
    [InlineData("partner.group")]
    public void Other_fields_of_partners_are_no_fields_of_the_review(string field) =>
        Assert.Equal(
            ["/review/promote_at/field"],
            Books
                .ErrorsOf(
                    $$$"""
                    {"schema": "affiliate-rules/1", "name": "Test", "currency": "USD", "commissions": [],
                     "review": {"promote_at": {"field": "{{{field}}}", "op": "exists", "value": true} } }
                    """
                )
                .Select(error => error.Pointer)
        );
}
