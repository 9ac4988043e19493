using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Converts faults of HTTP functions to problems without a stack trace: 503 if storage is unavailable, 500 otherwise.
/// Faults of all other triggers pass through, so that the platform's retry and poison handling works.
/// </summary>
/// <param name="logger">The log that receives the fault itself.</param>
internal sealed class FaultsToProblems(ILogger<FaultsToProblems> logger) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception fault) when (http.RequestAborted.IsCancellationRequested && IsCancelled(fault))
        {
            // The caller has disconnected, so no response is needed.
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            logger.LogError(fault, "{Function} failed", context.FunctionDefinition.Name);
            await HttpResults.Problem(ProblemOf(fault)).ExecuteAsync(http);
        }
    }

    private static bool IsCancelled(Exception fault) =>
        Faults.Causes(fault).Any(cause => cause is OperationCanceledException);

    /// <summary>Returns the problem for a fault, also for a wrapped one.</summary>
    internal static Problem ProblemOf(Exception fault) =>
        Faults.Unwrap(fault) switch
        {
            _ when Faults.Causes(fault).Any(StorageFaults.IsAway) => new(
                ProblemKind.Unavailable,
                "Storage is unavailable at present; send the request again."
            ),
            ContendedException => Problem.Conflict(
                "Other requests are changing the same data; send the request again."
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(
                ProblemKind.TooLarge,
                "The body is too large."
            ),
            BadHttpRequestException or JsonException => new(ProblemKind.Invalid, "The request is malformed."),
            _ => new(ProblemKind.Fault, "The request failed. The error was logged; you can send the request again."),
        };
}
