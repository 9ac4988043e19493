using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Tracking;

/// <summary>Settings of the application of events.</summary>
public sealed record TrackingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tracking";

    /// <summary>
    /// How many requests of an instance may have their events applied before they are answered, at the same time. The
    /// events of any further request are applied by way of the queue; with 0 all events are.
    /// </summary>
    [Range(0, 100)]
    public int ApplyAtOnce { get; init; } = 4;

    /// <summary>
    /// How long the answer to such a request waits for its events to be applied. After that they go to the queue.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan ApplyAtOnceFor { get; init; } = TimeSpan.FromSeconds(2);
}
