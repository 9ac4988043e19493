using Affiliate.Domain.Identity;
using AffiliateFunctions.Tracking.Events;

namespace AffiliateFunctions.Tracking.Store;

/// <summary>An invoice: its sale, once it has come, and its refunds in the order in which they came.</summary>
internal sealed record StoredInvoice
{
    public required string Id { get; init; }

    /// <summary>The sale, or null while only refunds have come.</summary>
    public InvoiceSale? Sale { get; init; }

    public IReadOnlyList<InvoiceRefund> Refunds { get; init; } = [];

    /// <summary>The invoice that this is only another name of, such as that of its payment; null for an invoice itself.</summary>
    public string? Of { get; init; }

    /// <summary>The invoice with its sale; one that another sale has taken keeps that sale.</summary>
    public StoredInvoice Sold(InvoiceSale sale) => Sale is null || (Sale.Event == sale.Event && Sale != sale) ? this with { Sale = sale } : this;

    /// <summary>The name as one of the invoice; what is a sale itself, or a name already, stays as it is.</summary>
    public StoredInvoice AnotherNameOf(string invoice) => Sale is null && Of is null ? this with { Of = invoice } : this;

    /// <summary>The invoice without what the event has brought.</summary>
    public StoredInvoice Without(EventId one) => Sale?.Event != one && Refunds.All(refund => refund.Event != one)
        ? this
        : this with { Sale = Sale?.Event == one ? null : Sale, Refunds = [.. Refunds.Where(refund => refund.Event != one)] };

    /// <summary>The invoice with another refund; one that is there already changes nothing.</summary>
    public StoredInvoice Refunded(TrackingEvent refund) => Refunds.Any(one => one.Event == refund.Id)
        ? this
        : this with { Refunds = [.. Refunds, new InvoiceRefund(refund.Id, refund.At, refund.Body.Amount, refund.Body.TotalRefunded, refund.Body.Reason)] };

    /// <summary>
    /// What each refund makes of the total: a total that was sent counts as it is, unless a later one was there before it, an amount is
    /// added, and a dispute that was won puts its amount back. One that would lead below nothing or beyond the sale has no effect,
    /// which is said by null.
    /// </summary>
    public IEnumerable<(InvoiceRefund Refund, long? Total, int Sequence)> Totals()
    {
        var (total, sequence, told) = (0L, 0, DateTimeOffset.MinValue);
        foreach (var refund in Refunds)
        {
            var sent = refund.TotalRefunded is not null && refund.At < told ? total : refund.TotalRefunded;
            if (Sale is null || Affiliate.Domain.Rules.Refunds.TotalAfter(Sale.Amount, total, refund.Amount, sent, refund.Reason == "dispute_won") is not { } next)
            {
                yield return (refund, null, 0);
            }
            else
            {
                (total, sequence, told) = (next, sequence + 1, refund.TotalRefunded is not null && refund.At > told ? refund.At : told);
                yield return (refund, total, sequence);
            }
        }
    }
}

/// <summary>The sale of an invoice.</summary>
/// <param name="Event">Its event.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Amount">The amount, in minor units of the sale's currency.</param>
internal sealed record InvoiceSale(EventId Event, CustomerId Customer, long Amount);

/// <summary>A refund of an invoice.</summary>
/// <param name="Event">Its event.</param>
/// <param name="At">When it happened.</param>
/// <param name="Amount">What it is about, or null.</param>
/// <param name="TotalRefunded">What is refunded so far, or null.</param>
/// <param name="Reason">Why.</param>
internal sealed record InvoiceRefund(EventId Event, DateTimeOffset At, long? Amount, long? TotalRefunded, string? Reason);
