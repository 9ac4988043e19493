using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Ledger.Verification;
using static AffiliateFunctions.Tests.Ledger.Effects;

namespace AffiliateFunctions.Tests.Ledger;

public sealed class LedgerReplayTests
{
    private static readonly LedgerTransaction Granted = LedgerTransaction.Move(
        "event:sale-1",
        SaleAt,
        CommissionId.Parse("com_1"),
        Account.CommissionExpense,
        Account.Pending,
        1000
    );

    private static readonly LedgerTransaction Matured = LedgerTransaction.Move(
        "com_1:matured:0",
        SaleAt,
        CommissionId.Parse("com_1"),
        Account.Pending,
        Account.Payable,
        1000
    );

    private static readonly LedgerHead Head = new()
    {
        Pages = 2,
        Postings = 4,
        Balance = Balance.Replay([Granted, Matured]),
    };

    [Fact]
    public void A_ledger_that_agrees_has_no_mismatch() =>
        Assert.Empty(MismatchesOf(Replay([Granted], [Matured]), Head, Payable()));

    [Fact]
    public void A_cause_that_comes_twice_is_found() =>
        Assert.Contains(
            MismatchesOf(Replay([Granted, Granted], [Matured]), Head, Payable()),
            m => m.Contains("two transactions with the cause event:sale-1", StringComparison.Ordinal)
        );

    [Fact]
    public void Altered_totals_are_found() =>
        Assert.Contains(
            MismatchesOf(
                Replay([Granted], [Matured]),
                Head with
                {
                    Balance = Head.Balance with { Paid = 1 },
                },
                Payable()
            ),
            m => m.Contains("the replay results in", StringComparison.Ordinal)
        );

    [Fact]
    public void An_altered_commission_does_not_settle()
    {
        Assert.True(Replay([Granted], [Matured]).TrySettle(Payable()));
        Assert.False(Replay([Granted], [Matured]).TrySettle(Payable() with { Amount = 999 }));
        Assert.False(Replay([Granted], [Matured]).TrySettle(Payable() with { CurrentAmount = 999 }));
        Assert.False(Replay([Granted], [Matured]).TrySettle(Payable() with { Status = CommissionStatus.Paid }));
        Assert.False(Replay([Granted], [Matured]).TrySettle(Payable() with { Id = CommissionId.Parse("com_2") }));
    }

    private static IReadOnlyList<string> MismatchesOf(LedgerReplay replay, LedgerHead head, Commission commission)
    {
        replay.CompareWith(head);
        Assert.True(replay.TrySettle(commission) || replay.Mismatches.Count > 0);
        return replay.Mismatches;
    }

    private static LedgerReplay Replay(params LedgerTransaction[][] pages)
    {
        var replay = new LedgerReplay(Partner);
        foreach (var (i, transactions) in pages.Index())
        {
            replay.Next(i + 1, () => new JournalPage(i + 1, transactions));
        }

        return replay;
    }

    private static Commission Payable() =>
        new()
        {
            Id = CommissionId.Parse("com_1"),
            Partner = Partner,
            Event = EventId.Parse("sale-1"),
            Source = "sale",
            Rule = "revenue-share",
            RulesVersion = 1,
            BaseAmount = 10_000,
            Amount = 1000,
            CurrentAmount = 1000,
            Kept = 1000,
            Currency = "USD",
            Status = CommissionStatus.Payable,
            OccurredAt = SaleAt,
            DueAt = SaleAt,
            CreatedAt = SaleAt,
        };
}
