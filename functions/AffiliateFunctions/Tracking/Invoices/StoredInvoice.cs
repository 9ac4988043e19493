using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.Tracking.Invoices;

/// <summary>An invoice: its sale, once it has come, and its refunds in the order in which they came.</summary>
public sealed record StoredInvoice
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The sale, or null while only refunds have come.</summary>
    public InvoiceSale? Sale { get; init; }

    /// <summary>The refunds, in the order in which they came.</summary>
    public IReadOnlyList<InvoiceRefund> Refunds { get; init; } = [];

    /// <summary>
    /// What the sale comes to now, where it has changed since it was told; it may come before the sale. The latest
    /// state stands.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InvoiceChange? Change { get; init; }

    /// <summary>The sale with what it comes to now; null while it has not come.</summary>
    [JsonIgnore]
    public InvoiceSale? Current =>
        Sale is null || Effective is not { } change || change is { IsLost: true, Amount: 0 }
            ? Sale
            : Sale with
            {
                Amount = change.Amount,
                Lines = change.Lines,
                Outside = Math.Min(change.Outside, change.Amount),
                PaidAmount = change.PaidAmount,
                PaidCurrency = change.PaidCurrency,
            };

    /// <summary>
    /// The change that stands: not one of an earlier state than that of the sale, nor one in another currency.
    /// </summary>
    [JsonIgnore]
    public InvoiceChange? Effective => Change is { } change && !IsBeside(change) ? change : null;

    /// <summary>
    /// The greatest amount that refunds may have been of: that of the sale as it was told first, or as it is now.
    /// </summary>
    [JsonIgnore]
    public long MostRefundable => Math.Max(Sale?.Amount ?? 0, Current?.Amount ?? 0);

    /// <summary>The time of the latest state that is known, or null.</summary>
    [JsonIgnore]
    public DateTimeOffset? AsOf => Effective?.At ?? Sale?.AsOf;

    /// <summary>
    /// The invoice that this is only another name of, such as that of its payment; null for an invoice itself.
    /// </summary>
    public string? Of { get; init; }

    /// <summary>
    /// How often the sale or the refunds have changed: of two views of an invoice the one with more changes is the
    /// later.
    /// </summary>
    public int Changes { get; init; }

    /// <summary>The invoice with its sale; one that another sale has taken keeps that sale.</summary>
    public StoredInvoice Sold(InvoiceSale sale) =>
        Sale is null || (Sale.Event == sale.Event && !Sale.IsSameAs(sale))
            ? this with
            {
                Sale = sale,
                Changes = Changes + 1,
            }
            : this;

    /// <summary>
    /// The invoice with a change of its sale; an earlier state than the one that is known changes nothing, nor one in
    /// another currency.
    /// </summary>
    public StoredInvoice Changed(InvoiceChange change) =>
        IsForeign(change) || (Change is { } known && (change.At < known.At || change.Event == known.Event))
            ? this
            : this with
            {
                Change = change.IsLost ? Lost(change) : change,
                Changes = Changes + 1,
            };

    // A lost sale keeps its figures: what refunds count against is not lost, but what it grants.
    private InvoiceChange Lost(InvoiceChange change) =>
        Current is { } current
            ? change with
            {
                Lines = current.Lines,
                Amount = current.Amount,
                Outside = current.Outside,
                PaidAmount = current.PaidAmount,
                PaidCurrency = current.PaidCurrency,
            }
            : change with
            {
                Lines = Change?.Lines,
                Amount = Change?.Amount ?? 0,
                Outside = Change?.Outside ?? 0,
                PaidAmount = Change?.PaidAmount,
                PaidCurrency = Change?.PaidCurrency,
            };

    /// <summary>Whether the sale comes to what is told, as far as it is known.</summary>
    /// <param name="told">The sale as it is told now, or a change of it.</param>
    /// <param name="byAmount">Whether only the amounts are compared.</param>
    internal bool ComesTo(TrackingEvent told, bool byAmount)
    {
        var lost = told.Body.Reason == EventBody.DealLost;
        if (lost || Effective?.IsLost == true)
        {
            return lost && Effective?.IsLost == true;
        }

        var (amount, figures) = Effective is { } change
            ? (change.Amount, change.Figures)
            : (Sale?.Amount, Sale?.Figures);
        return amount == told.Body.Amount
            && (byAmount || figures is null || figures == SaleFigures.DigestOf(told.Body));
    }

    /// <summary>Whether a change is in another currency than the sale.</summary>
    public bool IsForeign(InvoiceChange change) =>
        change.Currency is { } currency && Sale?.Currency is { } own && currency != own;

    // An earlier state than the sale's, or one in another currency.
    private bool IsBeside(InvoiceChange change) => change.At < Sale?.AsOf || IsForeign(change);

    /// <summary>The name as one of the invoice; what is a sale itself, or a name already, stays as it is.</summary>
    public StoredInvoice AnotherNameOf(string invoice) =>
        Sale is null && Of is null ? this with { Of = invoice } : this;

    /// <summary>The invoice without what the event has brought.</summary>
    public StoredInvoice Without(EventId eventId) =>
        Sale?.Event != eventId && Change?.Event != eventId && Refunds.All(refund => refund.Event != eventId)
            ? this
            : this with
            {
                Sale = Sale?.Event == eventId ? null : Sale,
                Change = Change?.Event == eventId ? null : Change,
                Refunds = [.. Refunds.Where(refund => refund.Event != eventId)],
                Changes = Changes + 1,
            };

    /// <summary>
    /// The invoice with another refund; one that is there already changes nothing, a later try of it takes its place.
    /// </summary>
    public StoredInvoice Refunded(TrackingEvent refund) =>
        Refunds.FirstOrDefault(invoiceRefund => invoiceRefund.Event == refund.Id) is { } known
        && known.Attempt >= refund.Attempt
            ? this
            : this with
            {
                Refunds = [.. Refunds.Where(item => item.Event != refund.Id), InvoiceRefund.Of(refund)],
                Changes = Changes + 1,
            };
}

