using Affiliate.Domain.Identity;
using AffiliateFunctions.Tracking.Events;

namespace AffiliateFunctions.Tracking.Store;

/// <summary>An event as it is stored, with what became of it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Status">Where it stands.</param>
internal sealed record StoredEvent(TrackingEvent Event, EventStatus Status)
{
    /// <summary>Why it was held or rejected, or why it pays nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>The first credited partner.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>The customer.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>The commissions that it made or changed.</summary>
    public IReadOnlyList<CommissionId> Commissions { get; init; } = [];

    /// <summary>When its effect was stored.</summary>
    public DateTimeOffset? AppliedAt { get; init; }
}

/// <summary>Where an event stands.</summary>
internal enum EventStatus
{
    /// <summary>Taken in; its effect is not stored yet.</summary>
    Accepted,

    /// <summary>It has had its effect.</summary>
    Applied,

    /// <summary>It waits: for a decision, for a rate, for the sale that it refunds.</summary>
    Held,

    /// <summary>It has no effect, for the reason given.</summary>
    Rejected,
}
