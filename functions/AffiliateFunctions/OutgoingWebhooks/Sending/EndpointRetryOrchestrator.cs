using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>
/// Retries the deliveries of one endpoint: attempts what is due, waits until the next delivery is due, and ends when
/// nothing is pending.
/// </summary>
public static class EndpointRetryOrchestrator
{
    /// <summary>The event that reports that another delivery is due.</summary>
    public const string DueEvent = "due";

    // Limits the history of a run.
    private const int MaxTurns = 50;

    /// <inheritdoc cref="EndpointRetryOrchestrator"/>
    [Function(nameof(EndpointRetryOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key =
            context.GetInput<EndpointKey>()
            ?? throw new InvalidOperationException("An endpoint needs its program and id.");
        var woken = context.WaitForExternalEvent<string>(DueEvent);
        for (var turn = 0; turn < MaxTurns; turn++)
        {
            var next = await context.CallActivityAsync<DateTimeOffset?>(
                nameof(RetryDeliveries),
                key,
                Retries.OfTransientFaults
            );
            if (next is null && !woken.IsCompleted)
            {
                return;
            }

            if (next is null || await context.WaitUntilAsync(woken, next.Value))
            {
                woken = context.WaitForExternalEvent<string>(DueEvent);
            }
        }

        context.ContinueAsNew(key);
    }
}

/// <summary>Starts the retry orchestrations of endpoints.</summary>
internal static class EndpointRetries
{
    /// <summary>
    /// Wakes or starts the endpoint's orchestration. An orchestration that is just ending may miss the event; then the
    /// hourly check finds what is due.
    /// </summary>
    public static async Task StartOrWakeAsync(
        this DurableTaskClient orchestrations,
        EndpointKey key,
        CancellationToken cancellationToken
    )
    {
        if (await orchestrations.GetInstanceAsync(key.InstanceId, cancellationToken) is { IsCompleted: false })
        {
            await orchestrations.ReportEventAsync(
                key.InstanceId,
                EndpointRetryOrchestrator.DueEvent,
                nameof(EndpointRetries),
                cancellationToken
            );
            return;
        }

        try
        {
            await orchestrations.ScheduleNewOrchestrationInstanceAsync(
                nameof(EndpointRetryOrchestrator),
                key,
                new StartOrchestrationOptions(key.InstanceId),
                cancellationToken
            );
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Backends reject a second start with different exceptions. All that matters is whether an orchestration
            // started by another caller is running.
            if (await orchestrations.GetInstanceAsync(key.InstanceId, cancellationToken) is not { IsCompleted: false })
            {
                throw;
            }

            await orchestrations.ReportEventAsync(
                key.InstanceId,
                EndpointRetryOrchestrator.DueEvent,
                nameof(EndpointRetries),
                cancellationToken
            );
        }
    }
}
