namespace LocalHost.Queues;

/// <summary>
/// The times of the queue trigger that host.json does not set. They are in real time, because the storage uses its own
/// clock.
/// </summary>
internal sealed record QueueTiming
{
    /// <summary>
    /// How long a received message stays invisible unless the lease is renewed. The platform uses ten minutes. Here it
    /// is shorter, so that the messages of a killed process become visible soon.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the lease is renewed while the function runs.</summary>
    public TimeSpan Renewal => Lease / 3;

    /// <summary>
    /// The first pause after an empty poll, as on the platform (Azure Functions, "Queue storage trigger: polling
    /// algorithm").
    /// </summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The shortest time between two polls, regardless of how often callers request one.</summary>
    public TimeSpan MinPause { get; init; } = TimeSpan.FromMilliseconds(20);
}
