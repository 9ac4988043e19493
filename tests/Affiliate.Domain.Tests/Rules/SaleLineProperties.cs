using System.Text.Json;
using Affiliate.Domain.Rules;
using CsCheck;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>What holds for any lines.</summary>
public sealed class SaleLineProperties
{
    private static readonly Gen<SaleLine> Line = Gen.Select(
            Gen.Int[0, 3],
            Gen.Long[-20_000, 60_000],
            Gen.Long[0, 100],
            Gen.Int[0, 9]
        )
        .Select(
            (product, amount, tax, quantity) =>
                new SaleLine
                {
                    ProductId = product == 3 ? null : $"p{product}",
                    Plan = $"plan{quantity % 2}",
                    Amount = amount,
                    Tax = tax % 3 == 0 ? null : amount * tax / 500,
                    Quantity = quantity == 0 ? null : quantity,
                }
        );

    private static readonly Gen<EvaluationInput> Sale = Gen.Select(
            Line.Array[1, 8],
            Gen.Long[0, 5_000],
            Gen.Long[0, 3_000],
            Gen.Long[0, 2_000],
            Gen.Bool,
            Gen.Long[0, 500]
        )
        .Where(
            (lines, _, _, _, _, _) =>
                lines.Sum(line => line.Amount) >= 0
                && lines.Sum(line => line.Tax ?? 0) >= 0
                && lines.Sum(line => line.Amount - (line.Tax ?? 0)) >= 0
        )
        .Select(
            (lines, more, shipping, tip, isBeside, fee) =>
            {
                var (sum, told) = (lines.Sum(line => line.Amount), lines.Sum(line => line.Tax ?? 0));
                var beside = isBeside ? shipping + tip : 0;
                var tax = told + Math.Min(more, sum - told);
                var left = sum - tax;
                return Sales.Of(
                    sum + beside,
                    sale =>
                        sale with
                        {
                            Lines = lines,
                            Tax = tax,
                            Shipping = isBeside ? shipping : Math.Min(shipping, left / 2),
                            Tip = isBeside ? tip : 0,
                            Fee = Math.Min(fee, left / 2),
                        }
                );
            }
        );

    private static readonly Gen<CompiledRuleBook> Rules = Gen.Select(
            Gen.Int[0, 3].Array[1, 5],
            Gen.Int[1, 40].Array[5],
            Gen.Int[0, 2],
            Gen.Int[0, 4]
        )
        .Select(
            (kinds, rates, select, at) =>
                Books.Of(
                    $$"""
                    "select": "{{new[] { "highest", "first", "all" }[select]}}",
                    "commissions": [{{string.Join(", ", kinds.Select((kind, i) => RuleOf(i, kind, rates[i])))}}]
                    """
                )
        );

    [Fact]
    public void Lines_with_their_shares_sum_to_the_sale_part_by_part_and_none_is_below_zero() =>
        Sale.Sample(input =>
        {
            var sale = input.Conversion;
            Assert.Null(SaleLines.MistakeIn(sale.Lines!, sale.Amount, sale.Tax, sale.Shipping + sale.Tip + sale.Duty));
            var lines = SaleLines.Split(sale);
            Assert.Equal(
                (sale.Amount, sale.Tax, sale.Fee, sale.Shipping, sale.Tip),
                (
                    lines.Sum(line => line.Amount),
                    lines.Sum(line => line.Tax),
                    lines.Sum(line => line.Fee),
                    lines.Sum(line => line.Shipping),
                    lines.Sum(line => line.Tip)
                )
            );
            Assert.Equal(
                sale.Amount - sale.Deducted(SaleParts.None),
                lines.Sum(line => line.Amount - line.Deducted(SaleParts.None))
            );
            Assert.All(
                lines,
                line =>
                    Assert.True(
                        line is { Amount: >= 0, Tax: >= 0, Fee: >= 0, Shipping: >= 0, Tip: >= 0 },
                        line.ToString()
                    )
            );
        });

    [Fact]
    public void A_trace_alone_gives_the_amount_again_and_without_one_it_is_the_same() =>
        Gen.Select(Rules, Sale)
            .Sample(
                (rules, input) =>
                {
                    var evaluation = rules.Evaluate(input);
                    Assert.Equal(evaluation.Amounts(), rules.EvaluateUntraced(input).Amounts());
                    Assert.All(
                        evaluation.Commissions,
                        grantedCommission =>
                            Assert.Equal(
                                grantedCommission.Amount,
                                TraceRecomputation.AmountOf(
                                    JsonElement.Parse(evaluation.TraceOf(grantedCommission).ToJson())
                                )
                            )
                    );
                }
            );

    [Fact]
    public void A_rule_that_every_line_matches_pays_on_all_lines_what_it_pays_on_the_whole() =>
        Gen.Select(Sale, Gen.Int[1, 9_999])
            .Sample(
                (input, rate) =>
                {
                    var pay = $$"""{"percent": "{{rate / 100}}.{{rate % 100:D2}}"}""";
                    var onLines = Books
                        .Paying(pay, """ "when": {"field": "sale.quantity", "op": "gte", "value": 0} """)
                        .Evaluate(input);
                    Assert.Equal(Books.Paying(pay).Evaluate(input).Amounts(), onLines.Amounts());
                }
            );

    private static string RuleOf(int i, int kind, int rate) =>
        kind switch
        {
            0 =>
                $$"""{"id": "r{{i}}", "on": "sale", "when": {"field": "sale.product_id", "op": "in", "value": ["p0", "p{{rate % 3}}"]}, "pay": {"percent": "{{rate}}.5"} }""",
            1 =>
                $$"""{"id": "r{{i}}", "on": "sale", "base": "gross", "when": {"field": "sale.plan", "op": "equals", "value": "plan{{rate % 2}}"}, "pay": {"percent": "{{rate}}"} }""",
            2 =>
                $$"""{"id": "r{{i}}", "on": "sale", "when": {"field": "sale.quantity", "op": "gt", "value": {{rate % 5}} }, "pay": {"flat": {{rate * 10}} } }""",
            _ => $$"""{"id": "r{{i}}", "on": "sale", "pay": {"percent": "{{rate}}"} }""",
        };
}
