using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Ledger.Accounts;

namespace Affiliate.Domain.Tests.Payouts.Statements;

/// <summary>Statements of consecutive months form a chain, whatever the order in which they are frozen.</summary>
public sealed class AccountPeriodTests
{
    private const int Months = 6;

    private static readonly CommissionId Commission = CommissionId.Parse("com_1");

    private static readonly Account[] Moved =
    [
        Account.Held,
        Account.Pending,
        Account.Payable,
        Account.InPayout,
        Account.Paid,
        Account.Negative,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Each_month_opens_with_what_the_month_before_closed_with(int seed)
    {
        var random = new Random(seed);
        var journal = JournalOf(random, 200);
        var months = Enumerable.Range(0, Months).ToArray();
        random.Shuffle(months);

        var frozen = new SortedDictionary<int, AccountSpan>();
        foreach (var month in months)
        {
            var period = Read(journal, month, frozen);
            frozen.Add(month, period.Span);
            Assert.Equal(
                period.Span.Closing.Owed() - period.Span.Opening.Owed(),
                period.Transactions.Sum(transaction => OwedBalance.OwedBy(transaction.Postings))
            );
            Assert.All(
                period.Transactions,
                transaction => Assert.Equal(month, Period.Of(transaction.At, TimeZoneInfo.Utc).Month - 1)
            );
        }

        Assert.Equal(Balance.Zero, frozen[0].Opening);
        Assert.Equal(Balance.Replay(journal.Select(entry => entry.Transaction)), frozen[Months - 1].Closing);
        for (var month = 1; month < Months; month++)
        {
            Assert.Equal(frozen[month - 1].Closing, frozen[month].Opening);
            Assert.Equal(frozen[month - 1].To, frozen[month].From);
        }
    }

    [Fact]
    public void A_posting_that_reaches_the_journal_after_its_month_was_frozen_belongs_to_the_next_month()
    {
        JournalEntry[] journal = [Entry(1, 0, At(0, 5), 100)];
        var january = Read(journal, 0, []).Span;

        // Another instance had taken the time before the month ended, and stored the posting after the statement.
        journal = [.. journal, Entry(2, 0, At(0, 30), 40), Entry(3, 0, At(1, 1), 7)];
        var february = Read(journal, 1, new SortedDictionary<int, AccountSpan> { [0] = january });

        Assert.Equal(
            (100, 100, 147),
            (january.Closing.Owed(), february.Span.Opening.Owed(), february.Span.Closing.Owed())
        );
        Assert.Equal(2, february.Transactions.Count);
    }

    [Fact]
    public void A_posting_at_the_end_of_the_month_belongs_to_the_next_month()
    {
        JournalEntry[] journal = [Entry(1, 0, At(1, 1).AddTicks(-1), 100), Entry(1, 1, At(1, 1), 40)];

        Assert.Equal(100, Read(journal, 0, []).Span.Closing.Owed());
        Assert.Equal(new LedgerPosition(0, 1), Read(journal, 0, []).Span.To);
        Assert.Equal(140, Read(journal, 1, []).Span.Closing.Owed());
    }

    [Fact]
    public void Held_commissions_are_beside_the_balance()
    {
        var balance = Balance.Zero.After(Move(At(0, 1), Account.CommissionExpense, Account.Held, 500));

        Assert.Equal((500, 0), (balance.Held, balance.Owed()));
        Assert.Equal(500, balance.After(Move(At(0, 2), Account.Held, Account.Pending, 500)).Owed());
    }

    private static AccountPeriod Read(
        IReadOnlyList<JournalEntry> journal,
        int month,
        SortedDictionary<int, AccountSpan> frozen
    )
    {
        var earlier = frozen.LastOrDefault(span => span.Key < month).Value;
        var reader = new AccountPeriodReader(
            earlier,
            frozen.ContainsKey(month - 1) ? null : At(month, 1),
            At(month + 1, 1),
            frozen.GetValueOrDefault(month + 1)?.From
        );
        var place = reader.Place;
        foreach (var entry in journal.SkipWhile(entry => entry.Before.IsBefore(place)))
        {
            if (!reader.TryAdd(entry))
            {
                break;
            }
        }

        return reader.Read();
    }

    private static List<JournalEntry> JournalOf(Random random, int transactions)
    {
        var (journal, at, page, index) = (new List<JournalEntry>(), At(0, 1), 1L, 0);
        for (var number = 0; number < transactions; number++)
        {
            at = at.AddHours(random.Next(0, 40));
            if (at >= At(Months, 1))
            {
                break;
            }

            (page, index) = random.Next(3) == 0 ? (page + 1, 0) : (page, index + (number == 0 ? 0 : 1));
            var from = random.Next(2) == 0 ? Account.CommissionExpense : Moved[random.Next(Moved.Length)];
            var to = Moved.Where(account => account != from).ElementAt(random.Next(Moved.Length - 1));
            journal.Add(new JournalEntry(page, index, Move(at, from, to, random.Next(1, 1000))));
        }

        return journal;
    }

    private static JournalEntry Entry(long page, int index, DateTimeOffset at, long amount) =>
        new(page, index, Move(at, Account.CommissionExpense, Account.Pending, amount));

    private static LedgerTransaction Move(DateTimeOffset at, Account from, Account to, long amount) =>
        LedgerTransaction.Move($"event:{at.Ticks}:{amount}", at, Commission, from, to, amount);

    private static DateTimeOffset At(int month, int day) =>
        new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero).AddMonths(month);
}
