using System.Reflection;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Governance.Health;

/// <summary>
/// Reports whether storage responds, whether the queues are processed in time, and whether orchestrations have failed.
/// </summary>
[Tags("Operations")]
public sealed class GetHealth(
    FailedOrchestrationStore failed,
    QueueBacklogs queues,
    IEnumerable<IHealthSource> sources,
    ILogger<GetHealth> logger
)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private static readonly string Version =
        typeof(GetHealth)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "unknown";

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
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(MaxWait);
        try
        {
            return HttpResults.Ok(await LookAsync(timeout.Token));
        }
        catch (Exception fault)
            when (fault is RequestFailedException or OperationCanceledException or AggregateException
                && !cancellationToken.IsCancellationRequested
            )
        {
            logger.LogError(fault, "Storage is unavailable");
            return HttpResults.Unavailable(new HealthAnswer("unhealthy", Version, "unreachable", 0, 0, 0, 0));
        }
    }

    private async Task<HealthAnswer> LookAsync(CancellationToken cancellationToken)
    {
        var failures = await failed.CountAsync(cancellationToken);
        var backlogs = await queues.ReadAsync(cancellationToken);
        var stuck = backlogs.Sum(queue => queue.Poison);
        var others = await Task.WhenAll(
            sources.Select(async source => await source.IsPresentAsync(cancellationToken) ? source.Reason : null)
        );
        List<string> reasons =
        [
            .. new[] { stuck > 0 ? "poison" : null, failures > 0 ? "failed_orchestrations" : null }
                .Concat(others)
                .OfType<string>(),
        ];
        return new HealthAnswer(
            reasons.Count == 0 ? "healthy" : "degraded",
            Version,
            "reachable",
            backlogs.Sum(queue => queue.Messages),
            stuck,
            backlogs.Select(queue => queue.OldestSeconds).DefaultIfEmpty(0).Max(),
            failures
        )
        {
            Reasons = reasons.Count == 0 ? null : reasons,
        };
    }

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
