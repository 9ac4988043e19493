using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;
using AffiliateFunctions.Ledger.Verification;
using static AffiliateFunctions.Tests.Ledger.Effects;

namespace AffiliateFunctions.Tests.Ledger;

public sealed class LedgerReplayTests
{
    private static readonly LedgerTransaction Granted
        = LedgerTransaction.Move("event:sale-1", SaleAt, CommissionId.Parse("com_1"), Account.CommissionExpense, Account.Pending, 1000);

    private static readonly LedgerTransaction Matured
        = LedgerTransaction.Move("com_1:matured:0", SaleAt, CommissionId.Parse("com_1"), Account.Pending, Account.Payable, 1000);

    private static readonly LedgerHead Head = new() { Pages = 2, Postings = 4, Balance = Balance.Replay([Granted, Matured]) };

    [Fact]
    public void A_ledger_that_agrees_has_no_mismatch() => Assert.Empty(Replay([Granted], [Matured]).Finish(Head, [Payable()]));

    [Fact]
    public void A_missing_page_is_found()
    {
        var replay = new LedgerReplay(Partner);
        replay.Next(new JournalPage(2, [Matured]));

        Assert.Contains(replay.Finish(Head, [Payable()]), mismatch => mismatch.Contains("page 1 of the journal is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cause_that_comes_twice_is_found()
        => Assert.Contains(Replay([Granted, Granted], [Matured]).Finish(Head, [Payable()]), m => m.Contains("two transactions of the cause event:sale-1", StringComparison.Ordinal));

    [Fact]
    public void Altered_totals_are_found()
        => Assert.Contains(
            Replay([Granted], [Matured]).Finish(Head with { Balance = Head.Balance with { Paid = 1 } }, [Payable()]),
            m => m.Contains("the replay comes to", StringComparison.Ordinal));

    [Fact]
    public void An_altered_commission_is_found()
    {
        Assert.NotEmpty(Replay([Granted], [Matured]).Finish(Head, [Payable() with { Standing = 999 }]));
        Assert.NotEmpty(Replay([Granted], [Matured]).Finish(Head, [Payable() with { Status = CommissionStatus.Paid }]));
        Assert.NotEmpty(Replay([Granted], [Matured]).Finish(Head, []));
    }

    private static LedgerReplay Replay(params LedgerTransaction[][] pages)
    {
        var replay = new LedgerReplay(Partner);
        foreach (var (i, transactions) in pages.Index())
        {
            replay.Next(new JournalPage(i + 1, transactions));
        }

        return replay;
    }

    private static Commission Payable() => new()
    {
        Id = CommissionId.Parse("com_1"),
        Partner = Partner,
        Event = EventId.Parse("sale-1"),
        Source = "sale",
        Rule = "revenue-share",
        RulesVersion = 1,
        BaseAmount = 10_000,
        Amount = 1000,
        Standing = 1000,
        Kept = 1000,
        Currency = "USD",
        Status = CommissionStatus.Payable,
        OccurredAt = SaleAt,
        DueAt = SaleAt,
        CreatedAt = SaleAt,
    };
}
