using System.Diagnostics;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Disputes.Activities;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tracking;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Disputes;

/// <summary>
/// Puts granted disputes right by the means that exist: the decision about a held commission, a correction that a second
/// person approves, or a touch by which the rules decide a sale anew. A dispute itself posts nothing.
/// </summary>
public sealed class DisputeRemedies(
    IHeldCommissions held,
    IAdjustments adjustments,
    IManualTouches touches,
    IConversionLookup conversions
)
{
    // A touch counts for what happened after it.
    private static readonly TimeSpan BeforeSale = TimeSpan.FromSeconds(1);

    /// <summary>Carries the decision out and returns what it has set going.</summary>
    public Task<DisputeEffect> CarryOutAsync(
        AffiliateProgram program,
        Dispute dispute,
        ApprovalOutcome outcome,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        dispute.Remedy switch
        {
            DisputeRemedy.Release => ReleaseAsync(program, dispute, outcome, cancellationToken),
            DisputeRemedy.Touch => TouchAsync(program, dispute, outcome, cancellationToken),
            DisputeRemedy.Correction => CorrectAsync(program, dispute, outcome, orchestrations, cancellationToken),
            _ => throw new UnreachableException($"The dispute {dispute.Id} has no remedy."),
        };

    private async Task<DisputeEffect> ReleaseAsync(
        AffiliateProgram program,
        Dispute dispute,
        ApprovalOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        var order = new HoldOrder(HoldDecisionKind.Release, outcome.Actor, ReasonOf(dispute));
        var released = await held.DecideAsync(program.Slug, dispute.Commission!.Value.Value, order, cancellationToken);
        return released.Succeeded
            ? new DisputeEffect(DisputeRemedy.Release, dispute.Commission.Value.Value)
            : new DisputeEffect(DisputeRemedy.Release, null, released.Problem.Detail);
    }

    private async Task<DisputeEffect> CorrectAsync(
        AffiliateProgram program,
        Dispute dispute,
        ApprovalOutcome outcome,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var amount = DisputeWords.MinorUnitsOf(
            outcome.Inputs![PrepareDisputeApproval.AmountInput],
            Currency.Parse(program.Currency)
        );
        var asked = await adjustments.AskForCorrectionAsync(
            program,
            new CorrectionOrder(dispute.Partner, amount, ReasonOf(dispute), outcome.Actor, $"dispute:{dispute.Id}"),
            orchestrations,
            cancellationToken
        );
        return new DisputeEffect(
            DisputeRemedy.Correction,
            asked.Succeeded ? asked.Value.Value : null,
            asked.Problem?.Detail
        )
        {
            Amount = amount,
        };
    }

    private async Task<DisputeEffect> TouchAsync(
        AffiliateProgram program,
        Dispute dispute,
        ApprovalOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        if (
            await conversions.FindByInvoiceAsync(program.Slug, dispute.Invoice!, cancellationToken)
            is not { Customer: { } customer } sale
        )
        {
            return new DisputeEffect(DisputeRemedy.Touch, null, "The sale is no longer known.");
        }

        // A touch takes no credit away from another partner: it would only reach for what the customer buys later.
        if (sale.Partner is { } credited && credited != dispute.Partner)
        {
            return new DisputeEffect(DisputeRemedy.Touch, null, $"The sale is credited to {credited} by now.");
        }

        var touch = new ManualTouch(customer, dispute.Partner, sale.At - BeforeSale, outcome.Actor, ReasonOf(dispute));
        return await touches.AddAsync(program.Slug, touch, cancellationToken) is { } problem
            ? new DisputeEffect(DisputeRemedy.Touch, null, problem.Detail)
            : new DisputeEffect(DisputeRemedy.Touch, sale.Id.Value);
    }

    private static string ReasonOf(Dispute dispute) => $"Dispute {dispute.Id} was granted.";
}
