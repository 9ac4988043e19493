using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using Azure;

namespace AffiliateFunctions.Events.Store;

/// <summary>A stored event with its outcome.</summary>
/// <param name="Event">The event.</param>
/// <param name="Status">The status.</param>
public sealed record StoredEvent(TrackingEvent Event, EventStatus Status)
{
    /// <summary>The version of the row that the event was read from; null if it was not read.</summary>
    public ETag? Version { get; init; }

    /// <summary>
    /// For a refund, the view of its invoice that the outcome was computed from. The outcome of the latest view
    /// applies.
    /// </summary>
    public int View { get; init; }

    /// <summary>The hash of the content that was sent first.</summary>
    public string? SentHash { get; init; }

    /// <summary>Why the event was held or rejected, or why nothing is paid for it.</summary>
    public string? Reason { get; init; }

    /// <summary>The first credited partner.</summary>
    public PartnerId? Partner { get; init; }

    /// <summary>The customer.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>The commissions that the event granted or changed.</summary>
    public IReadOnlyList<CommissionId> Commissions { get; init; } = [];

    /// <summary>
    /// Whether the sale follows an earlier one of its customer, as it was known when the sale was decided; null for other
    /// events and for sales that were decided before this was stored.
    /// </summary>
    public bool? IsRenewal { get; init; }

    /// <summary>When the event's effect was stored.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>
    /// Whether the given attempt still has to be applied: the event is accepted and not finished, or waits for a sale
    /// that may have been received under another name of its invoice. An interruption can leave a reopened event
    /// without a message; the message of an earlier attempt then applies what is stored.
    /// </summary>
    public bool IsOpen(int attempt) =>
        Status == EventStatus.Accepted
            ? Event.Attempt >= attempt
            : Event.Attempt == attempt && Status == EventStatus.Held && Reason == EventReasons.SaleUnknown;

    /// <summary>
    /// Whether this outcome may replace the stored one, which another process may have stored meanwhile. An event that
    /// waits is followed by its outcome. For a refund, the outcome of a later view of its invoice follows.
    /// </summary>
    public bool Follows(StoredEvent stored) =>
        Event.Attempt == stored.Event.Attempt
        && stored.Status switch
        {
            EventStatus.Accepted => true,
            EventStatus.Held when stored.Reason == EventReasons.SaleUnknown => Reason != EventReasons.SaleUnknown,
            EventStatus.Held => Status != EventStatus.Held && View >= stored.View,
            _ => View > stored.View
                || (stored.Reason == EventReasons.NotAttributed && Reason != stored.Reason && View == stored.View),
        };

    /// <summary>Returns the event with the outcome that the ledger reports.</summary>
    public StoredEvent With(EffectOutcome outcome) =>
        this with
        {
            Status = outcome.Status switch
            {
                EffectStatus.Held => EventStatus.Held,
                EffectStatus.Rejected => EventStatus.Rejected,
                _ => EventStatus.Applied,
            },
            Reason = outcome.Reason,
            Commissions = outcome.Commissions,
        };
}

/// <summary>The status of an event.</summary>
public enum EventStatus
{
    /// <summary>The event is accepted; its effect is not stored yet.</summary>
    Accepted,

    /// <summary>The effect of the event is stored.</summary>
    Applied,

    /// <summary>The event waits: for a decision, for an exchange rate, or for the sale that it refunds.</summary>
    Held,

    /// <summary>The event has no effect, for the given reason.</summary>
    Rejected,

    /// <summary>
    /// A provider sent the event, and it has no meaning for the program, for the given reason; see
    /// <see cref="IgnoredEvents"/>.
    /// </summary>
    Ignored,
}
