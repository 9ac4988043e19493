using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.OutgoingWebhooks.Sending;

/// <summary>
/// Minds one endpoint as long as something is due to it: waits until then, has it attempted, and ends.
/// </summary>
public static class EndpointRetryOrchestrator
{
    /// <summary>The event that says that something else is due.</summary>
    public const string DueEvent = "due";

    // The history of a run is kept short.
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

/// <summary>Has endpoints minded.</summary>
internal static class EndpointRetries
{
    /// <summary>
    /// Wakes the endpoint's orchestration, or starts it. One that is ending at this very moment may miss it; the hourly
    /// look finds what is due then.
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
            // Backends refuse a second start with different exceptions; that another caller's orchestration runs is
            // what counts.
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
