using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>Puts new commissions into the batch, with one transaction for all that their event grants.</summary>
internal static class Grants
{
    public static StoredOutcome Store(
        AccrualTurn turn, EventId cause, IReadOnlyList<NewCommission> own, IReadOnlyList<NewCommission> shares, EffectStatus status, string? reason, int attempt = 0)
    {
        var batch = turn.Edit.Batch;
        foreach (var commission in own)
        {
            batch.Add(commission);
        }

        if (own.Count > 0)
        {
            var name = $"event:{cause}";
            var postings = own.SelectMany(added => added.Commission.Accrue(name, added.Commission.CreatedAt).Transaction.Postings);
            batch.Post(new LedgerTransaction(name, own[0].Commission.CreatedAt, [.. postings]));
        }

        CommissionId[] ids = [.. own.Concat(shares).Select(added => added.Commission.Id)];
        var outcome = new StoredOutcome(new EffectOutcome(status, reason, ids), [.. own.Select(added => added.Commission.Id)], shares) { Attempt = attempt };
        batch.Mark(cause, outcome);
        return outcome;
    }
}
