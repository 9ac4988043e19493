using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Ledger.Accruals;
using AffiliateFunctions.Ledger.Commissions;
using AffiliateFunctions.Ledger.Store;

namespace AffiliateFunctions.Ledger.ManualPostings;

/// <summary>Posts adjustments by hand and voids commissions, in one transaction each.</summary>
internal sealed class LedgerAdjustments(
    LedgerStore store,
    LedgerWriter writer,
    CommissionWebhookEvents webhookEvents,
    IHeldEvents events,
    ICustomerFrauds frauds,
    TimeProvider clock
) : ILedgerAdjustments
{
    // The commission, a correcting line, the reversal and the marker that refunds also need.
    private const int RowsOfVoid = 4;

    public async Task<PostedAdjustment> PostAsync(
        ProgramSlug program,
        AdjustmentOrder order,
        CancellationToken cancellationToken
    )
    {
        var id = CommissionIds.Of(order.DecidedAt, order.Partner, EventId.Parse(order.Id.Value), Adjustment.Source);
        Commission? posted = null;
        await writer.WriteAsync(
            program,
            order.Partner,
            async edit =>
            {
                posted = await store.FindCommissionAsync(program, order.Partner, id, cancellationToken);
                if (posted is null)
                {
                    var head = edit.Batch.Head;
                    var movement = order.Post(id, head.Balance, head.Reserving, clock.GetUtcNow());
                    edit.Batch.Add(new NewCommission(movement.Commission, Trace: null), movement.Transaction);
                    posted = movement.Commission;
                }
            },
            cancellationToken
        );
        var adjustment = posted!.Adjustment!;
        return new PostedAdjustment(id, adjustment.DueBefore, adjustment.DueAfter);
    }

    public async Task<VoidedCommission> VoidAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionId commission,
        CommissionVoid decision,
        CancellationToken cancellationToken
    )
    {
        var after = await StoreAsync(program, partner, commission, decision, cancellationToken);
        if (after.Voided?.Id != decision.Id)
        {
            return new VoidedCommission(PartnerLedgers.ViewOf(after), IsVoided: false, KeptBefore: null);
        }

        // The customer, the event and webhooks follow the ledger and run again with every repeat.
        if (decision.Reason == VoidReason.Fraud && after.Customer is { } customer)
        {
            var fraud = new CustomerFraud(decision.Id.Value, decision.ApprovedBy, decision.At);
            await frauds.ReportAsync(program, customer, fraud, cancellationToken);
        }

        await events.DecidedAsync(program, after.Event, cancellationToken);
        await webhookEvents.TellAsync(program, after, decision, cancellationToken);
        var reversals = await store.ReversalsAsync(program, partner, commission, cancellationToken);
        var reversal = reversals.Single(item => item.Event.Value == decision.Id.Value);
        return new VoidedCommission(PartnerLedgers.ViewOf(after), IsVoided: true, reversal.KeptBefore);
    }

    private async Task<Commission> StoreAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionId id,
        CommissionVoid decision,
        CancellationToken cancellationToken
    )
    {
        Commission? after = null;
        await writer.WriteAsync(
            program,
            partner,
            async edit =>
            {
                after =
                    await store.FindCommissionAsync(program, partner, id, cancellationToken)
                    ?? throw new InvalidOperationException($"There is no commission {id} of {partner} in {program}.");
                if (MayBeVoided(after, edit.Batch.Head.Reserving))
                {
                    await edit.MakeRoomAsync(RowsOfVoid);
                    var refund = Refund.OfVoid(after, decision);
                    _ = ApplyRefund.Change(edit.Batch, refund, after, clock.GetUtcNow()).ToList();
                    await edit.FlushAsync();
                    after = await store.FindCommissionAsync(program, partner, id, cancellationToken);
                }
            },
            cancellationToken
        );
        return after!;
    }

    // A commission that is being reserved counts as reserved.
    private static bool MayBeVoided(Commission commission, Period? reserving) =>
        commission
            is { Adjustment: null, Corrects: null, Voided: null, Decision: not { Kind: HoldDecisionKind.Reverse } }
        && commission.Status switch
        {
            CommissionStatus.Held or CommissionStatus.Pending or CommissionStatus.Reversed => true,
            CommissionStatus.Payable => reserving is null,
            _ => false,
        };
}
