using System.ComponentModel.DataAnnotations;

namespace AffiliateFunctions.Tracking;

/// <summary>Settings for applying events.</summary>
public sealed record TrackingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tracking";

    /// <summary>
    /// The maximum number of concurrent requests per instance up to which events are applied before the response is sent.
    /// While there are more, and for a second afterwards, events are applied through the queue; with 0 all events are.
    /// </summary>
    [Range(0, 100)]
    public int ApplyAtOnce { get; init; } = 4;

    /// <summary>
    /// How long the response to such a request waits for its events to be applied. After that the events go to the
    /// queue.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan ApplyAtOnceFor { get; init; } = TimeSpan.FromSeconds(2);
}
