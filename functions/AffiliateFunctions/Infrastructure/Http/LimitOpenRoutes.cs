using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Limits the requests from one address to each HTTP function without a key. A function needs no code for this; its
/// <see cref="OpenRouteLimitAttribute"/> can select another limit than the default. The attributes of a function are
/// read once, and counting a request allocates no memory.
/// </summary>
/// <param name="routes">The counts.</param>
internal sealed class LimitOpenRoutes(OpenRoutes routes) : IFunctionsWorkerMiddleware
{
    private static readonly OpenRouteLimitAttribute Default = new();

    private readonly ConcurrentDictionary<string, OpenRouteLimitAttribute?> limits = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (
            context.GetHttpContext() is not { } http
            || limits.GetOrAdd(context.FunctionDefinition.EntryPoint, LimitOf) is not { } limit
            || routes.Refuse(http.Request, limit.Limit, isSaidWithin: !limit.RespondsBeyondLimit) is not { } refusal
        )
        {
            return next(context);
        }

        if (!limit.RespondsBeyondLimit)
        {
            return HttpResults.Problem(refusal).ExecuteAsync(http);
        }

        http.Features.Set(new RefusedRequest(refusal));
        return next(context);
    }

    /// <summary>Returns the limit of an entry point's function; null if the function needs a key.</summary>
    internal static OpenRouteLimitAttribute? LimitOf(string entryPoint)
    {
        // A function that is not found is limited, because its access level is not known.
        if (FunctionMethod.Find(entryPoint) is not { } method)
        {
            return Default;
        }

        return FunctionMethod.HttpTriggerOf(method) is { AuthLevel: AuthorizationLevel.Anonymous }
            ? method.GetCustomAttribute<OpenRouteLimitAttribute>() ?? Default
            : null;
    }
}
