using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Tracking.Invoices;

namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>Determines the outcomes of the refunds and sale changes of an invoice.</summary>
internal sealed class RefundOutcomes(StoredInvoice invoice, TimeProvider clock)
{
    /// <summary>The change has another currency than its sale.</summary>
    private const string SaleCurrency = "sale_currency";

    /// <summary>The change omits the lines of its sale; it waits until they are sent with it.</summary>
    private const string LinesMissing = "sale_lines_missing";

    /// <summary>The change is of an earlier state than the known one.</summary>
    private const string Superseded = "superseded";

    /// <summary>
    /// Returns the outcome of an event whose sale is unknown. A provider reports every order that it has ever received.
    /// A change of an order without a known sale needs no attention from a person.
    /// </summary>
    public StoredEvent WithoutSale(TrackingEvent trackingEvent) =>
        Finished(
            trackingEvent,
            trackingEvent is { Type: EventType.SaleChange, IsFromShop: true } ? EventStatus.Applied : EventStatus.Held,
            EventReasons.SaleUnknown
        );

    /// <summary>Returns the outcome of a change that is not the latest state of its sale.</summary>
    public StoredEvent OfOtherState(TrackingEvent change)
    {
        var state = InvoiceChange.Of(change);
        return invoice.IsForeign(state) ? Finished(change, EventStatus.Rejected, SaleCurrency)
            : state.At < invoice.AsOf || !invoice.LacksLines(state) ? Finished(change, EventStatus.Applied, Superseded)
            : Finished(change, EventStatus.Held, LinesMissing);
    }

    /// <summary>Returns the outcome of a refund that reverses nothing.</summary>
    public StoredEvent WithoutEffect(TrackingEvent refund, RefundTotal total) =>
        Finished(refund, RefundTotals.IsWaiting(total.Reason) ? EventStatus.Held : EventStatus.Rejected, total.Reason);

    /// <summary>Returns the outcomes of events whose sale has no commissions that they could affect.</summary>
    public AppliedRefunds WithoutCommissions(IReadOnlyList<TrackingEvent> events, RefundedSale sale) =>
        sale.IsPending
            ? AppliedRefunds.None with
            {
                Early = events,
            }
            : AppliedRefunds.None with
            {
                Finished = [.. events.Select(trackingEvent => Finished(trackingEvent, sale.Status, sale.Reason))],
            };

    /// <summary>Returns the outcome of an event that the ledger of a partner contains.</summary>
    public StoredEvent Applied(TrackingEvent trackingEvent, PartnerId partner) =>
        Finished(trackingEvent, EventStatus.Applied, reason: null) with
        {
            Partner = partner,
        };

    /// <summary>Returns the new outcome of a stored refund whose total another refund has changed.</summary>
    public StoredEvent OfStored(StoredEvent stored, RefundTotal total)
    {
        var outcome = total.Total is null
            ? WithoutEffect(stored.Event, total)
            : Finished(stored.Event, EventStatus.Applied, reason: null);
        return outcome with { Version = stored.Version, Partner = stored.Partner };
    }

    private StoredEvent Finished(TrackingEvent trackingEvent, EventStatus status, string? reason) =>
        new(trackingEvent, status)
        {
            Reason = reason,
            AppliedAt = clock.GetUtcNow(),
            View = invoice.Changes,
        };
}
