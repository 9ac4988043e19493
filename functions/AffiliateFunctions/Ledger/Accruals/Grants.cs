using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>Puts new commissions into the batch, with one transaction for all that their event grants.</summary>
internal static class Grants
{
    /// <summary>What the event did: the commissions in this ledger, and those of the other credited partners.</summary>
    public static StoredOutcome Outcome(IEnumerable<NewCommission> own, IEnumerable<NewCommission> shares, EffectStatus status, string? reason = null)
        => new(
            new EffectOutcome(status, reason, [.. own.Concat(shares).Select(added => added.Commission.Id)]),
            [.. own.Select(added => added.Commission.Id)],
            [.. shares]);

    public static void Store(AccrualTurn turn, EventId cause, IReadOnlyList<NewCommission> own, StoredOutcome outcome)
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

        batch.Mark(cause, outcome);
    }
}
