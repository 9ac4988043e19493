namespace AffiliateFunctions.Governance;

/// <summary>Tells the health of the app.</summary>
public interface IAppHealth
{
    /// <summary>The status of the last half minute.</summary>
    Task<AppStatus> RecentStatusAsync(CancellationToken cancellationToken);

    /// <summary>The health of the app now; null if storage is unavailable.</summary>
    Task<HealthReport?> ReportAsync(CancellationToken cancellationToken);
}

/// <summary>The health of the app.</summary>
public enum AppStatus
{
    /// <summary>Storage responds, and nothing has failed.</summary>
    Healthy,

    /// <summary>Storage responds, and something needs a person's attention.</summary>
    Degraded,

    /// <summary>Storage is unavailable.</summary>
    Unhealthy,
}

/// <summary>The health of the app, if storage responds.</summary>
/// <param name="Queues">The backlog of each queue.</param>
/// <param name="Failures">The number of failed orchestrations of all programs.</param>
/// <param name="Reasons">Why the app is degraded; empty for a healthy one.</param>
public sealed record HealthReport(IReadOnlyList<QueueBacklog> Queues, int Failures, IReadOnlyList<string> Reasons);

/// <summary>The messages that wait in a queue.</summary>
/// <param name="Queue">The name of the queue.</param>
/// <param name="Messages">The approximate number of messages.</param>
/// <param name="Poison">The approximate number of messages that failed too often.</param>
/// <param name="OldestSeconds">The age of the oldest message, in seconds.</param>
public sealed record QueueBacklog(string Queue, long Messages, long Poison, long OldestSeconds);
