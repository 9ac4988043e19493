using System.Text.Json.Serialization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.Tracking.Invoices;

/// <summary>An invoice: its sale, once received, and its refunds in order of receipt.</summary>
public sealed record StoredInvoice
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The sale, or null while only refunds have been received.</summary>
    public InvoiceSale? Sale { get; init; }

    /// <summary>The refunds, in order of receipt.</summary>
    public IReadOnlyList<InvoiceRefund> Refunds { get; init; } = [];

    /// <summary>
    /// The latest state of the sale, if it has changed since it was reported. A change may be received before the sale.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InvoiceChange? Change { get; init; }

    /// <summary>The sale in its current state; null until the sale is received.</summary>
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
    /// The change that applies; null if the change is of an earlier state than the sale, in another currency, or without
    /// the lines that the sale has.
    /// </summary>
    [JsonIgnore]
    public InvoiceChange? Effective => Change is { } change && !IsBeside(change) ? change : null;

    /// <summary>The maximum amount that can be refunded: the greater of the sale's first and current amounts.</summary>
    [JsonIgnore]
    public long MostRefundable => Math.Max(Sale?.Amount ?? 0, Current?.Amount ?? 0);

    /// <summary>The time of the latest known state, or null.</summary>
    [JsonIgnore]
    public DateTimeOffset? AsOf => Effective?.At ?? Sale?.AsOf;

    /// <summary>
    /// The invoice of which this is another name, such as the id of its payment; null for the invoice itself.
    /// </summary>
    public string? Of { get; init; }

    /// <summary>
    /// How often the sale or the refunds have changed. Of two views of an invoice, the one with more changes is the
    /// later.
    /// </summary>
    public int Changes { get; init; }

    /// <summary>Returns the invoice with its sale. An invoice that already has another sale keeps that sale.</summary>
    public StoredInvoice Sold(InvoiceSale sale) =>
        Sale is null || (Sale.Event == sale.Event && !Sale.IsSameAs(sale))
            ? this with
            {
                Sale = sale,
                Changes = Changes + 1,
            }
            : this;

    /// <summary>
    /// Returns the invoice with a change of its sale. A change of an earlier state than the known one, in another
    /// currency, or without the lines that the sale has, changes nothing. A later attempt of the known change replaces
    /// it.
    /// </summary>
    public StoredInvoice Changed(InvoiceChange change)
    {
        if (Change is not { } known || known.Event != change.Event)
        {
            return IsUnusable(change) || change.At < Change?.At ? this : With(change);
        }

        if (change.Attempt <= known.Attempt)
        {
            return this;
        }

        var before = Without(change.Event);
        return before.IsUnusable(change) ? before
            : known.IsLost ? With(change)
            : before.With(change);
    }

    private StoredInvoice With(InvoiceChange change) =>
        this with
        {
            Change = change.IsLost ? Lost(change) : change,
            Changes = Changes + 1,
        };

    private bool IsUnusable(InvoiceChange change) => IsForeign(change) || LacksLines(change);

    // A lost sale keeps its figures: refunds still count against its amount, and only its commissions are lost.
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

    /// <summary>
    /// Whether the reported figures equal the current state of the sale, as far as that state is known.
    /// </summary>
    /// <param name="reported">The sale as it is reported now, or a change of the sale.</param>
    /// <param name="byAmount">Whether only the amounts are compared.</param>
    internal bool ComesTo(TrackingEvent reported, bool byAmount)
    {
        var lost = reported.Body.Reason == EventBody.DealLost;
        if (lost || Effective?.IsLost == true)
        {
            return lost && Effective?.IsLost == true;
        }

        var (amount, figures) = Effective is { } change
            ? (change.Amount, change.Figures)
            : (Sale?.Amount, Sale?.Figures);
        return amount == reported.Body.Amount
            && (byAmount || figures is null || figures == SaleFigures.DigestOf(reported.Body));
    }

    /// <summary>Whether a change is in another currency than the sale.</summary>
    public bool IsForeign(InvoiceChange change) =>
        change.Currency is { } currency && Sale?.Currency is { } own && currency != own;

    /// <summary>Whether a change omits the lines that the sale is known to have.</summary>
    public bool LacksLines(InvoiceChange change) => change.OmitsLines && (Sale?.Lines ?? Change?.Lines) is not null;

    // Whether the change is of an earlier state than the sale, in another currency, or without the sale's lines.
    private bool IsBeside(InvoiceChange change) =>
        change.At < Sale?.AsOf || IsForeign(change) || (change.OmitsLines && Sale?.Lines is not null);

    /// <summary>
    /// Makes this name another name of the invoice. A name that already belongs to a sale, or is another name already,
    /// stays unchanged.
    /// </summary>
    public StoredInvoice AnotherNameOf(string invoice) =>
        Sale is null && Of is null ? this with { Of = invoice } : this;

    /// <summary>Returns the invoice without the data of the event.</summary>
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
    /// Returns the invoice with another refund. A refund that is stored already changes nothing, and a later attempt
    /// replaces it.
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
/// <param name="Event">The event of the sale.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Amount">The amount, in minor units of the sale's currency.</param>
public sealed record InvoiceSale(EventId Event, CustomerId Customer, long Amount)
{
    /// <summary>
    /// The part of the amount that is not goods or services, as far as reported: tax, shipping, tip and duty.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Outside { get; init; }

