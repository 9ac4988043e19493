using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using static Affiliate.Domain.Tests.Ledger.CommissionBuilder;

namespace Affiliate.Domain.Tests.Ledger;

public sealed class VoidTests
{
    private static readonly CommissionVoid Fraud = new(
        AdjustmentId.Parse("adj_1"),
        VoidReason.Fraud,
        "finance@example.com",
        SaleAt.AddDays(5)
    );

    private static readonly JsonSerializerOptions Traced = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    [Theory]
    [InlineData(CommissionStatus.Held, Account.Held)]
    [InlineData(CommissionStatus.Pending, Account.Pending)]
    [InlineData(CommissionStatus.Payable, Account.Payable)]
    public void A_void_takes_back_the_whole_commission(CommissionStatus status, Account account)
    {
        var effects = Voided(Granted(status));

        Assert.Equal(
            (CommissionStatus.Reversed, 0L, 0L, Fraud),
            (
                effects.Commission!.Status,
                effects.Commission.CurrentAmount,
                effects.Commission.Kept,
                effects.Commission.Voided
            )
        );
        var change = Balance.Replay([effects.Transaction!]);
        Assert.Equal((-1000L, 1000L), (change.On(account), change.CommissionExpense));
        Assert.Null(effects.Line);
        Assert.Equal(
            (VoidReason.Fraud, 1000L, 0L, -1000L),
            (
                effects.Reversal!.VoidedBecause,
                effects.Reversal.KeptBefore,
                effects.Reversal.Kept,
                effects.Reversal.Difference
            )
        );
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(0)]
    public void A_void_after_a_refund_takes_back_the_rest_and_its_trace_reproduces_the_amount(long baseAmount)
    {
        var before = Granted() with { BaseAmount = baseAmount };
        var refunded = RefundThat(keeps: 667).On(before, reserving: null, Line, SaleAt).Commission!;

        var effects = Voided(refunded);

        Assert.Equal(0, effects.Commission!.CurrentAmount);
        Assert.Equal((667L, -667L), (effects.Reversal!.KeptBefore, effects.Reversal.Difference));
        Assert.Equal(-667, ReversalRecomputation.AmountOf(JsonSerializer.SerializeToElement(effects.Reversal, Traced)));
    }

    [Fact]
    public void Neither_a_refund_nor_a_won_dispute_changes_a_voided_commission()
    {
        var voided = Voided(Granted()).Commission!;

        Assert.Equal(RefundEffects.None, RefundThat(keeps: 500, sequence: 2).On(voided, reserving: null, Line, SaleAt));
        Assert.Equal(
            RefundEffects.None,
            RefundThat(keeps: 1000, sequence: 3).On(voided, reserving: null, Line, SaleAt)
        );
        Assert.Equal(
            RefundEffects.None,
            (RefundThat(keeps: 1000, sequence: 4) with { Granted = 2000 }).On(voided, reserving: null, Line, SaleAt)
        );
    }

    [Fact]
    public void A_commission_that_a_refund_has_reversed_is_marked_so_that_no_dispute_restores_it()
    {
        var reversed = RefundThat(keeps: 0).On(Granted(), reserving: null, Line, SaleAt).Commission!;

        var effects = Voided(reversed);

        Assert.Null(effects.Transaction);
        Assert.Equal((0L, Fraud), (effects.Reversal!.Difference, effects.Commission!.Voided));
        Assert.Equal(
            RefundEffects.None,
            RefundThat(keeps: 1000, sequence: 3).On(effects.Commission, reserving: null, Line, SaleAt)
        );
    }

    [Fact]
    public void A_commission_for_a_lead_without_an_amount_is_voided_whole()
    {
        var effects = Voided(Granted() with { Source = "lead", BaseAmount = 0 });

        Assert.Equal(-1000, effects.Reversal!.Difference);
        Assert.Equal(
            -1000,
            ReversalRecomputation.AmountOf(JsonSerializer.SerializeToElement(effects.Reversal, Traced))
        );
    }

    private static RefundEffects Voided(Commission commission) =>
        Refund.OfVoid(commission, Fraud).On(commission, reserving: null, Line, SaleAt.AddDays(5));
}
