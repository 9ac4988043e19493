using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Payouts.Statements;

namespace Affiliate.Domain.Tests.Payouts.Statements;

public sealed class StatementLinesTests
{
    private static readonly CommissionId First = CommissionId.Parse("com_1");
    private static readonly CommissionId Second = CommissionId.Parse("com_2");
    private static readonly DateTimeOffset At = new(2026, 10, 5, 10, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<CommissionId, CommissionLabel> Labels = new()
    {
        [First] = new CommissionLabel("share on 100.00 USD, sale sale-1 of 2026-10-05", IsCorrection: false),
        [Second] = new CommissionLabel("Correction of com_1 after refund refund-2", IsCorrection: true),
    };

    [Theory]
    [InlineData("event:sale-1", Account.CommissionExpense, Account.Pending, MovementKind.Commission, "share on")]
    [InlineData(
        "refund:refund:1:com_1",
        Account.Pending,
        Account.CommissionExpense,
        MovementKind.Reversal,
        "Changed by refund:1: share on"
    )]
    [InlineData("com_1:decided", Account.Held, Account.Pending, MovementKind.Hold, "Released: share on")]
    [InlineData("refund:x:com_1", Account.Payable, Account.Held, MovementKind.Hold, "Held for a decision: share on")]
    [InlineData("com_1:paid:2026-09:1", Account.InPayout, Account.Paid, MovementKind.Payout, "Payout of 2026-09")]
    [InlineData(
        "com_1:returned:2026-09",
        Account.Paid,
        Account.Payable,
        MovementKind.PayoutReturned,
        "Payout of 2026-09, sent back by the bank"
    )]
    [InlineData("void:7", Account.Payable, Account.CommissionExpense, MovementKind.Adjustment, "share on")]
    public void A_movement_is_named_by_its_accounts_and_cause(
        string cause,
        Account from,
        Account to,
        MovementKind kind,
        string text
    )
    {
        var line = Assert.Single(LinesOf(LedgerTransaction.Move(cause, At, First, from, to, 2_000)));

        Assert.Equal(kind, line.Kind);
        Assert.StartsWith(text, line.Text, StringComparison.Ordinal);
        Assert.Equal(to.IsOwed() ? 2_000 : -2_000, line.Amount);
    }

    [Theory]
    [InlineData("com_1:matured:0", Account.Pending, Account.Payable)]
    [InlineData("com_1:reserved:2026-09", Account.Payable, Account.InPayout)]
    [InlineData("com_1:put_back:2026-09", Account.InPayout, Account.Payable)]
    [InlineData("event:sale-1", Account.CommissionExpense, Account.Held)]
    public void What_leaves_the_balance_as_it_is_has_no_line(string cause, Account from, Account to) =>
        Assert.Empty(LinesOf(LedgerTransaction.Move(cause, At, First, from, to, 2_000)));

    [Fact]
    public void A_commission_that_is_not_known_is_shown_with_the_cause()
    {
        var unknown = CommissionId.Parse("com_9");
        var grant = LedgerTransaction.Move(
            "adjustment:bonus",
            At,
            unknown,
            Account.CommissionExpense,
            Account.Payable,
            700
        );

        var line = Assert.Single(LinesOf(grant));
        Assert.Equal(("adjustment:bonus", MovementKind.Adjustment, 700), (line.Text, line.Kind, line.Amount));
    }

    [Fact]
    public void The_commissions_of_a_payout_are_one_line_also_when_one_of_them_takes_back()
    {
        var lines = LinesOf(
            LedgerTransaction.Move("com_1:paid:2026-09", At, First, Account.InPayout, Account.Paid, 2_000),
            LedgerTransaction.Move("com_2:paid:2026-09", At, Second, Account.InPayout, Account.Paid, -500)
        );

        var line = Assert.Single(lines);
        Assert.Equal((-1_500, null), (line.Amount, line.Commission));
    }

    [Fact]
    public void The_grants_of_one_event_are_a_line_each()
    {
        var both = new LedgerTransaction(
            "event:sale-1",
            At,
            [
                new Posting(Account.CommissionExpense, First, -2_000),
                new Posting(Account.Pending, First, 2_000),
                new Posting(Account.CommissionExpense, Second, -300),
                new Posting(Account.Held, Second, 300),
            ]
        );

        Assert.Equal([2_000], LinesOf(both).Select(line => line.Amount));
        Assert.Equal([First], StatementLines.CommissionsOf([both]));
    }

    private static IReadOnlyList<StatementLine> LinesOf(params LedgerTransaction[] transactions) =>
        StatementLines.Of(transactions, Labels);
}
