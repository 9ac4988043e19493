using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.PartnerLeads.Activities;

/// <summary>
/// Says what the lead waits for. A restarted orchestration continues with it; what an interrupted run has left open is
/// made known first.
/// </summary>
public sealed class BeginLead(LeadStore leads, LeadAnnouncements announcements)
{
    /// <inheritdoc cref="BeginLead"/>
    [Function(nameof(BeginLead))]
    public async Task<LeadStep> RunAsync([ActivityTrigger] LeadKey key, CancellationToken cancellationToken)
    {
        var lead = await leads.RequireAsync(key, cancellationToken);
        await announcements.AnnounceAsync(lead, cancellationToken);
        return LeadSteps.Of(lead);
    }
}
