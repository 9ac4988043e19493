using Microsoft.Azure.Functions.Worker.Middleware;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>The middleware of the application, in the order in which it was added.</summary>
internal sealed class FunctionPipeline
{
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _steps = [];

    /// <summary>Adds a step after those that are there.</summary>
    /// <param name="step">Makes the step from the rest of the pipeline.</param>
    public void Add(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> step) => _steps.Add(step);

    /// <summary>Composes the steps once.</summary>
    /// <param name="last">What runs after all steps.</param>
    /// <returns>The whole pipeline.</returns>
    public FunctionExecutionDelegate EndingIn(FunctionExecutionDelegate last) =>
        _steps.AsEnumerable().Reverse().Aggregate(last, (next, step) => step(next));
}
