using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;

namespace Affiliate.Domain.Tests.Ledger;

public sealed class AdjustmentTests
{
    private static readonly DateTimeOffset Decided = new(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);
    private static readonly CommissionId Line = CommissionId.Parse("com_line");

    [Theory]
    [InlineData(5_000, 0, 0, 5_000, 0, 5_000)]
    [InlineData(-700, 1_000, 0, 0, -700, 300)]
    [InlineData(-1_700, 1_000, 0, 0, -1_700, -700)]
    [InlineData(200, 0, -200, 200, 0, 0)]
    public void An_adjustment_is_payable_at_once_and_a_deduction_is_negative(
        long amount,
        long payable,
        long negative,
        long posted,
        long deducted,
        long dueAfter
    )
    {
        var before = Balance.Zero with { Payable = payable, Negative = negative };

        var movement = Order(amount).Post(Line, before, reserving: null, Decided.AddMinutes(1));

        var change = Balance.Replay([movement.Transaction]);
        Assert.Equal((posted, deducted, -amount), (change.Payable, change.Negative, change.CommissionExpense));
        Assert.Equal(
            (CommissionStatus.Payable, amount, Decided),
            (movement.Commission.Status, movement.Commission.CurrentAmount, movement.Commission.DueAt)
        );
        Assert.Equal(
            (payable + negative, dueAfter),
            (movement.Commission.Adjustment!.DueBefore, movement.Commission.Adjustment.DueAfter)
        );
        Assert.Equal("adjustment:adj_1", movement.Transaction.Cause);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(-1, true)]
    [InlineData(1_000_000_000_000, true)]
    [InlineData(-1_000_000_000_001, false)]
    [InlineData(long.MinValue, false)]
    public void An_amount_of_zero_or_beyond_the_limit_is_never_posted(long amount, bool fits)
    {
        Assert.Equal(fits, AdjustmentOrder.Fits(amount));
        if (!fits)
        {
            Assert.Throws<InvalidOperationException>(() =>
                Order(amount).Post(Line, Balance.Zero, reserving: null, Decided)
            );
        }
    }

    private static AdjustmentOrder Order(long amount) =>
        new(
            AdjustmentId.Parse("adj_1"),
            PartnerId.Parse("prt_1"),
            "correction",
            amount,
            "USD",
            "Counted twice.",
            "finance@example.com",
            Decided
        );
}
