using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Ledger.Accounts;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Payouts.Statements;
using Affiliate.Pages;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Journal;

/// <summary>Reads the journals of the partners from the table <c>ledger</c>.</summary>
internal sealed class LedgerJournal(LedgerStore store) : ILedgerJournal
{
    public IAsyncEnumerable<PartnerId> PartnersAsync(
        ProgramSlug program,
        PartnerId? after,
        CancellationToken cancellationToken
    ) => store.PartnersAsync(program, after, cancellationToken).Where(partner => partner != after);

    public async IAsyncEnumerable<JournalEntry> EntriesAsync(
        ProgramSlug program,
        PartnerId partner,
        LedgerPosition after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in store.JournalAsync(program, partner, after.Page, cancellationToken))
        {
            foreach (var (index, transaction) in page.Transactions.Index())
            {
                var entry = new JournalEntry(page.Number, index, transaction);
                if (!entry.Before.IsBefore(after))
                {
                    yield return entry;
                }
            }
        }
    }

    public async Task<IReadOnlyDictionary<CommissionId, CommissionLabel>> DescribeAsync(
        ProgramSlug program,
        PartnerId partner,
        IReadOnlyCollection<CommissionId> commissions,
        CancellationToken cancellationToken
    ) =>
        commissions.Count == 0
            ? new Dictionary<CommissionId, CommissionLabel>()
            : (await store.FindCommissionsAsync(program, partner, commissions, cancellationToken)).ToDictionary(
                found => found.Key,
                found => LabelOf(found.Value)
            );

    private static CommissionLabel LabelOf(Commission commission) =>
        commission switch
        {
            { Adjustment: { } adjustment } => new CommissionLabel(
                AdjustmentText.Of(commission.Rule, adjustment.Id, commission.OccurredAt, adjustment.Text),
                IsCorrection: false
            ),
            { Corrects: { } corrected } => new CommissionLabel(
                $"Correction of {corrected} after {commission.Source.Replace('_', ' ')} {commission.Event}",
                IsCorrection: true
            ),
            _ => new CommissionLabel(
                $"{commission.Rule}{BaseOf(commission)}, {commission.Source} {commission.Event} of "
                    + $"{commission.OccurredAt:yyyy-MM-dd}",
                IsCorrection: false
            ),
        };

    // A flat amount for a lead has no base.
    private static string BaseOf(Commission commission) =>
        commission.BaseAmount > 0
            ? $" on {AmountOf(commission.BaseAmount, Currency.Parse(commission.Currency))}"
            : string.Empty;

    private static string AmountOf(long amount, Currency currency) =>
        DisplayFormat.Amount(amount, currency.Value, currency.Digits);
}
