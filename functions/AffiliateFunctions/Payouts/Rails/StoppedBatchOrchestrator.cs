using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Rails.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Payouts.Rails;

/// <summary>Makes the amounts of a stopped batch payable again, some payouts at a time.</summary>
public static class StoppedBatchOrchestrator
{
    /// <inheritdoc cref="StoppedBatchOrchestrator"/>
    [Function(nameof(StoppedBatchOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var batch =
            context.GetInput<StoppedBatch>() ?? throw new InvalidOperationException("A stopped batch needs its cycle.");
        await context.ReportFailureAsync(batch.Cycle.Program, () => ReleaseAsync(context, batch));
    }

    private static async Task ReleaseAsync(TaskOrchestrationContext context, StoppedBatch batch)
    {
        while (await context.CallActivityAsync<bool>(nameof(ReleaseStoppedBatch), batch, Retries.OfTransientFaults)) { }
    }
}

/// <summary>A batch that a person has stopped.</summary>
/// <param name="Cycle">The cycle.</param>
/// <param name="Name">The name of the batch, as the cycle lists it.</param>
public sealed record StoppedBatch(CycleKey Cycle, string Name);
