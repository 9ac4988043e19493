using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>
/// Starts the orchestrations of leads and reports to them what requests have stored. Every report can be repeated.
/// </summary>
public sealed class LeadSignals(IApprovalWithdrawals approvals)
{
    /// <summary>Starts the orchestration of the lead, unless the orchestration has been started.</summary>
    public Task StartAsync(PartnerLead lead, DurableTaskClient orchestrations, CancellationToken cancellationToken) =>
        orchestrations.StartOnceAsync(nameof(LeadOrchestrator), lead.InstanceId, lead.Key, cancellationToken);

    /// <summary>Reports what is stored and not taken up yet.</summary>
    public async Task RaiseAsync(
        PartnerLead lead,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (!lead.HasNews || EventOf(lead) is not { } happened)
        {
            return;
        }

        if (lead is { Status: LeadStatus.Withdrawn, Offers: [.., var last] })
        {
            await approvals.WithdrawAsync(
                lead.Program,
                ConflictIdOf(lead, last),
                "The lead was withdrawn.",
                orchestrations,
                cancellationToken
            );
        }

        await orchestrations.ReportEventAsync(lead.InstanceId, happened, nameof(LeadSignals), cancellationToken);
    }

    /// <summary>The id of the approval by which the owner decides the conflict of an offer.</summary>
    // The colon keeps the approval apart from those of another program whose slug ends like the lead's id begins.
    internal static string ConflictIdOf(PartnerLead lead, LeadOffer offer) => $"lead:{lead.Id}:{offer.Number}";

    private static string? EventOf(PartnerLead lead) =>
        lead.Status switch
        {
            LeadStatus.Offered => LeadOrchestrator.AnsweredEvent(lead.Offers[^1].Number),
            LeadStatus.Accepted => LeadOrchestrator.ReportedEvent(lead.ReportsDone + 1),
            LeadStatus.Withdrawn or LeadStatus.TakenOver => LeadOrchestrator.WithdrawnEvent,
            _ => null,
        };
}
