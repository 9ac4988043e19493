using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using static Affiliate.Domain.Tests.Ledger.CommissionBuilder;

namespace Affiliate.Domain.Tests.Ledger;

public sealed class CommissionTests
{
    public static TheoryData<string, CommissionStatus, CommissionStatus, Account, Account> Moves =>
        new()
        {
            {
                nameof(HoldDecisionKind.Release),
                CommissionStatus.Held,
                CommissionStatus.Pending,
                Account.Held,
                Account.Pending
            },
            {
                nameof(HoldDecisionKind.Reverse),
                CommissionStatus.Held,
                CommissionStatus.Reversed,
                Account.Held,
                Account.CommissionExpense
            },
            {
                nameof(Commission.Mature),
                CommissionStatus.Pending,
                CommissionStatus.Payable,
                Account.Pending,
                Account.Payable
            },
            {
                nameof(Commission.Reserve),
                CommissionStatus.Payable,
                CommissionStatus.InPayout,
                Account.Payable,
                Account.InPayout
            },
            {
                nameof(Commission.Pay),
                CommissionStatus.InPayout,
                CommissionStatus.Paid,
                Account.InPayout,
                Account.Paid
            },
            {
                nameof(Commission.PutBack),
                CommissionStatus.InPayout,
                CommissionStatus.Payable,
                Account.InPayout,
                Account.Payable
            },
        };

    [Theory]
    [MemberData(nameof(Moves))]
    public void A_move_takes_the_whole_standing_amount_along(
        string move,
        CommissionStatus from,
        CommissionStatus to,
        Account debited,
        Account credited
    )
    {
        var movement = Move(Granted(from), move);

        Assert.Equal(to, movement.Commission.Status);
        Assert.Equal(
            [new Posting(debited, movement.Commission.Id, -1000), new Posting(credited, movement.Commission.Id, 1000)],
            movement.Transaction.Postings
        );
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void From_any_other_status_the_move_is_refused(
        string move,
        CommissionStatus from,
        CommissionStatus to,
        Account debited,
        Account credited
    )
    {
        _ = (to, debited, credited);
        foreach (var other in Enum.GetValues<CommissionStatus>().Where(status => status != from))
        {
            Assert.Throws<InvalidOperationException>(() =>
            {
                Move(Granted(other), move);
            });
        }
    }

    [Theory]
    [InlineData(CommissionStatus.Held, Account.Held)]
    [InlineData(CommissionStatus.Pending, Account.Pending)]
    public void A_new_commission_is_granted_against_the_expense(CommissionStatus status, Account account)
    {
        var movement = Granted(status).Accrue("event:sale-1", SaleAt);

        Assert.Equal("event:sale-1", movement.Transaction.Cause);
        Assert.Equal(1000, Balance.Replay([movement.Transaction]).On(account));
        Assert.Equal(-1000, Balance.Replay([movement.Transaction]).CommissionExpense);
    }

    [Fact]
    public void A_commission_does_not_mature_before_its_hold_days_are_over() =>
        Assert.Throws<InvalidOperationException>(() => Granted().Mature(Due.AddTicks(-1)));

    [Fact]
    public void A_negative_line_moves_between_the_negative_account_and_the_payout()
    {
        var line = Granted(CommissionStatus.Payable, amount: -333);

        var reserved = line.Reserve(November, Due);
        var back = reserved.Commission.PutBack(Due);

        Assert.Equal(
            [new Posting(Account.Negative, line.Id, 333), new Posting(Account.InPayout, line.Id, -333)],
            reserved.Transaction.Postings
        );
        Assert.Equal(
            [new Posting(Account.InPayout, line.Id, 333), new Posting(Account.Negative, line.Id, -333)],
            back.Transaction.Postings
        );
        Assert.Null(back.Commission.Payout);
    }

    [Fact]
    public void Causes_of_one_life_are_all_different()
    {
        var accrued = Granted(CommissionStatus.Held).Accrue("event:sale-1", SaleAt);
        var released = accrued.Commission.Decide(Decided(HoldDecisionKind.Release));
        var matured = released.Commission.Mature(Due);
        var reserved = matured.Commission.Reserve(November, Due);
        var back = reserved.Commission.PutBack(Due);
        var again = back.Commission.Reserve(Period.Parse("2026-12"), Due);
        var paid = again.Commission.Pay(Due);

        LedgerTransaction[] life =
        [
            .. new[] { accrued, released, matured, reserved, back, again, paid }.Select(movement =>
                movement.Transaction
            ),
        ];

        Assert.Equal(life.Length, life.Select(transaction => transaction.Cause).Distinct().Count());
        Assert.Equal(new Balance(-1000, 0, 0, 0, 0, 1000, 0), Balance.Replay(life));
    }

    private static Movement Move(Commission commission, string move) =>
        move switch
        {
            nameof(HoldDecisionKind.Release) => commission.Decide(Decided(HoldDecisionKind.Release)),
            nameof(HoldDecisionKind.Reverse) => commission.Decide(Decided(HoldDecisionKind.Reverse)),
            nameof(Commission.Mature) => commission.Mature(Due),
            nameof(Commission.Reserve) => commission.Reserve(November, Due),
            nameof(Commission.Pay) => commission.Pay(Due),
            _ => commission.PutBack(Due),
        };
}
