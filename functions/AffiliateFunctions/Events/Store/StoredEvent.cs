using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using Azure;

namespace AffiliateFunctions.Events.Store;

/// <summary>An event as it is stored, with what became of it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Status">Where it stands.</param>
public sealed record StoredEvent(TrackingEvent Event, EventStatus Status)
{
    /// <summary>The version of the row that it was read from; null for one that was not read.</summary>
    public ETag? Version { get; init; }

    /// <summary>
    /// For a refund, which view of its invoice it was judged by: one that was judged by a later view has the last word.
    /// </summary>
    public int View { get; init; }

    /// <summary>The hash of what was sent at first.</summary>
    public string? SentHash { get; init; }

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

    /// <summary>
    /// Whether that try of it is still to be applied: it was taken in and not finished, or it waits for a sale that may
    /// have come under another name of its invoice. An event that was opened again may have been left without a message
    /// by an interruption: the message of an earlier try, which applies what is stored, then does.
    /// </summary>
    public bool IsOpen(int attempt) =>
        Status == EventStatus.Accepted
            ? Event.Attempt >= attempt
            : Event.Attempt == attempt && Status == EventStatus.Held && Reason == EventReasons.SaleUnknown;

    /// <summary>
    /// Whether this is what follows on what is stored, and not what another has finished meanwhile: whatever an event
    /// waits for, what became of it comes after; of a refund, what a later view of its invoice says.
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

    /// <summary>The event with what the ledger says came of it.</summary>
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

/// <summary>Where an event stands.</summary>
public enum EventStatus
{
    /// <summary>Taken in; its effect is not stored yet.</summary>
    Accepted,

    /// <summary>It has had its effect.</summary>
    Applied,

    /// <summary>It waits: for a decision, for a rate, for the sale that it refunds.</summary>
    Held,

    /// <summary>It has no effect, for the reason given.</summary>
    Rejected,

    /// <summary>
    /// A provider has told it, and it says nothing to us, for the reason given; see <see cref="IgnoredEvents"/>.
    /// </summary>
    Ignored,
}
