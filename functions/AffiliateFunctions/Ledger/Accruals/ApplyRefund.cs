using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.Accruals;

/// <summary>
/// Takes back what the refunded part of a sale granted, and puts it back when a dispute is won. Bonuses that were
/// reached are kept.
/// </summary>
internal sealed class ApplyRefund(LedgerStore store, TimeProvider clock)
{
    public async Task<StoredOutcome> ApplyAsync(
        AccrualContext turn,
        RefundEffect refund,
        CancellationToken cancellationToken
    )
    {
        // Changes of the previous effects are stored first, so that they can be read.
        await turn.Edit.FlushAsync();
        if (
            await store.CountedOutcomeAsync(turn.Program, turn.Partner, refund.Sale, cancellationToken)
            is not { Outcome: { Outcome.Status: not EffectStatus.Rejected } sale } stored
        )
        {
            // A later attempt can still apply a rejected sale.
            return StoredOutcome.Of(EffectStatus.Waiting, "sale_not_applied");
        }

        var found = await Task.WhenAll(
            sale.Own.Select(id => store.FindCommissionAsync(turn.Program, turn.Partner, id, cancellationToken))
        );
        var latest = SaleRefunds.Latest(refund, sale.Refunds);
        var changed = new List<CommissionId>();
        foreach (var commission in found.OfType<Commission>().Where(c => c.Source != Grant.BonusSource))
        {
            // Room for the commission, the line and the reversal, and the markers of the refund and the sale.
            await turn.Edit.MakeRoomAsync(5);
            changed.AddRange(Change(turn.Edit.Batch, RefundOf(latest), commission, clock.GetUtcNow()));
        }

        await turn.Edit.MakeRoomAsync(2);
        var outcome = StoredOutcome.Of(EffectStatus.Applied, own: changed);
        turn.Edit.Batch.Mark(refund, outcome);
        turn.Edit.Batch.Amend(refund.Sale, stored, sale with { Refunds = SaleRefunds.Of(latest) });
        return outcome;
    }

    /// <summary>Returns the refund in the form that commissions use.</summary>
    public static Refund RefundOf(RefundEffect refund) =>
        new(refund.Event, refund.Sale, refund.Sequence, refund.SaleAmount, refund.TotalRefunded, refund.At)
        {
            Attempt = refund.Attempt,
            TotalSequence = refund.TotalSequence,
            Lines = refund.Lines,
            Clamped = refund.Clamped,
        };

    /// <summary>
    /// Adds to the batch what a refund, a change of the sale or a void does to one commission. Needs room for four
    /// rows.
    /// </summary>
    /// <returns>The commissions that are changed or created.</returns>
    public static IEnumerable<CommissionId> Change(
        LedgerBatch batch,
        Refund refund,
        Commission commission,
        DateTimeOffset at
    )
    {
        var line = CommissionIds.Of(
            refund.OccurredAt,
            commission.Partner,
            refund.Event,
            commission.Rule,
            refund.Attempt
        );
        var effects = refund.On(commission, batch.Head.Reserving, line, at);
        if (effects.Commission is { } after)
        {
            batch.Change(after, effects.Transaction);
            yield return after.Id;
        }

        if (effects.Reversal is { } reversal)
        {
            batch.Note(reversal);
        }

        if (effects.Line is { } correcting)
        {
            batch.Add(new NewCommission(correcting.Commission, null), correcting.Transaction);
            yield return correcting.Commission.Id;
        }
    }
}
