namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>One step of an invocation's pipeline.</summary>
/// <param name="context">The invocation.</param>
/// <returns>A task that ends with the step and all that follow.</returns>
#pragma warning disable CA1711 // The platform names it so.
public delegate Task FunctionExecutionDelegate(FunctionContext context);
#pragma warning restore CA1711

/// <summary>A step of the pipeline that every invocation goes through.</summary>
public interface IFunctionsWorkerMiddleware
{
    /// <summary>Runs the step.</summary>
    /// <param name="context">The invocation.</param>
    /// <param name="next">The rest of the pipeline.</param>
    /// <returns>A task that ends with the step.</returns>
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
