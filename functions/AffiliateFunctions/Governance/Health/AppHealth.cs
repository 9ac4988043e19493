using AffiliateFunctions.Governance.FailedOrchestrations;
using Azure;
using Microsoft.Extensions.Logging;

namespace AffiliateFunctions.Governance.Health;

/// <summary>Looks whether storage responds, whether queues are processed, and whether a process has failed.</summary>
public sealed class AppHealth(
    FailedOrchestrationStore failed,
    QueueBacklogs queues,
    IEnumerable<IHealthSource> sources,
    TimeProvider clock,
    ILogger<AppHealth> logger
) : IAppHealth
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    // A start page that many visitors open costs storage few requests.
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(30);

    private Observed? last;

    /// <inheritdoc/>
    public async Task<AppStatus> RecentStatusAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (last is { } seen && now - seen.At < Recent)
        {
            return seen.Status;
        }

        var found = await ReportAsync(cancellationToken);
        var status =
            found is null ? AppStatus.Unhealthy
            : found.Reasons.Count > 0 ? AppStatus.Degraded
            : AppStatus.Healthy;
        last = new Observed(status, now);
        return status;
    }

    /// <inheritdoc/>
    public async Task<HealthReport?> ReportAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(MaxWait);
        try
        {
            return await ReadAsync(timeout.Token);
        }
        catch (Exception fault)
            when (fault is RequestFailedException or OperationCanceledException or AggregateException
                && !cancellationToken.IsCancellationRequested
            )
        {
            logger.LogError(fault, "Storage is unavailable");
            return null;
        }
    }

    private async Task<HealthReport> ReadAsync(CancellationToken cancellationToken)
    {
        var failures = await failed.CountAsync(cancellationToken);
        var backlogs = await queues.ReadAsync(cancellationToken);
        var others = await Task.WhenAll(
            sources.Select(async source => await source.IsPresentAsync(cancellationToken) ? source.Reason : null)
        );
        return new HealthReport(
            backlogs,
            failures,
            [
                .. new[]
                {
                    backlogs.Sum(queue => queue.Poison) > 0 ? "poison" : null,
                    failures > 0 ? "failed_orchestrations" : null,
                }
                    .Concat(others)
                    .OfType<string>(),
            ]
        );
    }

    private sealed record Observed(AppStatus Status, DateTimeOffset At);
}
