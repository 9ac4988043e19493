namespace LocalHost.Durable.Engine;

/// <summary>
/// The times that determine how soon the end of a process is noticed. They concern processes, so the system's clock
/// measures them.
/// </summary>
internal sealed record DurableTiming
{
    /// <summary>How long a process counts as running after a heartbeat.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The interval of the heartbeats, and of the checks whether the other processes still run.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The interval at which a process reads its notifications while others run too.</summary>
    public TimeSpan NotificationInterval { get; init; } = TimeSpan.FromMilliseconds(500);
}
