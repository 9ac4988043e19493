using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Configuration;

namespace SampleFunctions.Durable;

/// <summary>An orchestrator whose code depends on a setting, as it does on the version of an app.</summary>
public sealed class ChangingOrchestrator(IConfiguration configuration)
{
    /// <summary>The name of the setting that selects the changed code.</summary>
    public const string ChangedSetting = "Changed";

    [Function(nameof(Changing))]
    public async Task Changing([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<string>(nameof(SampleActivities.Say), "one");
        if (configuration[ChangedSetting] is null)
        {
            await context.CallActivityAsync<string>(nameof(SampleActivities.Say), "two");
        }
        else
        {
            await context.CallActivityAsync<int>(nameof(SampleActivities.Double), 2);
        }

        await context.WaitForExternalEvent<string>("answer");
    }
}
