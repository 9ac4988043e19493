using LocalHost.Workers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalHost.Durable.Engine;

/// <summary>The application's orchestrators and activities by their names, which are compared without regard to case.</summary>
internal sealed class DurableFunctions(FunctionCatalog catalog)
{
    private readonly Lazy<Dictionary<string, FunctionEntry>> _orchestrators = new(() => ByName(Orchestrators(catalog)));
    private readonly Lazy<Dictionary<string, FunctionEntry>> _activities = new(() => ByName(Activities(catalog)));

    /// <summary>Whether the application has any.</summary>
    public bool Exist => _orchestrators.Value.Count > 0 || _activities.Value.Count > 0;

    /// <summary>The orchestrator, or null.</summary>
    public FunctionEntry? Orchestrator(string name) => _orchestrators.Value.GetValueOrDefault(name);

    /// <summary>The activity, or null.</summary>
    public FunctionEntry? Activity(string name) => _activities.Value.GetValueOrDefault(name);

    /// <summary>What is wrong with the functions of this kind.</summary>
    public static IEnumerable<StartProblem> Problems(FunctionCatalog catalog)
    {
        foreach (var (_, function) in Orchestrators(catalog).Where(one => one.Function.TriggerParameter.ParameterType != typeof(TaskOrchestrationContext)))
        {
            yield return new StartProblem(function.Name, $"Its [OrchestrationTrigger] parameter '{function.TriggerParameter.Name}' cannot be filled.", "Make it a TaskOrchestrationContext.");
        }

        foreach (var same in Orchestrators(catalog).GroupBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
            .Concat(Activities(catalog).GroupBy(one => one.Name, StringComparer.OrdinalIgnoreCase)).Where(group => group.Count() > 1))
        {
            yield return new StartProblem(same.Key, $"{string.Join(" and ", same.Select(one => one.Function.Place))} answer to this name.", "Rename one.");
        }

        foreach (var function in catalog.Functions)
        {
            foreach (var parameter in function.Parameters.Where(p => p.IsDefined(typeof(DurableClientAttribute), inherit: false) && p.ParameterType != typeof(DurableTaskClient)))
            {
                yield return new StartProblem(function.Name, $"Its [DurableClient] parameter '{parameter.Name}' cannot be filled.", "Make it a DurableTaskClient.");
            }
        }
    }

    private static IEnumerable<(string Name, FunctionEntry Function)> Orchestrators(FunctionCatalog catalog)
        => catalog.TriggeredBy<OrchestrationTriggerAttribute>().Select(one => (one.Trigger.Orchestration ?? one.Function.Name, one.Function));

    private static IEnumerable<(string Name, FunctionEntry Function)> Activities(FunctionCatalog catalog)
        => catalog.TriggeredBy<ActivityTriggerAttribute>().Select(one => (one.Trigger.Activity ?? one.Function.Name, one.Function));

    private static Dictionary<string, FunctionEntry> ByName(IEnumerable<(string Name, FunctionEntry Function)> functions)
        => functions.DistinctBy(one => one.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(one => one.Name, one => one.Function, StringComparer.OrdinalIgnoreCase);
}
