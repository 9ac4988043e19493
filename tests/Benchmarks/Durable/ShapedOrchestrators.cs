using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Benchmarks.Durable;

/// <summary>Orchestrators of the usual shapes.</summary>
internal static class ShapedOrchestrators
{
    [Function(nameof(Echo))]
    public static int Echo([ActivityTrigger] int number) => number;

    [Function(nameof(Empty))]
    public static Task Empty([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;

    [Function(nameof(One))]
    public static Task<int> One([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync<int>(nameof(Echo), 1);

    [Function(nameof(Five))]
    public static async Task Five([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        for (var i = 0; i < 5; i++)
        {
            await context.CallActivityAsync<int>(nameof(Echo), i);
        }
    }

    [Function(nameof(Hundred))]
    public static Task Hundred([OrchestrationTrigger] TaskOrchestrationContext context)
        => Task.WhenAll(Enumerable.Range(0, 100).Select(i => context.CallActivityAsync<int>(nameof(Echo), i)));
}
