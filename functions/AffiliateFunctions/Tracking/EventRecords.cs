using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Tracking;

/// <summary>Reads events with their outcomes.</summary>
internal sealed class EventRecords(EventStore events, IgnoredEvents ignored) : IEventRecords
{
    /// <inheritdoc/>
    public async Task<EventRecord?> FindAsync(ProgramSlug program, EventId id, CancellationToken cancellationToken) =>
        await events.FindAsync(program, id, cancellationToken) is { } stored ? Of(stored)
        : await ignored.FindAsync(program, id, cancellationToken) is { } other ? Of(other)
        : null;

    private static EventRecord Of(StoredEvent stored)
    {
        var (sent, body) = (stored.Event, stored.Event.Body);
        return new EventRecord(
            sent.Id,
            StoredJson.NameOf(sent.Type),
            StoredJson.NameOf(stored.Status),
            stored.Reason,
            stored.Partner,
            stored.Customer,
            stored.Commissions,
            sent.At,
            sent.ReceivedAt,
            stored.AppliedAt
        )
        {
            Attempt = sent.Attempt,
            Invoice = body.InvoiceId,
            Amount = body.Amount,
            Currency = body.Currency,
            Stage = body.Stage,
            By =
                body.Deal is { } deal ? $"deal {deal}"
                : body.Code is { } code ? $"code {code}"
                : body.Coupon is { } coupon ? $"coupon {coupon}"
                : body.ClickId is { } click ? $"click {click}"
                : null,
        };
    }

    private static EventRecord Of(IgnoredEvent other) =>
        new(
            other.Id,
            other.Type ?? "unknown",
            StoredJson.NameOf(EventStatus.Ignored),
            other.Reason,
            Partner: null,
            Customer: null,
            [],
            other.ReceivedAt,
            other.ReceivedAt,
            AppliedAt: null
        )
        {
            Provider = other.Provider,
        };
}
