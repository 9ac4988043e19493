using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>Replays the journal of one partner and compares it with the totals and with every commission.</summary>
/// <param name="partner">The partner, as named in the mismatches.</param>
internal sealed class LedgerReplay(PartnerId partner)
{
    // Causes are kept as half of their hash, because there is one for every movement.
    private readonly HashSet<UInt128> causes = [];
    private readonly Dictionary<CommissionId, Postings> commissions = [];
    private readonly List<string> mismatches = [];
    private Balance balance = Balance.Zero;
    private long pages;

    /// <summary>The differences, in words.</summary>
    public IReadOnlyList<string> Mismatches => mismatches;

    /// <summary>The number of postings replayed.</summary>
    public long Replayed { get; private set; }

    /// <summary>The commissions that were not verified yet.</summary>
    public IEnumerable<CommissionId> Left => commissions.Keys;

    /// <summary>Replays the next page.</summary>
    public void Next(long number, Func<JournalPage> read)
    {
        while (++pages < number)
        {
            mismatches.Add($"{partner}: page {pages} of the journal is missing.");
        }

        try
        {
            foreach (var transaction in read().Transactions)
            {
                Next(transaction);
            }
        }
        catch (Exception fault) when (Unreadable.Is(fault))
        {
            mismatches.Add($"{partner}: page {number} of the journal cannot be replayed: {fault.Message}");
        }
    }

    /// <summary>Compares the totals.</summary>
    public void CompareWith(LedgerHead head)
    {
        if (balance != head.Balance)
        {
            mismatches.Add($"{partner}: the totals are {head.Balance}, but the replay results in {balance}.");
        }

        if (pages != head.Pages || Replayed != head.Postings)
        {
            mismatches.Add(
                $"{partner}: the journal has {pages} pages and {Replayed} postings, but the head counts {head.Pages} "
                    + $"and {head.Postings}."
            );
        }
    }

    /// <summary>
    /// Replays only the postings of a later page that concern commissions that still differ. Returns the ids of these
    /// commissions on the page.
    /// </summary>
    public IEnumerable<CommissionId> Follow(JournalPage page, IReadOnlySet<CommissionId> open)
    {
        foreach (
            var posting in page
                .Transactions.SelectMany(transaction => transaction.Postings)
                .Where(posting => open.Contains(posting.Commission))
        )
        {
            Post(posting);
            yield return posting.Commission;
        }
    }

    /// <summary>Whether the journal contains the commission.</summary>
    public bool Knows(CommissionId id) => commissions.ContainsKey(id);

    /// <summary>
    /// Whether the commission agrees with the journal. A commission that agrees is not checked again.
    /// </summary>
    public bool TrySettle(Commission commission) =>
        commissions.TryGetValue(commission.Id, out var postings)
        && postings.AgreesWith(commission)
        && commissions.Remove(commission.Id);

    /// <summary>Records that the commission differs from the journal or does not exist.</summary>
    public void Contradict(CommissionId id, Commission? commission)
    {
        var journal = commissions.Remove(id, out var postings)
            ? $"the journal {postings}"
            : "the journal does not contain it";
        mismatches.Add(
            commission is null
                ? $"{partner}: the commission {id} is missing; {journal}."
                : $"{partner}: the commission {id} is {commission.Amount}, of which {commission.CurrentAmount} are "
                    + $"{commission.Status}; {journal}."
        );
    }

    /// <summary>Records another difference.</summary>
    public void Contradict(string what) => mismatches.Add($"{partner}: {what}");

    private void Next(LedgerTransaction transaction)
    {
        if (
            !causes.Add(
                BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(transaction.Cause)))
            )
        )
        {
            mismatches.Add($"{partner}: there are two transactions with the cause {transaction.Cause}.");
        }

        balance = balance.After(transaction);
        Replayed += transaction.Postings.Count;
        foreach (var posting in transaction.Postings)
        {
            Post(posting);
        }
    }

    private void Post(Posting posting)
    {
        if (!commissions.TryGetValue(posting.Commission, out var postings))
        {
            commissions[posting.Commission] = postings = new Postings(granted: -posting.Amount);
        }

        postings.On[(int)posting.Account] += posting.Amount;
    }

    /// <summary>The postings of one commission; the first posting is the expense of granting it.</summary>
    private sealed class Postings(long granted)
    {
        private static readonly Account[] Accounts = Enum.GetValues<Account>();

        public long[] On { get; } = new long[Accounts.Length];

        public bool AgreesWith(Commission commission) =>
            granted == commission.Amount
            && (commission.Status != CommissionStatus.Reversed || commission.CurrentAmount == 0)
            && Accounts.All(account => On[(int)account] == Expected(commission, account));

        public override string ToString() =>
            $"granted {granted}, of which there are "
            + $"{string.Join(", ", Accounts.Where(account => On[(int)account] != 0).Select(account => $"{On[(int)account]} on {account}"))}";

        private static long Expected(Commission commission, Account account) =>
            (account == commission.Account ? commission.CurrentAmount : 0)
            - (account == Account.CommissionExpense ? commission.CurrentAmount : 0);
    }
}
