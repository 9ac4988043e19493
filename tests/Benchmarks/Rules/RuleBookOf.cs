using System.Text;
using System.Text.Json;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Parsing;

namespace AffiliateFunctions.Benchmarks.Rules;

/// <summary>Rule books of any size, of rules as programs have them, and a sale that one of them pays for.</summary>
internal static class RuleBookOf
{
    public static byte[] Document(int rules) =>
        Encoding.UTF8.GetBytes(
            $$"""
            {"schema": "affiliate-rules/1", "name": "Measured", "currency": "USD", "select": "highest",
             "caps": [{"id": "year", "scope": "customer", "window": "year", "max": 200000}],
             "commissions": [{{string.Join(",\n", Enumerable.Range(0, rules).Select(Rule))}}]}
            """
        );

    public static CompiledRuleBook Read(byte[] document)
    {
        using var json = JsonDocument.Parse(document);
        var (book, errors) = RuleBookParser.Parse(json.RootElement);
        return book is null
            ? throw new InvalidOperationException(errors[0].Message)
            : new CompiledRuleBook(book, CanonicalJson.HashOf(json.RootElement));
    }

    public static EvaluationInput Sale()
    {
        var partner = PartnerId.Parse("prt_1");
        return new EvaluationInput
        {
            Conversion = new ConversionFacts
            {
                Type = ConversionType.Sale,
                EventId = EventId.Parse("e1"),
                OccurredAt = new DateTimeOffset(2026, 11, 5, 10, 0, 0, TimeSpan.Zero),
                Amount = 12_000,
                Tax = 2_000,
                ProductId = "product-0",
                SaleType = "new",
                Metadata = new Dictionary<string, string> { ["seats"] = "12" },
            },
            Customer = new CustomerFacts { Country = "US" },
            Partner = new PartnerFacts
            {
                Id = partner,
                Stats = new PartnerStats { Sales = new MetricCounts(7, 2, 4, 7) },
            },
            Credits = Credit.Whole(partner),
        };
    }

    // All five conditions are looked at; the last one holds for the first rule only.
    private static string Rule(int number) =>
        $$"""
            {"id": "rule-{{number}}", "on": "sale", "pay": {"percent": "12.5"}, "duration": {"months": 12},
             "when": {"all": [
               {"field": "sale.amount", "op": "gte", "value": 1000},
               {"field": "customer.country", "op": "in", "value": ["US", "CA", "MX"]},
               {"field": "sale.metadata.seats", "op": "between", "value": [10, 20]},
               {"field": "partner.sales.quarter", "op": "lt", "value": 100},
               {"field": "sale.product_id", "op": "equals", "value": "product-{{number}}"}]} }
            """;
}
