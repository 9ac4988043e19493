using System.Collections.Concurrent;
using System.Collections.Frozen;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace AffiliateFunctions.Contract;

/// <summary>
/// Rejects undeclared query parameters on routes that need a key, because a filter with a misspelled name would
/// otherwise return all items. Such a function must declare every parameter that it reads, so the document contains all
/// of them.
/// </summary>
internal sealed class UnknownParameters : IFunctionsWorkerMiddleware
{
    // The platform's key, for callers that cannot set a header.
    private const string KeyParameter = "code";

    private readonly ConcurrentDictionary<string, FrozenSet<string>?> declared = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (
            context.GetHttpContext() is { Request.Query: { Count: > 0 } query } http
            && declared.GetOrAdd(context.FunctionDefinition.EntryPoint, DeclaredBy) is { } names
            && query.Keys.Where(name => !names.Contains(name)).ToList() is { Count: > 0 } unknown
        )
        {
            var problem = Problem.Invalid(unknown.Select(name => (JsonPointer.Step(name), SentenceOf(names))));
            await HttpResults.Problem(problem).ExecuteAsync(http);
            return;
        }

        await next(context);
    }

    /// <summary>
    /// Returns the declared parameters of an entry point's function; null if all parameters are allowed.
    /// </summary>
    internal static FrozenSet<string>? DeclaredBy(string entryPoint) =>
        FunctionMethod.Find(entryPoint) is { } method && HttpFunction.Find(method) is { NeedsKey: true } function
            ? function
                .QueryParameters.Select(parameter => parameter.Name)
                .Append(KeyParameter)
                .ToFrozenSet(StringComparer.Ordinal)
            : null;

    private static string SentenceOf(FrozenSet<string> names)
    {
        var known = names.Where(name => name != KeyParameter).Order(StringComparer.Ordinal).ToList();
        return known.Count == 0
            ? "This parameter is not known; leave it out."
            : $"This parameter is not known; the parameters are {string.Join(", ", known)}.";
    }
}
