using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Ledger.Accounts;

namespace Affiliate.Domain.Tests.Ledger;

public sealed class AccountingJournalTests
{
    private static readonly CommissionId First = CommissionId.Parse("com_1");
    private static readonly CommissionId Second = CommissionId.Parse("com_2");
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;

    [Fact]
    public void An_expense_is_a_debit_and_what_is_owed_or_paid_a_credit()
    {
        var lines = LinesOf(
            LedgerTransaction.Move("event:1", At, First, Account.CommissionExpense, Account.Pending, 2_000),
            LedgerTransaction.Move("event:2", At, Second, Account.CommissionExpense, Account.Pending, 300),
            LedgerTransaction.Move("com_1:paid:2026-10", At, First, Account.InPayout, Account.Paid, 2_000)
        );

        Assert.Equal(
            [
                new AccountingLine(MovementKind.Commission, Account.CommissionExpense, 2_300, 0),
                new AccountingLine(MovementKind.Commission, Account.Pending, 0, 2_300),
                new AccountingLine(MovementKind.Payout, Account.InPayout, 2_000, 0),
                new AccountingLine(MovementKind.Payout, Account.Paid, 0, 2_000),
            ],
            lines
        );
    }

    [Fact]
    public void Money_that_moves_between_commissions_is_an_adjustment_and_balances()
    {
        var moved = new LedgerTransaction(
            "event:moved",
            At,
            [new Posting(Account.Payable, First, -700), new Posting(Account.Payable, Second, 700)]
        );

        Assert.Equal([new AccountingLine(MovementKind.Adjustment, Account.Payable, 700, 700)], LinesOf(moved));
    }

    private static IEnumerable<AccountingLine> LinesOf(params LedgerTransaction[] transactions)
    {
        var journal = new AccountingJournal();
        Array.ForEach(transactions, journal.Add);
        return journal.Lines;
    }
}
