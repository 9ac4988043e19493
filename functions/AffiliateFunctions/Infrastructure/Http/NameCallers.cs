using System.Collections.Concurrent;
using AffiliateFunctions.Infrastructure.Security;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>Names the caller of each HTTP function by the function key of the request.</summary>
/// <param name="callers">The names of the keys.</param>
internal sealed class NameCallers(Callers callers) : IFunctionsWorkerMiddleware
{
    private readonly ConcurrentDictionary<string, bool> keyed = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http && keyed.GetOrAdd(context.FunctionDefinition.EntryPoint, NeedsKey))
        {
            callers.Enter(http.Request);
        }

        return next(context);
    }

    private static bool NeedsKey(string entryPoint) =>
        FunctionMethod.Find(entryPoint) is { } method
        && FunctionMethod.HttpTriggerOf(method) is { AuthLevel: not AuthorizationLevel.Anonymous };
}
