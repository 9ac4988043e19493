using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Disputes;

/// <summary>Starts the orchestrations of disputes.</summary>
internal static class DisputeStarts
{
    /// <summary>Starts the orchestration of the dispute, unless the orchestration has been started.</summary>
    public static Task StartDisputeAsync(
        this DurableTaskClient orchestrations,
        Dispute dispute,
        CancellationToken cancellationToken
    ) => orchestrations.StartOnceAsync(nameof(DisputeOrchestrator), dispute.InstanceId, dispute.Key, cancellationToken);
}
