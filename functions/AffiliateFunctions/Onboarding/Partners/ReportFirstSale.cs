using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Reports a sale to the orchestration that waits for the partner's first one. A partner that has had it, or was created
/// without an application, has no such orchestration, and nothing happens.
/// </summary>
public sealed class ReportFirstSale
{
    /// <inheritdoc cref="ReportFirstSale"/>
    [Function(nameof(ReportFirstSale))]
    public Task RunAsync(
        [QueueTrigger(PartnerSales.Queue)] byte[] message,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        orchestrations.ReportEventAsync(
            PartnerStartOrchestrator.InstanceIdOf(SoldPartner.Parse(message)),
            PartnerStartOrchestrator.SoldEvent,
            nameof(ReportFirstSale),
            cancellationToken
        );
}
