using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Tests.Durable;

/// <summary>
/// Lets the answer to the first call of every function be lost, as it is when the worker ends after it has run the
/// function.
/// </summary>
internal sealed class Interruptions
{
    private readonly List<string> _functions = [];

    /// <summary>The functions whose answers were lost, in order.</summary>
    public IReadOnlyList<string> Functions
    {
        get
        {
            lock (_functions)
            {
                return [.. _functions];
            }
        }
    }

    /// <summary>Puts this between the host and its worker.</summary>
    /// <param name="services">The services of the host.</param>
    public void Add(IServiceCollection services) =>
        services.AddSingleton<IFunctionInvoker>(provider => new Invoker(
            this,
            ActivatorUtilities.CreateInstance<FunctionInvoker>(provider)
        ));

    private bool IsFirst(string function)
    {
        lock (_functions)
        {
            var isFirst = !_functions.Contains(function);
            if (isFirst)
            {
                _functions.Add(function);
            }

            return isFirst;
        }
    }

    private sealed class Invoker(Interruptions interruptions, FunctionInvoker inner) : IFunctionInvoker
    {
        public async Task<InvocationOutcome> InvokeAsync(
            WorkerFunction function,
            Invocation invocation,
            CancellationToken cancellationToken
        )
        {
            var outcome = await inner.InvokeAsync(function, invocation, cancellationToken);
            return interruptions.IsFirst(function.Name)
                ? InvocationOutcome.Failed("The worker ended before it responded.") with
                {
                    IsWorkerGone = true,
                }
                : outcome;
        }
    }
}
