using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Governance.Approvals;

/// <summary>Tells decisions again whose process has not taken them, because the request that stored them was cut off.</summary>
public sealed class DeliverDecisions(ApprovalStore approvals)
{
    /// <inheritdoc cref="DeliverDecisions"/>
    [Function(nameof(DeliverDecisions))]
    public async Task RunAsync(
        [TimerTrigger("0 0 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient orchestrations, CancellationToken cancellationToken)
    {
        await foreach (var request in approvals.UntakenAsync(cancellationToken))
        {
            if (await orchestrations.GetInstanceAsync(request.InstanceId, cancellationToken) is { IsRunning: true })
            {
                await orchestrations.ReportEventAsync(request.InstanceId, ApprovalOrchestrator.DecidedEvent, nameof(DeliverDecisions), cancellationToken);
            }
        }
    }
}