    /// <summary>The sale's currency; null if the sale was stored without one.</summary>
    public string? Currency { get; init; }

    /// <summary>
    /// The amount that the customer paid, in minor units of <see cref="PaidCurrency"/>; null if that is the sale's
    /// currency.
    /// </summary>
    public long? PaidAmount { get; init; }

    /// <summary>The currency in which the customer paid, if it differs from the sale's.</summary>
    public string? PaidCurrency { get; init; }

    /// <summary>The rate that was sent with the sale, from its currency to the program's; null without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FxRate { get; init; }

    /// <summary>A digest of the sale's figures, for a sale that a provider reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Figures { get; init; }

    /// <summary>The time of the state that the provider reported, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The lines that refunds count against; null for a sale without lines.</summary>
    public IReadOnlyList<InvoiceLine>? Lines { get; init; }

    /// <summary>
    /// Whether the other sale has the same content. Sales of earlier versions were stored without their rate.
    /// </summary>
    public bool IsSameAs(InvoiceSale other) =>
        this with { Lines = null, FxRate = null } == other with { Lines = null, FxRate = null }
        && (Lines ?? []).SequenceEqual(other.Lines ?? []);

    /// <summary>Returns the sale that an event describes.</summary>
    public static InvoiceSale Of(TrackingEvent sale) =>
        new(sale.Id, CustomerId.Parse(sale.Body.CustomerId!), sale.Body.Amount!.Value)
        {
            Lines = InvoiceLine.Of(sale),
            Outside = sale.Body.Outside ?? 0,
            Currency = sale.Body.Currency,
            FxRate = sale.Body.FxRate,
            PaidAmount = sale.Body.PaidAmount,
            PaidCurrency = sale.Body.PaidCurrency,
            Figures = sale.IsFromShop ? SaleFigures.DigestOf(sale.Body) : null,
            AsOf = sale.AsOf,
        };
}

/// <summary>A new state of an invoice's sale.</summary>
/// <param name="Event">The event that reported the state.</param>
/// <param name="At">The time of the reported state.</param>
/// <param name="Amount">The amount, in minor units of the sale's currency.</param>
public sealed record InvoiceChange(EventId Event, DateTimeOffset At, long Amount)
{
    /// <summary>The part of the amount that is not goods or services: tax, shipping, tip and duty.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Outside { get; init; }

    /// <summary>The currency; null if it is the sale's.</summary>
    public string? Currency { get; init; }

