using Affiliate.Domain.Attribution;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Adjustments.Activities;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.OutgoingWebhooks;

namespace AffiliateFunctions.Adjustments;

/// <summary>
/// Carries out an approved adjustment, or drops it. The ledger posts each adjustment once, so every interrupted step
/// can be repeated.
/// </summary>
public sealed class AdjustmentClosing(
    AdjustmentStore adjustments,
    ILedgerAdjustments ledger,
    ICustomerAssignments customers,
    IPartners partners,
    IAuditLog audit,
    IWebhooks webhooks
)
{
    /// <summary>Carries out the outcome of the approval and returns the closed adjustment.</summary>
    public async Task<StoredAdjustment> CloseAsync(
        AdjustmentKey key,
        ApprovalOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        var open = await adjustments.RequireAsync(key, cancellationToken);
        var closed =
            open.Status != AdjustmentStatus.AwaitingApproval
                ? open
                : await adjustments.ChangeAsync(
                    key,
                    Closing(await CloseAsync(open, outcome, cancellationToken)),
                    cancellationToken
                );
        await RecordAsync(closed, cancellationToken);
        if (closed.Status == AdjustmentStatus.Approved)
        {
            await webhooks.TellAsync(closed.Program, [AdjustmentEvent.Of(closed)], cancellationToken);
        }

        return closed;
    }

    // Texts may have been erased in the meantime, so only the result is taken over.
    private static Func<StoredAdjustment, StoredAdjustment> Closing(StoredAdjustment result) =>
        stored =>
            stored.Status == AdjustmentStatus.AwaitingApproval
                ? stored.Close(result.Status, result.Decision!) with
                {
                    Line = result.Line,
                    Before = result.Before,
                    After = result.After,
                    EffectiveFrom = result.EffectiveFrom,
                    NotAppliedBecause = result.NotAppliedBecause,
                }
                : stored;

    private async Task<StoredAdjustment> CloseAsync(
        StoredAdjustment open,
        ApprovalOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        var decision = new AdjustmentDecision(outcome.Actor, outcome.Reason, outcome.DecidedAt);
        return outcome.Decision switch
        {
            PrepareAdjustmentApproval.Approve when open.Kind == AdjustmentKind.Void => await VoidAsync(
                open,
                decision,
                cancellationToken
            ),
            PrepareAdjustmentApproval.Approve when open.Kind == AdjustmentKind.Assignment => await AssignAsync(
                open,
                decision,
                cancellationToken
            ),
            PrepareAdjustmentApproval.Approve => await PostAsync(open, decision, cancellationToken),
            PrepareAdjustmentApproval.Expired => open.Close(AdjustmentStatus.Expired, decision),
            _ => open.Close(AdjustmentStatus.Rejected, decision),
        };
    }

    private async Task<StoredAdjustment> PostAsync(
        StoredAdjustment open,
        AdjustmentDecision decision,
        CancellationToken cancellationToken
    )
    {
        var order = new AdjustmentOrder(
            open.Id,
            open.Partner,
            StoredJson.NameOf(open.Kind),
            open.Amount!.Value,
            open.Currency,
            open.Reason,
            decision.Actor,
            decision.At
        );
        var posted = await ledger.PostAsync(open.Program, order, cancellationToken);
        return open.Close(AdjustmentStatus.Approved, decision) with
        {
            Line = posted.Line,
            Before = posted.DueBefore,
            After = posted.DueAfter,
        };
    }

    private async Task<StoredAdjustment> VoidAsync(
        StoredAdjustment open,
        AdjustmentDecision decision,
        CancellationToken cancellationToken
    )
    {
        var voided = await ledger.VoidAsync(
            open.Program,
            open.Partner,
            open.Commission!.Value,
            new CommissionVoid(open.Id, open.ReasonCode!.Value, decision.Actor, decision.At),
            cancellationToken
        );
        return voided.IsVoided
            ? open.Close(AdjustmentStatus.Approved, decision) with
            {
                Before = voided.KeptBefore,
                After = 0,
            }
            : open.Close(AdjustmentStatus.NotApplied, decision) with
            {
                NotAppliedBecause = VoidRefusal.Of(voided.Commission) ?? VoidRefusal.BeingReserved,
            };
    }

    // Conversions before the approval are credited already, so the assignment begins with the approval at the earliest.
    private async Task<StoredAdjustment> AssignAsync(
        StoredAdjustment open,
        AdjustmentDecision decision,
        CancellationToken cancellationToken
    )
    {
        var partner = await partners.FindAsync(open.Program, open.Partner, cancellationToken);
        if (partner is not { Status: PartnerStatus.Active })
        {
            return open.Close(AdjustmentStatus.NotApplied, decision) with
            {
                NotAppliedBecause = "The partner is not active.",
            };
        }

        var from = open.From!.Value > decision.At ? open.From.Value : decision.At;
        await customers.AssignAsync(
            open.Program,
            open.Customer!.Value,
            new CustomerAssignment(open.Id, open.Partner, from),
            cancellationToken
        );
        return open.Close(AdjustmentStatus.Approved, decision) with { EffectiveFrom = from };
    }

    private Task RecordAsync(StoredAdjustment closed, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                closed.Program,
                $"adjustment:{closed.Id}:closed",
                closed.Decision!.Actor,
                $"adjustment_{StoredJson.NameOf(closed.Status)}",
                closed.Id.Value,
                closed.Status switch
                {
                    AdjustmentStatus.Approved => AdjustmentWords.OfChange(closed),
                    AdjustmentStatus.NotApplied => $"{AdjustmentWords.Of(closed)}. {closed.NotAppliedBecause}",
                    _ => AdjustmentWords.Of(closed),
                },
                closed.Decision.At
            )
            {
                Change = closed is { Before: { } before, After: { } after }
                    ? AuditChange.Between(new DueAmount(before), new DueAmount(after))
                    : null,
            },
            cancellationToken
        );

    private sealed record DueAmount(long Amount);
}
