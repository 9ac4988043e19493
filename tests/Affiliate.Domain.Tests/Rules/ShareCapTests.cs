using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using CsCheck;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>
/// How the caps of single partners hold down the shares of a conversion that several are credited for.
/// </summary>
public sealed class ShareCapTests
{
    private const int Max = 600;

    private static readonly CompiledRuleBook Linear = Books.Of(
        $$"""
        "attribution": {"model": "linear"},
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }],
        "caps": [{"id": "month", "scope": "partner", "window": "month", "max": {{Max}}}]
        """
    );

    private static readonly (PartnerId First, PartnerId Second) Two = (Sales.Partner(1), Sales.Partner(2));

    [Fact]
    public void Each_share_is_held_down_by_its_own_partners_use_and_the_trace_says_how()
    {
        var evaluation = Evaluated(10_000, first: 500, second: 0);
        Assert.Equal(
            [(Two.First, 100L, 500L), (Two.Second, 500L, 500L)],
            evaluation.Commissions.Select(commission => (commission.Partner, commission.Amount, commission.Share))
        );
        var trace = evaluation.TraceOf(evaluation.Commissions[0]);
        Assert.Equal([new CapTrace("month", Max, 500, 400)], trace.ShareCaps!);
        Assert.Equal([500L, 500L], trace.Split.Select(part => part.Amount));
        Assert.Equal(100, TraceRecomputation.AmountOf(System.Text.Json.JsonElement.Parse(trace.ToJson())));
        Assert.Equal(500L, evaluation.ShareCapUse[Two.Second].Values.Single());
    }

    [Fact]
    public void Shares_of_which_nothing_is_left_pay_nothing()
    {
        var evaluation = Evaluated(10_000, first: Max, second: Max);
        Assert.Equal((Decision.None, EvaluationReasons.Capped), (evaluation.Decision, evaluation.Reason));
        Assert.Equal([0L, 0L], evaluation.Amounts());
    }

    [Fact]
    public void Where_one_partner_is_credited_its_cap_holds_the_conversion_down() =>
        Assert.Empty(ShareCap.Of(Linear.Book, Credit.Whole(Two.First), Sales.Day0));

    [Fact]
    public void In_a_replay_no_partner_gets_more_than_its_cap_and_none_less_than_its_share_below_it() =>
        Gen.Select(Gen.Long[1, 9_000].Array[1, 12], Gen.Bool.Array[12])
            .Sample(
                (amounts, isShared) =>
                {
                    var replay = new RuleReplay(_ => Linear, (id, _) => new PartnerFacts { Id = id });
                    var (got, due) = (new Dictionary<PartnerId, long>(), new Dictionary<PartnerId, long>());
                    for (var i = 0; i < amounts.Length; i++)
                    {
                        var at = Sales.Day0.AddMinutes(i);
                        Touch[] touches = isShared[i]
                            ?
                            [
                                new(Two.First, TouchKind.Click, at.AddHours(-2)),
                                new(Two.Second, TouchKind.Click, at.AddHours(-1)),
                            ]
                            : [new(Two.First, TouchKind.Click, at.AddHours(-2))];
                        var input = Sales.Of(amounts[i], facts => facts with { OccurredAt = at });
                        foreach (
                            var commission in replay
                                .Next(
                                    new ReplayedConversion(
                                        EventId.Parse($"e{i}"),
                                        at,
                                        CustomerId.Parse("c1"),
                                        input,
                                        touches
                                    )
                                )!
                                .Commissions
                        )
                        {
                            got[commission.Partner] = got.GetValueOrDefault(commission.Partner) + commission.Amount;
                            due[commission.Partner] = due.GetValueOrDefault(commission.Partner) + commission.Share;
                        }

                        // Where one partner alone is credited, what its cap leaves is all that there is to share.
                        Assert.All(got, pair => Assert.True(pair.Value <= Max && pair.Value <= due[pair.Key]));
                    }

                    Assert.Equal(Math.Min(Max, due.GetValueOrDefault(Two.Second)), got.GetValueOrDefault(Two.Second));
                }
            );

    private static Evaluation Evaluated(long amount, long first, long second)
    {
        Credit[] credits = [new(Two.First, 1), new(Two.Second, 1)];
        var caps = ShareCap.Of(Linear.Book, credits, Sales.Day0);
        return Linear
            .ForShares.Evaluate(Sales.Of(amount) with { Credits = credits })
            .HeldDown(caps, (partner, _) => partner == Two.First ? first : second);
    }
}
