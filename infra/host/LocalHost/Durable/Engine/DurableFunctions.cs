using LocalHost.Durable.Client;
using LocalHost.Hosting;
using LocalHost.Workers;

namespace LocalHost.Durable.Engine;

/// <summary>The orchestrators and activities of the app by name. Names are case-insensitive.</summary>
/// <param name="catalog">The functions of the app; known once the worker has loaded them.</param>
internal sealed class DurableFunctions(FunctionCatalog catalog)
{
    private const string OrchestrationTrigger = "orchestrationTrigger";
    private const string ActivityTrigger = "activityTrigger";
    private const string EntityTrigger = "entityTrigger";

    private readonly Lazy<Dictionary<string, WorkerFunction>> _orchestrators = new(() =>
        ByName(Orchestrators(catalog))
    );
    private readonly Lazy<Dictionary<string, WorkerFunction>> _activities = new(() => ByName(Activities(catalog)));

    /// <summary>Whether the app has orchestrators or activities, or uses the client.</summary>
    public bool Exist => _orchestrators.Value.Count > 0 || _activities.Value.Count > 0 || Clients(catalog).Any();

    /// <summary>Finds an orchestrator.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The function; null when there is none.</returns>
    public WorkerFunction? Orchestrator(string name) => _orchestrators.Value.GetValueOrDefault(name);

    /// <summary>Finds an activity.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The function; null when there is none.</returns>
    public WorkerFunction? Activity(string name) => _activities.Value.GetValueOrDefault(name);

    /// <summary>Returns the message for an orchestrator that does not exist.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The message.</returns>
    public string MissingOrchestrator(string name) => Missing(name, "an orchestrator function", _orchestrators.Value);

    /// <summary>Returns the message for an activity that does not exist.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The message.</returns>
    public string MissingActivity(string name) => Missing(name, "an activity function", _activities.Value);

    /// <summary>Checks the functions and bindings of this kind.</summary>
    /// <param name="catalog">The functions of the app.</param>
    /// <param name="host">The settings of the host.</param>
    /// <returns>The problems.</returns>
    public static IEnumerable<StartProblem> Validate(FunctionCatalog catalog, HostJson host) =>
        [
            .. Duplicates(Orchestrators(catalog)),
            .. Duplicates(Activities(catalog)),
            .. catalog
                .TriggeredBy(EntityTrigger)
                .Select(entity => new StartProblem(
                    entity.Name,
                    "It is an entity, which the local host does not run.",
                    "Use an orchestration or a table."
                )),
            .. Clients(catalog).SelectMany(client => ClientProblems(client.Function, client.Binding, host)),
        ];

    private static IEnumerable<(WorkerFunction Function, FunctionBinding Binding)> Clients(FunctionCatalog catalog) =>
        catalog.Functions.SelectMany(function =>
            function
                .Bindings.Where(binding =>
                    binding.Type.Equals(DurableClientBinding.BindingType, StringComparison.OrdinalIgnoreCase)
                )
                .Select(binding => (function, binding))
        );

    private static IEnumerable<StartProblem> ClientProblems(
        WorkerFunction function,
        FunctionBinding client,
        HostJson host
    )
    {
        var hub = host.Extensions.DurableTask.HubName;
        if (client.Text("taskHub") is { Length: > 0 } other && other != hub)
        {
            yield return new(
                function.Name,
                $"Its [DurableClient] asks for the task hub '{other}', "
                    + $"but the local host runs only the hub '{hub}' of host.json.",
                "Remove TaskHub from the attribute."
            );
        }

        if (client.Text("connectionName") is { Length: > 0 } connection)
        {
            yield return new(
                function.Name,
                $"Its [DurableClient] asks for the connection '{connection}', "
                    + "but the local host keeps orchestrations in AzureWebJobsStorage.",
                "Remove ConnectionName from the attribute."
            );
        }
    }

    private static IEnumerable<StartProblem> Duplicates(
        IEnumerable<(string Name, WorkerFunction Function)> functions
    ) =>
        from named in functions
        group named.Function.Name by named.Name.ToUpperInvariant() into same
        where same.Count() > 1
        select new StartProblem(
            same.First(),
            $"The functions {string.Join(" and ", same)} have the same durable name.",
            "Rename one of them."
        );

    private static string Missing(string name, string kind, Dictionary<string, WorkerFunction> known) =>
        $"The function '{name}' doesn't exist, is disabled, or is not {kind}. Additional info: "
        + (
            known.Count > 0
                ? $"The app has '{string.Join("', '", known.Keys.Order(StringComparer.OrdinalIgnoreCase))}'."
                : "The app has no such functions."
        );

    private static IEnumerable<(string Name, WorkerFunction Function)> Orchestrators(FunctionCatalog catalog) =>
        catalog
            .TriggeredBy(OrchestrationTrigger)
            .Select(function => (function.Trigger.Text("orchestration") ?? function.Name, function));

    private static IEnumerable<(string Name, WorkerFunction Function)> Activities(FunctionCatalog catalog) =>
        catalog
            .TriggeredBy(ActivityTrigger)
            .Select(function => (function.Trigger.Text("activity") ?? function.Name, function));

    private static Dictionary<string, WorkerFunction> ByName(
        IEnumerable<(string Name, WorkerFunction Function)> functions
    ) =>
        functions
            .DistinctBy(named => named.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(named => named.Name, named => named.Function, StringComparer.OrdinalIgnoreCase);
}
