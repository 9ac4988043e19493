using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>Adds new commissions to the batch, with one transaction for all grants of an event.</summary>
internal static class Grants
{
    public static void Store(
        AccrualContext turn,
        EventId cause,
        IReadOnlyList<NewCommission> own,
        StoredOutcome outcome
    )
    {
        var batch = turn.Edit.Batch;
        foreach (var commission in own)
        {
            batch.Add(commission);
        }

        if (own.Count > 0)
        {
            var name = $"event:{cause}";
            var postings = own.SelectMany(added =>
                added.Commission.Accrue(name, added.Commission.CreatedAt).Transaction.Postings
            );
            batch.Post(new LedgerTransaction(name, own[0].Commission.CreatedAt, [.. postings]));
        }

        batch.Mark(cause, outcome);
    }
}