/// <summary>The sale of an invoice.</summary>
/// <param name="Event">Its event.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Amount">The amount, in minor units of the sale's currency.</param>
public sealed record InvoiceSale(EventId Event, CustomerId Customer, long Amount)
{
    /// <summary>
    /// What of the amount is no goods or services, as far as it was told: tax, shipping, tip and duty.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Outside { get; init; }

    /// <summary>The sale's currency; null for one that was stored without it.</summary>
    public string? Currency { get; init; }

    /// <summary>
    /// What the customer paid, in minor units of <see cref="PaidCurrency"/>; null where that is the sale's currency.
    /// </summary>
    public long? PaidAmount { get; init; }

    /// <summary>The currency in which the customer paid, where it is another.</summary>
    public string? PaidCurrency { get; init; }

    /// <summary>A digest of what it comes to, of a sale that a provider tells.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Figures { get; init; }

    /// <summary>The time of the state that the provider has told, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Its lines, as refunds count against them; null for a sale without lines.</summary>
    public IReadOnlyList<InvoiceLine>? Lines { get; init; }

    /// <summary>Whether the other sale says the same.</summary>
    public bool IsSameAs(InvoiceSale other) =>
        this with { Lines = null } == other with { Lines = null } && (Lines ?? []).SequenceEqual(other.Lines ?? []);

    /// <summary>The sale that an event describes.</summary>
    public static InvoiceSale Of(TrackingEvent sale) =>
        new(sale.Id, CustomerId.Parse(sale.Body.CustomerId!), sale.Body.Amount!.Value)
        {
            Lines = InvoiceLine.Of(sale),
            Outside = sale.Body.Outside ?? 0,
            Currency = sale.Body.Currency,
            PaidAmount = sale.Body.PaidAmount,
            PaidCurrency = sale.Body.PaidCurrency,
            Figures = sale.IsFromShop ? SaleFigures.DigestOf(sale.Body) : null,
            AsOf = sale.AsOf,
        };
}

/// <summary>What the sale of an invoice comes to since a time.</summary>
/// <param name="Event">The event that told it.</param>
/// <param name="At">The time of the state that it tells.</param>
/// <param name="Amount">The amount, in minor units of the sale's currency.</param>
public sealed record InvoiceChange(EventId Event, DateTimeOffset At, long Amount)
{
    /// <summary>What of the amount is no goods or services: tax, shipping, tip and duty.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Outside { get; init; }

    /// <summary>The currency; null for the sale's.</summary>
    public string? Currency { get; init; }

    /// <summary>
    /// What the customer paid, in minor units of <see cref="PaidCurrency"/>; null where that is the sale's currency.
    /// </summary>
    public long? PaidAmount { get; init; }

    /// <summary>The currency in which the customer paid, where it is another.</summary>
    public string? PaidCurrency { get; init; }

    /// <summary>A digest of what the sale comes to.</summary>
    public required string Figures { get; init; }

    /// <summary>The lines, as refunds count against them; null for a sale without lines.</summary>
    public IReadOnlyList<InvoiceLine>? Lines { get; init; }

    /// <summary>Whether the sale comes to nothing because its deal is lost after all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsLost { get; init; }

    /// <summary>The change that an event describes.</summary>
    public static InvoiceChange Of(TrackingEvent change) =>
        new(change.Id, change.At, change.Body.Amount!.Value)
        {
            Outside = change.Body.Outside ?? 0,
            Currency = change.Body.Currency,
            PaidAmount = change.Body.PaidAmount,
            PaidCurrency = change.Body.PaidCurrency,
            Lines = InvoiceLine.Of(change),
            Figures = SaleFigures.DigestOf(change.Body),
            IsLost = change.Body.Reason == EventBody.DealLost,
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
    public static IReadOnlyList<InvoiceLine>? Of(TrackingEvent sale) =>
        sale.Body.Lines is not { Count: > 0 } lines
            ? null
            :
            [
                .. SaleLines
                    .Settle(Conversions.FactsOf(sale))
                    .Select((line, i) => new InvoiceLine(lines[i].LineId, line.Told, line.Gross, line.Goods)),
            ];
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

    /// <summary>
    /// The payment that it is of, where the invoice may have several; null for the invoice as a whole.
    /// </summary>
    public string? Payment { get; init; }

    /// <summary>The lines that it names; null where it is of all of them.</summary>
    public IReadOnlyList<NamedLine>? Lines { get; init; }

    /// <summary>Whether a shop has told it, whose lines may have changed since the sale.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFromShop { get; init; }

    /// <summary>The refund that an event describes.</summary>
    public static InvoiceRefund Of(TrackingEvent refund) =>
        new(refund.Id, refund.At, refund.Body.Amount, refund.Body.TotalRefunded, refund.Body.Reason)
        {
            Attempt = refund.Attempt,
            Outside = refund.Body.Outside,
            Currency = refund.IsFromShop ? refund.Body.Currency : null,
            Payment = refund.Body.PaymentId,
            Lines = refund.Body.Lines is { Count: > 0 } lines
                ? [.. lines.Select(line => new NamedLine(line.LineId!, line.Amount!.Value, line.Tax))]
                : null,
            IsFromShop = refund.IsFromShop,
        };
}
