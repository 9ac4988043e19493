using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance.Health;

/// <summary>
/// Reports whether storage responds, whether the queues are processed in time, and whether orchestrations have failed.
/// </summary>
[Tags("Operations")]
public sealed class GetHealth(AppHealth health)
{
    /// <inheritdoc cref="GetHealth"/>
    [Function(nameof(GetHealth))]
    [OpenRouteLimit(OpenRouteLimit.Probe)]
    [EndpointSummary("Reports whether storage is available, queues are processed and no process has failed.")]
    [ResponseExample(
        """
            {
              "status": "healthy",
              "version": "0.1.0",
              "storage": "reachable",
              "queue_depth": 0,
              "poison": 0,
              "oldest_message_seconds": 0,
              "failed_orchestrations": 0
            }
            """
    )]
    [ProducesResponseType<HealthAnswer>(
        StatusCodes.Status200OK,
        Description = "The app is healthy or degraded; reasons lists why."
    )]
    [ProducesResponseType<HealthAnswer>(
        StatusCodes.Status503ServiceUnavailable,
        Description = "Storage is unavailable."
    )]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/health")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await health.ReportAsync(cancellationToken) is { } found
            ? HttpResults.Ok(AnswerOf(found))
            : HttpResults.Unavailable(new HealthAnswer("unhealthy", AppVersion.Short, "unreachable", 0, 0, 0, 0));

    private static HealthAnswer AnswerOf(HealthReport found) =>
        new(
            found.Reasons.Count == 0 ? "healthy" : "degraded",
            AppVersion.Short,
            "reachable",
            found.Queues.Sum(queue => queue.Messages),
            found.Queues.Sum(queue => queue.Poison),
            found.Queues.Select(queue => queue.OldestSeconds).DefaultIfEmpty(0).Max(),
            found.Failures
        )
        {
            Reasons = found.Reasons.Count == 0 ? null : found.Reasons,
        };

    private sealed record HealthAnswer(
        string Status,
        string Version,
        string Storage,
        long QueueDepth,
        long Poison,
        long OldestMessageSeconds,
        int FailedOrchestrations
    )
    {
        public IReadOnlyList<string>? Reasons { get; init; }
    }
}