    /// <summary>
    /// The amount that the customer paid, in minor units of <see cref="PaidCurrency"/>; null if that is the sale's
    /// currency.
    /// </summary>
    public long? PaidAmount { get; init; }

    /// <summary>The currency in which the customer paid, if it differs from the sale's.</summary>
    public string? PaidCurrency { get; init; }

    /// <summary>A digest of the sale's figures.</summary>
    public required string Figures { get; init; }

    /// <summary>The lines that refunds count against; null for a sale without lines.</summary>
    public IReadOnlyList<InvoiceLine>? Lines { get; init; }

    /// <summary>
    /// Whether the change has an amount but no lines, so that the lines of a sale with lines would be unknown. A shop
    /// reports a sale of one line without lines.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OmitsLines { get; init; }

    /// <summary>The attempt of the event that this change was read from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Attempt { get; init; }

    /// <summary>Whether the sale grants nothing any more because its deal was lost.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsLost { get; init; }

    /// <summary>Returns the change that an event describes.</summary>
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
            Attempt = change.Attempt,
            OmitsLines =
                !change.IsFromShop
                && change.Body is { Amount: > 0, Lines: not { Count: > 0 }, Reason: not EventBody.DealLost },
        };
}

/// <summary>A line of an invoice, in minor units of the sale's currency.</summary>
/// <param name="Id">The id of the line, or null.</param>
/// <param name="Reported">
/// The reported amount of the line minus its credits. Refunds that name the line are parts of this amount.
/// </param>
/// <param name="Amount">The reported amount plus the line's share of all amounts that belong to the whole sale.</param>
/// <param name="Goods">The goods and services of the line.</param>
public sealed record InvoiceLine(
    string? Id,
    [property: JsonPropertyName("told")] long Reported,
    long Amount,
    long Goods
)
{
    /// <summary>Returns the lines of a sale; null if the sale has none.</summary>
    public static IReadOnlyList<InvoiceLine>? Of(TrackingEvent sale) =>
        sale.Body.Lines is not { Count: > 0 } lines
            ? null
            :
            [
                .. SaleLines
                    .Settle(Conversions.FactsOf(sale))
                    .Select((line, i) => new InvoiceLine(lines[i].LineId, line.Reported, line.Gross, line.Goods)),
            ];
}

/// <summary>A line that is named in a refund.</summary>
/// <param name="Line">The line's id.</param>
/// <param name="Amount">The refunded amount of the line, in minor units.</param>
/// <param name="Tax">The tax in the refunded amount; null if not reported.</param>
public sealed record NamedLine(string Line, long Amount, long? Tax);

/// <summary>A refund of an invoice.</summary>
/// <param name="Event">The event of the refund.</param>
/// <param name="At">When the refund occurred.</param>
/// <param name="Amount">The refunded amount, or null.</param>
/// <param name="TotalRefunded">The total that is refunded so far, or null.</param>
/// <param name="Reason">The reason for the refund.</param>
public sealed record InvoiceRefund(EventId Event, DateTimeOffset At, long? Amount, long? TotalRefunded, string? Reason)
{
    /// <summary>The attempt of the event that this refund was read from.</summary>
    public int Attempt { get; init; }

    /// <summary>
    /// The part of the amount that is not goods or services: tax, shipping, tip and duty; null if not reported.
    /// </summary>
    public long? Outside { get; init; }

    /// <summary>The currency that a shop reports; null for the sale's.</summary>
    public string? Currency { get; init; }

    /// <summary>The refunded payment, if the invoice may have several; null for the invoice as a whole.</summary>
    public string? Payment { get; init; }

    /// <summary>The lines that the refund names; null if it refers to all lines.</summary>
    public IReadOnlyList<NamedLine>? Lines { get; init; }

    /// <summary>Whether a shop reported the refund. The lines in a shop may have changed since the sale.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFromShop { get; init; }

    /// <summary>Returns the refund that an event describes.</summary>
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
