using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// Signals orchestrations again that have not received a stored decision, because the request that stored the decision
/// was interrupted.
/// </summary>
public sealed class DeliverDecisions(ApprovalStore approvals, ILogger<DeliverDecisions> logger)
{
    /// <inheritdoc cref="DeliverDecisions"/>
    [Function(nameof(DeliverDecisions))]
    public Task RunAsync(
        [TimerTrigger("0 0 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        approvals
            .UntakenAsync(cancellationToken)
            .ForEachIsolatedAsync(
                row => $"the approval {row.Key}",
                row => DeliverAsync(row.Read(), orchestrations, cancellationToken),
                logger,
                cancellationToken
            );

    private static async Task DeliverAsync(
        string instanceId,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (await orchestrations.GetInstanceAsync(instanceId, cancellationToken) is { IsRunning: true })
        {
            await orchestrations.ReportEventAsync(
                instanceId,
                ApprovalOrchestrator.DecidedEvent,
                nameof(DeliverDecisions),
                cancellationToken
            );
        }
    }
}
