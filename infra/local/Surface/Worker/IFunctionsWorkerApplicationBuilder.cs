using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>An application that is being put together.</summary>
public interface IFunctionsWorkerApplicationBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>Adds a step to the pipeline that every invocation goes through.</summary>
    /// <param name="middleware">Makes the step from the rest of the pipeline.</param>
    /// <returns>The application.</returns>
    IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware);
}
