using System.Collections.Concurrent;
using System.Reflection;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Lets the problems of functions that show pages be pages too, if a browser asks. A function needs no code for this,
/// but its <see cref="ProducesPagesAttribute"/>. Requests with a key, and callers that do not accept HTML, get
/// <c>application/problem+json</c>. Paths and methods of no function are the platform's own: 404 without a body.
/// </summary>
/// <param name="pages">The pages of problems.</param>
internal sealed class ShowProblemsAsPages(ProblemPages pages) : IFunctionsWorkerMiddleware
{
    private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (
            context.GetHttpContext() is { } http
            && http.Request.WantsPage()
            && known.GetOrAdd(context.FunctionDefinition.EntryPoint, ShowsPages)
        )
        {
            http.Features.Set(pages);
        }

        return next(context);
    }

    /// <summary>Whether an entry point's function shows pages to everybody.</summary>
    internal static bool ShowsPages(string entryPoint) =>
        FunctionMethod.Find(entryPoint) is { } method
        && method.GetCustomAttribute<ProducesPagesAttribute>() is not null
        && FunctionMethod.HttpTriggerOf(method) is { AuthLevel: AuthorizationLevel.Anonymous };
}
