using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Tracking.Apply;
using AffiliateFunctions.Tracking.Events;

namespace AffiliateFunctions.Tracking.Store;

/// <summary>An invoice: its sale, once it has come, and its refunds in the order in which they came.</summary>
public sealed record StoredInvoice
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The sale, or null while only refunds have come.</summary>
    public InvoiceSale? Sale { get; init; }

    /// <summary>The refunds, in the order in which they came.</summary>
    public IReadOnlyList<InvoiceRefund> Refunds { get; init; } = [];

    /// <summary>The invoice that this is only another name of, such as that of its payment; null for an invoice itself.</summary>
    public string? Of { get; init; }

    /// <summary>How often the sale or the refunds have changed: of two views of an invoice the one with more changes is the later.</summary>
    public int Changes { get; init; }

    /// <summary>The invoice with its sale; one that another sale has taken keeps that sale.</summary>
    public StoredInvoice Sold(InvoiceSale sale)
        => Sale is null || (Sale.Event == sale.Event && !Sale.IsSameAs(sale)) ? this with { Sale = sale, Changes = Changes + 1 } : this;

    /// <summary>The name as one of the invoice; what is a sale itself, or a name already, stays as it is.</summary>
    public StoredInvoice AnotherNameOf(string invoice) => Sale is null && Of is null ? this with { Of = invoice } : this;

    /// <summary>The invoice without what the event has brought.</summary>
    public StoredInvoice Without(EventId one) => Sale?.Event != one && Refunds.All(refund => refund.Event != one) ? this : this with
    {
        Sale = Sale?.Event == one ? null : Sale,
        Refunds = [.. Refunds.Where(refund => refund.Event != one)],
        Changes = Changes + 1,
    };

    /// <summary>The invoice with another refund; one that is there already changes nothing, a later try of it takes its place.</summary>
    public StoredInvoice Refunded(TrackingEvent refund)
        => Refunds.FirstOrDefault(one => one.Event == refund.Id) is { } known && known.Attempt >= refund.Attempt ? this : this with
        {
            Refunds = [.. Refunds.Where(one => one.Event != refund.Id), InvoiceRefund.Of(refund)],
            Changes = Changes + 1,
        };
}

/// <summary>The sale of an invoice.</summary>
/// <param name="Event">Its event.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Amount">The amount, in minor units of the sale's currency.</param>
public sealed record InvoiceSale(EventId Event, CustomerId Customer, long Amount)
{
    /// <summary>What of the amount is no goods or services, as far as it was told: tax, shipping, tip and duty.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Outside { get; init; }

    /// <summary>The sale's currency; null for one that was stored without it.</summary>
    public string? Currency { get; init; }

    /// <summary>What the customer paid, in minor units of <see cref="PaidCurrency"/>; null where that is the sale's currency.</summary>
    public long? PaidAmount { get; init; }

    /// <summary>The currency in which the customer paid, where it is another.</summary>
    public string? PaidCurrency { get; init; }

    /// <summary>Its lines, as refunds count against them; null for a sale without lines.</summary>
    public IReadOnlyList<InvoiceLine>? Lines { get; init; }

    /// <summary>Whether the other sale says the same.</summary>
    public bool IsSameAs(InvoiceSale other)
        => this with { Lines = null } == other with { Lines = null } && (Lines ?? []).SequenceEqual(other.Lines ?? []);

    /// <summary>The sale that an event describes.</summary>
    public static InvoiceSale Of(TrackingEvent sale) => new(sale.Id, CustomerId.Parse(sale.Body.CustomerId!), sale.Body.Amount!.Value)
    {
        Lines = InvoiceLine.Of(sale),
        Outside = sale.Body.Outside ?? 0,
        Currency = sale.Body.Currency,
        PaidAmount = sale.Body.PaidAmount,
        PaidCurrency = sale.Body.PaidCurrency,
    };
}

/// <summary>A line of an invoice, in minor units of the sale's currency.</summary>
/// <param name="Id">Its id, or null.</param>
/// <param name="Told">What the sale told of it, its credits taken off: what refunds that name it are parts of.</param>
/// <param name="Amount">The same with its share of all that belongs to the whole sale.</param>
/// <param name="Goods">Its goods and services.</param>
public sealed record InvoiceLine(string? Id, long Told, long Amount, long Goods)
{
    /// <summary>The lines of a sale; null where it has none.</summary>
    public static IReadOnlyList<InvoiceLine>? Of(TrackingEvent sale) => sale.Body.Lines is not { Count: > 0 } lines ? null
        : [.. SaleLines.Settle(Conversions.FactsOf(sale)).Select((line, i) => new InvoiceLine(lines[i].LineId, line.Told, line.Gross, line.Goods))];
}

/// <summary>A line that a refund names.</summary>
/// <param name="Line">The line's id.</param>
/// <param name="Amount">What is refunded of it, in minor units.</param>
/// <param name="Tax">The tax in that; null where it does not say.</param>
public sealed record NamedLine(string Line, long Amount, long? Tax);

/// <summary>A refund of an invoice.</summary>
/// <param name="Event">Its event.</param>
/// <param name="At">When it happened.</param>
/// <param name="Amount">What it is about, or null.</param>
/// <param name="TotalRefunded">What is refunded so far, or null.</param>
/// <param name="Reason">Why.</param>
public sealed record InvoiceRefund(EventId Event, DateTimeOffset At, long? Amount, long? TotalRefunded, string? Reason)
{
    /// <summary>The try of the event that it is of.</summary>
    public int Attempt { get; init; }

    /// <summary>What of it is no goods or services: tax, shipping, tip and duty; null where it does not say.</summary>
    public long? Outside { get; init; }

    /// <summary>The currency that a shop says it is in; null for the sale's.</summary>
    public string? Currency { get; init; }

    /// <summary>The payment that it is of, where the invoice may have several; null for the invoice as a whole.</summary>
    public string? Payment { get; init; }

    /// <summary>The lines that it names; null where it is of all of them.</summary>
    public IReadOnlyList<NamedLine>? Lines { get; init; }

    /// <summary>Whether a shop has told it, whose lines may have changed since the sale.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFromShop { get; init; }

    /// <summary>The refund that an event describes.</summary>
    public static InvoiceRefund Of(TrackingEvent refund)
        => new(refund.Id, refund.At, refund.Body.Amount, refund.Body.TotalRefunded, refund.Body.Reason)
        {
            Attempt = refund.Attempt,
            Outside = refund.Body.Outside,
            Currency = refund.IsFromShop ? refund.Body.Currency : null,
            Payment = refund.Body.PaymentId,
            Lines = refund.Body.Lines is { Count: > 0 } lines ? [.. lines.Select(line => new NamedLine(line.LineId!, line.Amount!.Value, line.Tax))] : null,
            IsFromShop = refund.IsFromShop,
        };
}
