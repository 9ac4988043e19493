using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>Runs functions: a scope, the middleware, the bound parameters, the compiled call.</summary>
internal sealed class FunctionRunner
{
    private readonly IServiceScopeFactory _scopes;
    private readonly FunctionExecutionDelegate _pipeline;
    private readonly Dictionary<FunctionEntry, CompiledFunction> _compiled = [];

    public FunctionRunner(
        FunctionCatalog catalog, FunctionPipeline pipeline, IServiceScopeFactory scopes, IEnumerable<IParameterBinder> binders)
    {
        _scopes = scopes;
        // The binders of the other parts come before the ordinary ones, so that they may take a trigger's value apart.
        IParameterBinder[] ordered = [.. binders, new OrdinaryParameters()];
        var problems = new List<StartProblem>();
        foreach (var function in catalog.Functions)
        {
            _compiled[function] = new CompiledFunction(function, ordered, problems);
        }

        Problems = problems;
        _pipeline = pipeline.EndingIn(CallAsync);
    }

    /// <summary>The parameters that nothing can bind.</summary>
    public IReadOnlyList<StartProblem> Problems { get; }

    /// <summary>Runs a function once.</summary>
    /// <param name="function">The function, from the catalog.</param>
    /// <param name="triggerValue">The trigger's value, in the type of the trigger parameter.</param>
    /// <param name="options">What else the trigger knows.</param>
    /// <param name="cancellationToken">Ends the invocation early.</param>
    /// <returns>What the function returned, or middleware put in its place; null for none. What the function throws passes through.</returns>
    public Task<object?> RunAsync(
        FunctionEntry function, object? triggerValue, InvocationOptions options = default, CancellationToken cancellationToken = default) =>
        options.Services is { } services
            ? RunInAsync(services, function, triggerValue, options, cancellationToken)
            : RunInOwnScopeAsync(function, triggerValue, options, cancellationToken);

    private async Task<object?> RunInOwnScopeAsync(
        FunctionEntry function, object? triggerValue, InvocationOptions options, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        return await RunInAsync(scope.ServiceProvider, function, triggerValue, options, cancellationToken);
    }

    private async Task<object?> RunInAsync(
        IServiceProvider services, FunctionEntry function, object? triggerValue, InvocationOptions options, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(function, services, triggerValue, options, cancellationToken);
        await _pipeline(invocation);
        return invocation.Returned;
    }

    private async Task CallAsync(Microsoft.Azure.Functions.Worker.FunctionContext context)
    {
        var invocation = Invocation.Of(context);
        invocation.Returned = await _compiled[invocation.Function].CallAsync(invocation);
    }
}
