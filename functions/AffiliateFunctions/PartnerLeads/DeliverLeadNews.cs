using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>
/// Starts or signals the orchestrations of leads again when an interrupted request stored something without reporting
/// it.
/// </summary>
public sealed class DeliverLeadNews(
    IPrograms programs,
    LeadStore leads,
    LeadSignals signals,
    ILogger<DeliverLeadNews> logger
)
{
    /// <inheritdoc cref="DeliverLeadNews"/>
    [Function(nameof(DeliverLeadNews))]
    public Task RunAsync(
        [TimerTrigger("0 15 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs
            .ListAsync(cancellationToken)
            .SelectMany(program => leads.WithNewsAsync(program.Slug, cancellationToken))
            .ForEachIsolatedAsync(
                lead => $"the lead {lead.Id} of {lead.Program}",
                lead => DeliverAsync(lead, orchestrations, cancellationToken),
                logger,
                cancellationToken
            );

    private async Task DeliverAsync(
        PartnerLead lead,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await signals.StartAsync(lead, orchestrations, cancellationToken);
        await signals.RaiseAsync(lead, orchestrations, cancellationToken);
    }
}
