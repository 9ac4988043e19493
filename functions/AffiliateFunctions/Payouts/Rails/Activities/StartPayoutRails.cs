using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Payouts.Cycles;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Rails.Activities;

/// <summary>
/// Starts the orchestration that follows the batches of a cycle. It runs by itself, because it can outlive the cycle's
/// own orchestration.
/// </summary>
public sealed class StartPayoutRails(BatchStore batches)
{
    /// <inheritdoc cref="StartPayoutRails"/>
    [Function(nameof(StartPayoutRails))]
    public async Task RunAsync(
        [ActivityTrigger] CycleKey key,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (
            await batches.FindPayingAsync(key, cancellationToken) is { } cycle
            && cycle.Files.Any(file => file.IsInFlight)
        )
        {
            await orchestrations.StartOnceAsync(
                nameof(RailOrchestrator),
                RailOrchestrator.InstanceIdOf(cycle),
                key,
                cancellationToken
            );
        }
    }
}
