using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Verification;

/// <summary>Replays the journal of one partner and compares it with the totals and with every commission.</summary>
/// <param name="partner">The partner, named in the mismatches.</param>
internal sealed class LedgerReplay(PartnerId partner)
{
    private readonly HashSet<string> causes = new(StringComparer.Ordinal);
    private readonly Dictionary<(CommissionId Commission, Account Account), long> accounts = [];
    private readonly List<string> mismatches = [];
    private Balance balance = Balance.Zero;
    private long pages;
    private long postings;

    public void Next(JournalPage page)
    {
        if (page.Number != ++pages)
        {
            mismatches.Add($"{partner}: page {pages} of the journal is missing.");
            pages = page.Number;
        }

        foreach (var transaction in page.Transactions)
        {
            Next(transaction);
        }
    }

    /// <summary>What does not agree, in words.</summary>
    public IReadOnlyList<string> Finish(LedgerHead head, IEnumerable<Commission> commissions)
    {
        if (balance != head.Balance)
        {
            mismatches.Add($"{partner}: the totals are {head.Balance}, the replay comes to {balance}.");
        }

        if (pages != head.Pages || postings != head.Postings)
        {
            mismatches.Add($"{partner}: the journal has {pages} pages and {postings} postings, the head counts {head.Pages} and {head.Postings}.");
        }

        foreach (var commission in commissions)
        {
            Compare(commission);
        }

        mismatches.AddRange(accounts.Where(entry => entry.Value != 0)
            .Select(entry => $"{partner}: {entry.Key.Commission} has {entry.Value} on {entry.Key.Account} that no commission accounts for."));
        return mismatches;
    }

    /// <summary>How many postings were replayed.</summary>
    public long Postings => postings;

    private void Next(LedgerTransaction transaction)
    {
        if (!causes.Add(transaction.Cause))
        {
            mismatches.Add($"{partner}: there are two transactions of the cause {transaction.Cause}.");
        }

        balance = balance.After(transaction);
        postings += transaction.Postings.Count;
        foreach (var posting in transaction.Postings)
        {
            var key = (posting.Commission, posting.Account);
            accounts[key] = accounts.GetValueOrDefault(key) + posting.Amount;
        }
    }

    // What the commission says is taken off what was posted; whatever is left over was posted wrongly or not at all.
    private void Compare(Commission commission)
    {
        if (commission.Status != CommissionStatus.Reversed)
        {
            Take(commission.Id, commission.Account, commission.Standing);
            Take(commission.Id, Account.CommissionExpense, -commission.Standing);
        }
    }

    private void Take(CommissionId commission, Account account, long amount)
        => accounts[(commission, account)] = accounts.GetValueOrDefault((commission, account)) - amount;
}
