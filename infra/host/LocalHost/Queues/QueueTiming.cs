namespace LocalHost.Queues;

/// <summary>The times of the queue trigger that host.json does not set. They are real seconds: the storage keeps its own time.</summary>
internal sealed record QueueTiming
{
    /// <summary>
    /// How long a taken message stays hidden unless that is renewed. The platform takes ten minutes; here a message whose process
    /// was killed shall not keep its developer waiting.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often it is renewed while the function runs.</summary>
    public TimeSpan Renewal => Lease / 3;

    /// <summary>The first pause after an empty look, as on the platform (Azure Functions, "Queue storage trigger: polling algorithm").</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The least time between two looks, however urgently somebody waits.</summary>
    public TimeSpan LeastPause { get; init; } = TimeSpan.FromMilliseconds(20);
}
