namespace LocalHost.Workers;

/// <summary>The functions of the app. They are known once the worker has loaded them.</summary>
internal sealed class FunctionCatalog
{
    private IReadOnlyList<WorkerFunction> _functions = [];

    /// <summary>All functions, in the worker's order.</summary>
    public IReadOnlyList<WorkerFunction> Functions => _functions;

    /// <summary>Returns the functions that a type of trigger starts.</summary>
    /// <param name="type">The type, such as <c>timerTrigger</c>.</param>
    /// <returns>The functions.</returns>
    public IEnumerable<WorkerFunction> TriggeredBy(string type) =>
        _functions.Where(function => function.IsTriggeredBy(type));

    /// <summary>Sets the functions that the worker has loaded.</summary>
    /// <param name="functions">The functions.</param>
    public void Set(IReadOnlyList<WorkerFunction> functions) => _functions = functions;
}
