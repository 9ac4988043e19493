using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using static Affiliate.Domain.Tests.Ledger.CommissionBuilder;

namespace Affiliate.Domain.Tests.Ledger;

public sealed class RefundTests
{
    private static readonly System.Text.Json.JsonSerializerOptions Traced = new()
    {
        PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    [Theory]
    [InlineData(CommissionStatus.Held, Account.Held)]
    [InlineData(CommissionStatus.Pending, Account.Pending)]
    [InlineData(CommissionStatus.Payable, Account.Payable)]
    public void Before_payment_the_commission_itself_becomes_worth_less(CommissionStatus status, Account account)
    {
        var effects = RefundThat(keeps: 667).On(Granted(status), reserving: null, Line, SaleAt);

        Assert.Equal((status, 1000L, 667L, 667L), Facts(effects.Commission!));
        Assert.Equal(-333, Balance.Replay([effects.Transaction!]).On(account));
        Assert.Null(effects.Line);
    }

    [Theory]
    [InlineData(CommissionStatus.InPayout, false)]
    [InlineData(CommissionStatus.Paid, false)]
    [InlineData(CommissionStatus.Payable, true)]
    public void A_refund_of_a_paid_commission_posts_a_negative_line(CommissionStatus status, bool isReserving)
    {
        var effects = RefundThat(keeps: 667).On(Granted(status), isReserving ? November : null, Line, SaleAt);

        Assert.Equal((status, 1000L, 1000L, 667L), Facts(effects.Commission!));
        Assert.Null(effects.Transaction);
        Assert.Equal((CommissionStatus.Payable, -333L, -333L, -333L), Facts(effects.Line!.Commission));
        Assert.Equal(effects.Commission!.Id, effects.Line.Commission.Corrects);
        Assert.Equal(isReserving ? November : null, effects.Line.Commission.NotIn);
        Assert.Equal(-333, Balance.Replay([effects.Line.Transaction]).Negative);
    }

    [Fact]
    public void A_change_of_the_sale_that_a_later_refund_overtakes_still_grants_anew_and_once()
    {
        var refund = new Refund(
            EventId.Parse("refund-1"),
            EventId.Parse("sale-1"),
            9,
            SaleAmount: 5_000,
            Refunded: 2_500,
            SaleAt
        );
        var change = new Refund(
            EventId.Parse("change-1"),
            EventId.Parse("sale-1"),
            8,
            SaleAmount: 5_000,
            Refunded: 0,
            SaleAt
        )
        {
            Granted = 500,
        };

        var overtaken = change
            .On(refund.On(Granted(), reserving: null, Line, SaleAt).Commission!, reserving: null, Line, SaleAt)
            .Commission!;
        Assert.Equal(250, overtaken.Kept);
        Assert.Equal((9, 8), (overtaken.RefundSequence, overtaken.GrantSequence));
        Assert.Null(change.On(overtaken, reserving: null, Line, SaleAt).Commission);

        var inOrder = refund
            .On(change.On(Granted(), reserving: null, Line, SaleAt).Commission!, reserving: null, Line, SaleAt)
            .Commission!;
        Assert.Equal(
            (inOrder.Kept, inOrder.CurrentAmount, inOrder.Status),
            (overtaken.Kept, overtaken.CurrentAmount, overtaken.Status)
        );
    }

    [Fact]
    public void Partial_refunds_that_end_in_a_full_one_reverse_exactly_the_whole()
    {
        var commission = Granted();
        var postings = new List<LedgerTransaction> { commission.Accrue("event:sale-1", SaleAt).Transaction };
        foreach (var (keeps, sequence) in new[] { (667L, 1), (333L, 2), (0L, 3) })
        {
            var effects = RefundThat(keeps, sequence).On(commission, reserving: null, Line, SaleAt);
            commission = effects.Commission!;
            postings.Add(effects.Transaction!);
        }

        Assert.Equal(CommissionStatus.Reversed, commission.Status);
        Assert.Equal(Balance.Zero, Balance.Replay(postings));
    }

    [Fact]
    public void A_refund_that_tells_its_tax_counts_against_the_goods_from_then_on_and_is_explained()
    {
        var first = new Refund(
            EventId.Parse("refund-1"),
            EventId.Parse("sale-1"),
            1,
            SaleAmount: 12_000,
            Refunded: 5_000,
            SaleAt
        ).On(Granted(), reserving: null, Line, SaleAt);
        var second = new Refund(
            EventId.Parse("refund-2"),
            EventId.Parse("sale-1"),
            2,
            SaleAmount: 10_000,
            Refunded: 4_167,
            SaleAt
        ).On(first.Commission!, reserving: null, Line, SaleAt);
        var third = new Refund(
            EventId.Parse("refund-3"),
            EventId.Parse("sale-1"),
            3,
            SaleAmount: 10_000,
            Refunded: 10_000,
            SaleAt
        ).On(second.Commission!, reserving: null, Line, SaleAt);
        Assert.Equal([583, 583, 0], new[] { first, second, third }.Select(effects => effects.Commission!.Kept));
        Assert.Equal(
            [null, 12_000, null],
            new[] { first, second, third }.Select(effects => effects.Reversal!.SaleAmountBefore)
        );
        Assert.Equal(
            [-417, 0, -583],
            new[] { first, second, third }.Select(effects =>
                ReversalRecomputation.AmountOf(
                    System.Text.Json.JsonSerializer.SerializeToElement(effects.Reversal, Traced)
                )
            )
        );
    }

    [Fact]
    public void A_commission_of_some_lines_loses_what_is_refunded_of_these()
    {
        var refund = new Refund(
            EventId.Parse("refund-1"),
            EventId.Parse("sale-1"),
            1,
            SaleAmount: 12_000,
            Refunded: 3_000,
            SaleAt
        )
        {
            Lines = [new(2_000, 0), new(6_000, 3_000), new(4_000, 0)],
        };
        var (first, both, whole) = (Granted() with { Lines = [0] }, Granted() with { Lines = [0, 1] }, Granted());
        Assert.Equal(
            [1_000, 625, 750],
            new[] { first, both, whole }.Select(commission =>
                refund.On(commission, reserving: null, Line, SaleAt).Commission!.Kept
            )
        );
        var reversal = refund.On(both, reserving: null, Line, SaleAt).Reversal!;
        Assert.Equal((8_000, 3_000, -375), (reversal.SaleAmount, reversal.Refunded, reversal.Difference));
        Assert.Equal(
            -375,
            ReversalRecomputation.AmountOf(System.Text.Json.JsonSerializer.SerializeToElement(reversal, Traced))
        );
    }

    [Theory]
    [InlineData(null, CommissionStatus.Pending, Account.Pending)]
    [InlineData("big-first-order", CommissionStatus.Held, Account.Held)]
    public void A_won_dispute_puts_a_reversed_commission_back_where_it_began(
        string? hold,
        CommissionStatus status,
        Account account
    )
    {
        var before = Granted(hold is null ? CommissionStatus.Payable : CommissionStatus.Held);
        var reversed = RefundThat(keeps: 0).On(before, reserving: null, Line, SaleAt).Commission!;

        var effects = RefundThat(keeps: 1000, sequence: 2).On(reversed, reserving: null, Line, SaleAt);

        Assert.Equal((status, 1000L, 1000L, 1000L), Facts(effects.Commission!));
        Assert.Equal(1000, Balance.Replay([effects.Transaction!]).On(account));
    }

    [Fact]
    public void A_won_dispute_after_payment_posts_a_positive_line()
    {
        var charged = RefundThat(keeps: 0)
            .On(Granted(CommissionStatus.Paid), reserving: null, Line, SaleAt)
            .Commission!;

        var effects = RefundThat(keeps: 1000, sequence: 2).On(charged, reserving: null, Line, SaleAt);

        Assert.Equal(1000, effects.Line!.Commission.Amount);
        Assert.Equal(Account.Payable, effects.Line.Commission.Account);
    }

    [Fact]
    public void A_won_dispute_never_makes_a_commission_worth_more_than_was_granted()
    {
        // Refunded while in a payout that then failed: the commission stands whole beside its negative line.
        var charged = RefundThat(keeps: 400)
            .On(Granted(CommissionStatus.InPayout), reserving: null, Line, SaleAt)
            .Commission!;
        var back = charged.PutBack(Due).Commission;

        var effects = RefundThat(keeps: 1000, sequence: 2).On(back, reserving: null, Line, SaleAt);

        Assert.Equal(1000, effects.Commission!.CurrentAmount);
        Assert.Equal(600, effects.Line!.Commission.Amount);
    }

    [Fact]
    public void A_refund_that_comes_after_a_later_one_changes_nothing()
    {
        var later = RefundThat(keeps: 333, sequence: 2).On(Granted(), reserving: null, Line, SaleAt).Commission!;

        Assert.Equal(RefundEffects.None, RefundThat(keeps: 667, sequence: 1).On(later, reserving: null, Line, SaleAt));
    }

    [Fact]
    public void A_won_dispute_does_not_undo_the_decision_of_a_person()
    {
        var refused = Granted(CommissionStatus.Held).Decide(Decided(HoldDecisionKind.Reverse)).Commission;

        Assert.Equal(RefundEffects.None, RefundThat(keeps: 1000).On(refused, reserving: null, Line, SaleAt));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1001)]
    public void Nobody_keeps_less_than_nothing_or_more_than_was_granted(long keeps) =>
        Assert.Throws<InvalidOperationException>(() => RefundThat(keeps).On(Granted(), reserving: null, Line, SaleAt));

    /// <summary>The trace of a reversal, as the API returns it.</summary>
    internal static System.Text.Json.JsonElement TraceOf(Reversal reversal) =>
        System.Text.Json.JsonSerializer.SerializeToElement(reversal, Traced);

    private static (CommissionStatus Status, long Amount, long CurrentAmount, long Kept) Facts(Commission commission) =>
        (commission.Status, commission.Amount, commission.CurrentAmount, commission.Kept);
}
