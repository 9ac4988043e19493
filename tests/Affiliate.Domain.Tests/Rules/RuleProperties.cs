using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using CsCheck;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>What holds for any rules and any sales.</summary>
public sealed class RuleProperties
{
    [Fact]
    public void A_trace_alone_gives_the_amount_again() =>
        Gen.Select(AnyRules.Books, AnyRules.Inputs)
            .Sample(
                (rules, input) =>
                    Assert.All(
                        Traced(rules, input),
                        pair =>
                            Assert.Equal(
                                pair.Commission.Amount,
                                TraceRecomputation.AmountOf(JsonElement.Parse(pair.Trace))
                            )
                    )
            );

    [Fact]
    public void Results_that_were_changed_in_a_trace_do_not_change_what_it_explains() =>
        Gen.Select(AnyRules.Books, AnyRules.Inputs)
            .Sample(
                (rules, input) =>
                {
                    foreach (var (commission, written) in Traced(rules, input).Where(pair => !pair.Commission.IsBonus))
                    {
                        var trace = JsonNode.Parse(written)!;
                        trace["amount"] = 1_000_000;
                        trace["split"] = new JsonArray();
                        foreach (var rule in trace["evaluation"]!["rules"]!.AsArray())
                        {
                            (rule!["exact"], rule["rounded"], rule["amount"]) = ("1000000", 1_000_000, 1_000_000);
                        }

                        Assert.Equal(
                            commission.Amount,
                            TraceRecomputation.AmountOf(JsonElement.Parse(trace.ToJsonString()))
                        );
                    }
                }
            );

    [Fact]
    public void A_base_that_was_changed_in_a_trace_shows()
    {
        var trace = JsonNode.Parse(
            Assert.Single(Traced(Books.Paying("""{"percent": "20"}"""), Sales.Of(10_000))).Trace
        )!;
        trace["evaluation"]!["rules"]![0]!["lines"]![0]!["base"] = "20000";
        Assert.Throws<FormatException>(() => TraceRecomputation.AmountOf(JsonElement.Parse(trace.ToJsonString())));
    }

    [Fact]
    public void The_shares_of_partners_sum_to_the_rules_amount() =>
        Gen.Select(AnyRules.Books, AnyRules.Inputs)
            .Sample(
                (rules, input) =>
                {
                    var evaluation = rules.Evaluate(input);
                    Assert.All(
                        evaluation
                            .Commissions.Where(commission => !commission.IsBonus)
                            .GroupBy(grantedCommission => grantedCommission.Rule),
                        shares =>
                            Assert.Equal(
                                evaluation.Trace!.Rules.Single(rule => rule.Rule == shares.Key).Amount,
                                shares.Sum(share => share.Amount)
                            )
                    );
                }
            );

    [Fact]
    public void A_split_sums_to_the_whole_and_every_part_is_within_one_unit_of_its_share() =>
        Gen.Select(
                Gen.Long[-9_007_199_254_740_991, 9_007_199_254_740_991],
                Gen.Long[0, 1_000_000].Array[1, 20].Where(weights => weights.Sum() > 0)
            )
            .Sample(
                (amount, weights) =>
                {
                    var parts = Split.ByLargestRemainder(amount, weights);
                    Assert.Equal(amount, parts.Sum());
                    var total = (Int128)weights.Sum();
                    Assert.All(
                        parts.Zip(weights),
                        share =>
                            Assert.True(
                                Int128.Abs(((Int128)share.First * total) - ((Int128)amount * share.Second)) < total
                            )
                    );
                }
            );

    [Fact]
    public void No_sequence_of_sales_goes_beyond_a_cap() =>
        Gen.Select(AnyRules.Books, AnyRules.Inputs.Array[1, 10])
            .Sample(
                (rules, inputs) =>
                {
                    var used = new Dictionary<string, long>();
                    foreach (var input in inputs)
                    {
                        var evaluation = rules.Evaluate(input with { CapUsed = used });
                        var paid = evaluation
                            .Commissions.Where(commission => !commission.IsBonus)
                            .Sum(grantedCommission => grantedCommission.Amount);
                        Assert.InRange(paid, 0, rules.Book.Caps.Single(cap => cap.Scope == CapScope.Conversion).Max);
                        Assert.Equal(paid, evaluation.CapUse.GetValueOrDefault(AnyRules.Cap));
                        used[AnyRules.Cap] = used.GetValueOrDefault(AnyRules.Cap) + paid;
                    }

                    Assert.InRange(used[AnyRules.Cap], 0, rules.Book.Caps.Single(cap => cap.Id == AnyRules.Cap).Max);
                }
            );

