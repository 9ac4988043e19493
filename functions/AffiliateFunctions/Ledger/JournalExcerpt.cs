using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Payouts.Statements;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger;

/// <summary>The latest part of one partner's journal, read together with those of other partners.</summary>
public sealed class JournalExcerpt
{
    private readonly List<JournalPage> pages = [];

    /// <summary>The number of pages of the whole journal.</summary>
    internal long Pages { get; set; }

    /// <summary>The texts of the latest commissions, as statements show them.</summary>
    public Dictionary<CommissionId, CommissionLabel> Labels { get; } = [];

    /// <summary>Adds the next page of the journal.</summary>
    internal void Add(JournalPage page) => pages.Add(page);

    /// <summary>
    /// Returns the transactions after a place, in the order of posting; null if the excerpt lacks some of them.
    /// </summary>
    public IReadOnlyList<JournalEntry>? EntriesAfter(LedgerPosition place)
    {
        var later = pages.Where(page => page.Number > place.Page && page.Number <= Pages).ToList();
        return later.Count == Math.Max(0, Pages - place.Page)
            ? [.. later.SelectMany(EntriesOf).Where(entry => !entry.Before.IsBefore(place))]
            : null;
    }

    /// <summary>Returns the transactions of a page.</summary>
    internal static IEnumerable<JournalEntry> EntriesOf(JournalPage page) =>
        page.Transactions.Select((transaction, index) => new JournalEntry(page.Number, index, transaction));
}
