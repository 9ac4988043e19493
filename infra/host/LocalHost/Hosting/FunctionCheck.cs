using LocalHost.Http;
using LocalHost.Workers;

namespace LocalHost.Hosting;

/// <summary>
/// Finds all problems of the functions, before the first function starts.
/// </summary>
internal sealed class FunctionCheck(FunctionCatalog functions, HttpRoutes routes, IEnumerable<ITrigger> triggers)
{
    private static readonly string[] KnownTriggers =
    [
        HttpRoutes.TriggerType,
        "queueTrigger",
        "timerTrigger",
        "orchestrationTrigger",
        "activityTrigger",
    ];

    /// <summary>Finds every problem.</summary>
    /// <returns>The problems; empty if the functions can be started.</returns>
    public IReadOnlyList<StartProblem> FindProblems() =>
        [
            .. functions.Functions.Where(function => !KnownTriggers.Any(function.IsTriggeredBy)).Select(ProblemOf),
            .. routes.Validate(functions),
            .. triggers.SelectMany(trigger => trigger.Validate(functions)),
        ];

    private static StartProblem ProblemOf(WorkerFunction function) =>
        new(
            function.Name,
            $"Its trigger is a {function.Trigger.Type}, which the local host does not start.",
            "Run the app with the Core Tools (func start), or leave the function out."
        );
}
