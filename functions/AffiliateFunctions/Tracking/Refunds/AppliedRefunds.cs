using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;

namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>The outcomes of refunds.</summary>
/// <param name="Finished">The refunds that are finished.</param>
/// <param name="Early">The refunds whose sale is still being applied. They have to be applied again.</param>
public sealed record AppliedRefunds(IReadOnlyList<StoredEvent> Finished, IReadOnlyList<TrackingEvent> Early)
{
    /// <summary>No refund.</summary>
    public static AppliedRefunds None { get; } = new([], []);

    /// <summary>Combines both results.</summary>
    public AppliedRefunds And(AppliedRefunds other) =>
        new([.. Finished, .. other.Finished], [.. Early, .. other.Early]);
}
