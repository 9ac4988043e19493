using System.Text.Json;
using System.Text.Json.Serialization;

namespace AffiliateFunctions.Events;

/// <summary>
/// The content of an event. Every member is optional when the event is parsed, so that all missing members are reported
/// together.
/// </summary>
public sealed record EventBody
{
    /// <summary>
    /// The <see cref="Reason"/> of a sale whose deal was lost after all, so that the sale grants nothing.
    /// </summary>
    public const string DealLost = "deal_lost";

    /// <summary>The id of the event, chosen by the sender.</summary>
    public string? EventId { get; init; }

    /// <summary>When the event occurred; the time of receipt if omitted.</summary>
    [JsonConverter(typeof(SentTimeConverter))]
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>
    /// In a batch, the type of the event; for a single sale <c>new</c>, <c>renewal</c> or <c>upgrade</c>.
    /// </summary>
    public string? Type { get; init; }

    /// <summary>The partner's code.</summary>
    public string? Code { get; init; }

    /// <summary>
    /// The sub-id under which the partner sent the visitor; with <see cref="Code"/>, instead of the link's own.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SubId { get; init; }

    /// <summary>The page that the visitor opened.</summary>
    public string? Url { get; init; }

    /// <summary>The page that the visitor came from.</summary>
    public string? Referrer { get; init; }

    /// <summary>The user agent of the visitor's browser.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The visitor's IP address. Only a pseudonym of its network is stored.</summary>
    public string? Ip { get; init; }

    /// <summary>The visitor's country, for a click.</summary>
    public string? Country { get; init; }

    /// <summary>Whether the visitor has consented to being recognised.</summary>
    public bool? Consent { get; init; }

    /// <summary>The customer.</summary>
    public CustomerBody? Customer { get; init; }

    /// <summary>The customer's id, instead of <see cref="Customer"/>.</summary>
    public string? CustomerExternalId { get; init; }

    /// <summary>The id of the click that led to the event.</summary>
    public string? ClickId { get; init; }

    /// <summary>The coupon that was used.</summary>
    public string? Coupon { get; init; }

    /// <summary>The domain of the registered deal.</summary>
    public string? Deal { get; init; }

    /// <summary>The stage in the CRM.</summary>
    public string? Stage { get; init; }

    /// <summary>The invoice.</summary>
    public string? InvoiceId { get; init; }

    /// <summary>The amount, in minor units.</summary>
    public long? Amount { get; init; }

    /// <summary>The total that is refunded of the invoice so far, in minor units.</summary>
    public long? TotalRefunded { get; init; }

    /// <summary>The currency by ISO 4217.</summary>
    public string? Currency { get; init; }

    /// <summary>The tax within the amount, in minor units; for a refund, the part of it that is tax.</summary>
    public long? Tax { get; init; }

    /// <summary>The fee of the payment, in minor units.</summary>
    public long? Fee { get; init; }

    /// <summary>
    /// The shipping within the amount, without its tax, in minor units; for a refund, the part of it that is shipping.
    /// </summary>
    public long? Shipping { get; init; }

    /// <summary>The tip within the amount, in minor units; for a refund, the part of it that is tip.</summary>
    public long? Tip { get; init; }

    /// <summary>The duty within the amount, in minor units; for a refund, the part of it that is duty.</summary>
    public long? Duty { get; init; }

    /// <summary>
    /// The amount that the customer paid, in minor units of <see cref="PaidCurrency"/>, if that is not
    /// <see cref="Currency"/>.
    /// </summary>
    public long? PaidAmount { get; init; }

    /// <summary>
    /// The currency in which the customer paid, by ISO 4217, if it differs from the sale's. Refunds may be in this
    /// currency.
    /// </summary>
    public string? PaidCurrency { get; init; }

    /// <summary>
    /// For a refund, the refunded payment if the invoice has several. A total is then the total of this payment.
    /// </summary>
    public string? PaymentId { get; init; }

    /// <summary>The product.</summary>
    public string? ProductId { get; init; }

    /// <summary>The plan.</summary>
    public string? Plan { get; init; }

    /// <summary>The number of units sold.</summary>
    public long? Quantity { get; init; }

    /// <summary>
    /// The lines of a sale or of its change, which sum to its amount; for a refund, the refunded lines with the refunded
    /// amount of each.
    /// </summary>
    public IReadOnlyList<LineBody>? Lines { get; init; }

    /// <summary>
    /// The type of the sale in a batch, where <see cref="Type"/> is the type of the event: <c>new</c>, <c>renewal</c>
    /// or <c>upgrade</c>.
    /// </summary>
    public string? SaleType { get; init; }

    /// <summary>The exchange rate from the sale's currency to the program's, as a decimal.</summary>
    [JsonConverter(typeof(DecimalTextConverter))]
    public string? FxRate { get; init; }

    /// <summary>The reason for the refund or for the change of the sale.</summary>
    public string? Reason { get; init; }

    /// <summary>The sender's own values, which conditions of rules can refer to.</summary>
    public Dictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>The sum of tax, shipping, tip and duty; null if none of them is given.</summary>
    [JsonIgnore]
    public long? Outside =>
        Tax is null && Shipping is null && Tip is null && Duty is null
            ? null
            : (Tax ?? 0) + (Shipping ?? 0) + (Tip ?? 0) + (Duty ?? 0);

    /// <summary>The customer's id, from whichever member contains it.</summary>
    public string? CustomerId => Customer?.ExternalId ?? CustomerExternalId;
}

/// <summary>A line of a sale or a refund.</summary>
public sealed record LineBody
{
    /// <summary>The id of the line, which refunds refer to.</summary>
    public string? LineId { get; init; }

    /// <summary>The product.</summary>
    public string? ProductId { get; init; }

    /// <summary>The plan.</summary>
    public string? Plan { get; init; }

    /// <summary>The number of units sold. Metered usage is not a quantity.</summary>
    public long? Quantity { get; init; }

    /// <summary>
    /// The amount in minor units, after the line's discount, and with its tax if the sale's amount includes tax;
    /// negative for a credit. For a refund: the refunded amount of the line.
    /// </summary>
    public long? Amount { get; init; }

    /// <summary>The tax in the amount, in minor units.</summary>
    public long? Tax { get; init; }

    /// <summary>The discount that is already deducted, in minor units; for information.</summary>
    public long? Discount { get; init; }
}

/// <summary>A customer of the program.</summary>
public sealed record CustomerBody
{
    /// <summary>The customer's id in the sender's system.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The company.</summary>
    public string? Company { get; init; }

    /// <summary>The country by ISO 3166-1.</summary>
    public string? Country { get; init; }

    /// <summary>Where the customer came from.</summary>
    public string? Source { get; init; }

    /// <summary>When the customer signed up, as a date or a time.</summary>
    public string? SignupDate { get; init; }
}
