using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;

namespace Affiliate.Domain.Tests.Ledger;

public sealed class LedgerTransactionTests
{
    private static readonly CommissionId Id = CommissionId.Parse("com_1");

    [Fact]
    public void Postings_that_do_not_sum_to_zero_make_no_transaction() =>
        Assert.Throws<ArgumentException>(() =>
            Of(new Posting(Account.Pending, Id, 100), new Posting(Account.CommissionExpense, Id, -99))
        );

    [Fact]
    public void A_single_posting_makes_no_transaction() =>
        Assert.Throws<ArgumentException>(() => Of(new Posting(Account.Pending, Id, 100)));

    [Fact]
    public void An_empty_posting_makes_no_transaction() =>
        Assert.Throws<ArgumentException>(() =>
            Of(new Posting(Account.Pending, Id, 0), new Posting(Account.Held, Id, 0))
        );

    [Fact]
    public void Sums_beyond_64_bits_are_seen_as_unbalanced_and_not_wrapped_around() =>
        Assert.Throws<ArgumentException>(() =>
            Of(
                new Posting(Account.Pending, Id, long.MaxValue),
                new Posting(Account.Pending, Id, long.MaxValue),
                new Posting(Account.CommissionExpense, Id, 2)
            )
        );

    [Fact]
    public void A_transaction_has_a_cause() =>
        Assert.Throws<ArgumentException>(() =>
            LedgerTransaction.Move(" ", default, Id, Account.CommissionExpense, Account.Pending, 1)
        );

    [Fact]
    public void A_replay_adds_up_each_account()
    {
        var balance = Balance.Replay([
            LedgerTransaction.Move("event:1", default, Id, Account.CommissionExpense, Account.Pending, 1000),
            LedgerTransaction.Move("com_1:matured", default, Id, Account.Pending, Account.Payable, 1000),
            LedgerTransaction.Move("refund:1", default, Id, Account.CommissionExpense, Account.Payable, -333),
        ]);

        Assert.Equal(new Balance(-667, 0, 0, 667, 0, 0, 0), balance);
    }

    private static LedgerTransaction Of(params Posting[] postings) => new("event:1", default, postings);
}