    [Fact]
    public void Any_refunds_that_end_in_the_whole_take_back_exactly_the_commission_and_never_more_on_the_way() =>
        Gen.Select(Gen.Long[0, 9_007_199_254_740_991], Gen.Long[1, 1_000_000_000_000].Array[1, 12])
            .Sample(
                (commission, refunds) =>
                {
                    var (whole, refunded, kept, taken) = (refunds.Sum(), 0L, commission, 0L);
                    foreach (var refund in refunds)
                    {
                        refunded += refund;
                        var keeps = Refunds.Keep(commission, whole, refunded);
                        Assert.InRange(keeps, 0, kept);
                        (taken, kept) = (taken + kept - keeps, keeps);
                    }

                    Assert.Equal((commission, 0), (taken, kept));
                }
            );

    [Fact]
    public void Marginal_tiers_of_rising_rates_never_pay_more_than_whole_ones() =>
        Gen.Select(Gen.Int[0, 60].Array[1, 6], Gen.Long[1, 50_000], Gen.Long[0, 300_000], Gen.Long[0, 300_000])
            .Sample(
                (rates, height, before, amount) =>
                {
                    var steps = string.Join(
                        ", ",
                        rates.Order().Select((rate, i) => $$"""{"from": {{i * height}}, "percent": "{{rate}}"}""")
                    );
                    Assert.True(Paid("marginal") <= Paid("whole"));

                    long Paid(string mode) =>
                        Books
                            .Paying(
                                $$"""{"tiers": {"by": "partner.sale_amount", "window": "year", "mode": "{{mode}}", "steps": [{{steps}}]} }"""
                            )
                            .Evaluate(
                                Sales
                                    .Of(amount)
                                    .With(stats =>
                                        stats with
                                        {
                                            SaleAmount = new MetricCounts(before, before, before, before),
                                        }
                                    )
                            )
                            .Amounts()
                            .Single();
                }
            );

    [Fact]
    public void Amounts_are_exact_round_half_to_even_and_read_back_what_they_write() =>
        Gen.Select(Gen.Long[-1_000_000_000, 1_000_000_000], Gen.Int[0, 1_000_000], Gen.Int[0, 6])
            .Sample(
                (amount, factor, scale) =>
                {
                    var rate = new decimal(factor, 0, 0, false, (byte)scale);
                    var exact = ExactAmount.Of(amount) * ExactAmount.Of(rate);
                    Assert.Equal((long)Math.Round(amount * rate, MidpointRounding.ToEven), exact.Round());
                    Assert.Equal((amount * rate).ToString("0.######", CultureInfo.InvariantCulture), exact.ToString());
                    Assert.Equal(exact, ExactAmount.Parse(exact.ToString()));
                }
            );

    [Fact]
    public void The_same_question_has_the_same_answer() =>
        Gen.Select(AnyRules.Books, AnyRules.Inputs)
            .Sample((rules, input) => Assert.Equal(Traced(rules, input), Traced(rules, input)));

    [Fact]
    public void Without_a_trace_the_outcome_is_the_same() =>
        Gen.Select(AnyRules.Books, AnyRules.Inputs)
            .Sample(
                (rules, input) =>
                {
                    var (traced, untraced) = (rules.Evaluate(input), rules.EvaluateUntraced(input));
                    Assert.Null(untraced.Trace);
                    Assert.Equal(
                        (traced.Decision, traced.Reason, traced.ConvertedAmount),
                        (untraced.Decision, untraced.Reason, untraced.ConvertedAmount)
                    );
                    Assert.Equal(traced.Commissions, untraced.Commissions);
                    Assert.Equal(traced.CapUse.OrderBy(use => use.Key), untraced.CapUse.OrderBy(use => use.Key));
                    Assert.Equal(traced.BonusesPaid, untraced.BonusesPaid);
                }
            );

    private static List<(GrantedCommission Commission, string Trace)> Traced(
        CompiledRuleBook rules,
        EvaluationInput input
    )
    {
        var evaluation = rules.Evaluate(input);
        return [.. evaluation.Commissions.Select(commission => (commission, evaluation.TraceOf(commission).ToJson()))];
    }
}
