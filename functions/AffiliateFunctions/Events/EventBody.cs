using System.Text.Json;
using System.Text.Json.Serialization;

namespace AffiliateFunctions.Events;

/// <summary>
/// What a caller sends about an event. Everything may be missing, so that all that is missing is told at once.
/// </summary>
public sealed record EventBody
{
    /// <summary>The <see cref="Reason"/> of a sale that comes to nothing because its deal is lost after all.</summary>
    public const string DealLost = "deal_lost";

    /// <summary>The sender's id of the event.</summary>
    public string? EventId { get; init; }

    /// <summary>When it happened.</summary>
    [JsonConverter(typeof(SentTimeConverter))]
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>In a batch the kind of event; for a single sale <c>new</c>, <c>renewal</c> or <c>upgrade</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The partner's code.</summary>
    public string? Code { get; init; }

    /// <summary>The page that the visitor came to.</summary>
    public string? Url { get; init; }

    /// <summary>The page that the visitor came from.</summary>
    public string? Referrer { get; init; }

    /// <summary>The visitor's browser.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The visitor's address as it is sent; what is kept is the name of its network.</summary>
    public string? Ip { get; init; }

    /// <summary>The visitor's country, of a click.</summary>
    public string? Country { get; init; }

    /// <summary>Whether the visitor has agreed to be recognised.</summary>
    public bool? Consent { get; init; }

    /// <summary>The customer.</summary>
    public CustomerBody? Customer { get; init; }

    /// <summary>The customer's id, in place of <see cref="Customer"/>.</summary>
    public string? CustomerExternalId { get; init; }

    /// <summary>The id of the click that led here.</summary>
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

    /// <summary>What is refunded of the invoice so far, in minor units.</summary>
    public long? TotalRefunded { get; init; }

    /// <summary>The currency by ISO 4217.</summary>
    public string? Currency { get; init; }

    /// <summary>The tax within the amount, in minor units; of a refund, the part of it that is tax.</summary>
    public long? Tax { get; init; }

    /// <summary>The fee of the payment, in minor units.</summary>
    public long? Fee { get; init; }

    /// <summary>
    /// The shipping within the amount, without its tax, in minor units; of a refund, the part of it that is shipping.
    /// </summary>
    public long? Shipping { get; init; }

    /// <summary>The tip within the amount, in minor units; of a refund, the part of it that is tip.</summary>
    public long? Tip { get; init; }

    /// <summary>The duty within the amount, in minor units; of a refund, the part of it that is duty.</summary>
    public long? Duty { get; init; }

    /// <summary>
    /// What the customer paid, in minor units of <see cref="PaidCurrency"/>, where that is not <see cref="Currency"/>.
    /// </summary>
    public long? PaidAmount { get; init; }

    /// <summary>
    /// The currency in which the customer paid, by ISO 4217, where it is another: refunds may be in it.
    /// </summary>
    public string? PaidCurrency { get; init; }

    /// <summary>
    /// Of a refund: which of several payments of the invoice it is of. A total is that of this payment.
    /// </summary>
    public string? PaymentId { get; init; }

    /// <summary>The product.</summary>
    public string? ProductId { get; init; }

    /// <summary>The plan.</summary>
    public string? Plan { get; init; }

    /// <summary>How many were sold.</summary>
    public long? Quantity { get; init; }

    /// <summary>
    /// The lines of a sale, which sum to it; of a refund, those that it is of, with what is refunded of each.
    /// </summary>
    public IReadOnlyList<LineBody>? Lines { get; init; }

    /// <summary>
    /// In a batch, where <see cref="Type"/> is the kind of event: <c>new</c>, <c>renewal</c> or <c>upgrade</c>.
    /// </summary>
    public string? SaleType { get; init; }

    /// <summary>The rate from the sale's currency to the program's, as a decimal.</summary>
    [JsonConverter(typeof(DecimalTextConverter))]
    public string? FxRate { get; init; }

    /// <summary>Why it was refunded, or why the sale has changed.</summary>
    public string? Reason { get; init; }

    /// <summary>The sender's own values, which conditions of rules can name.</summary>
    public Dictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Tax, shipping, tip and duty together; null where none of them is told.</summary>
    [JsonIgnore]
    public long? Outside =>
        Tax is null && Shipping is null && Tip is null && Duty is null
            ? null
            : (Tax ?? 0) + (Shipping ?? 0) + (Tip ?? 0) + (Duty ?? 0);

    /// <summary>The customer, whichever member names it.</summary>
    public string? CustomerId => Customer?.ExternalId ?? CustomerExternalId;
}

/// <summary>What a caller sends about a line of a sale or a refund.</summary>
public sealed record LineBody
{
    /// <summary>The line's name, by which refunds call it.</summary>
    public string? LineId { get; init; }

    /// <summary>The product.</summary>
    public string? ProductId { get; init; }

    /// <summary>The plan.</summary>
    public string? Plan { get; init; }

    /// <summary>How many units were sold; metered usage is no quantity.</summary>
    public long? Quantity { get; init; }

    /// <summary>
    /// The amount in minor units, after the line's discount and with its tax where the sale's amount has tax; below
    /// zero for a credit. Of a refund: what is refunded of the line.
    /// </summary>
    public long? Amount { get; init; }

    /// <summary>The tax in the amount, in minor units.</summary>
    public long? Tax { get; init; }

    /// <summary>The discount that was taken off before, in minor units; for information.</summary>
    public long? Discount { get; init; }
}

/// <summary>What a caller sends about a customer.</summary>
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

    /// <summary>When the customer signed up, as written.</summary>
    public string? SignupDate { get; init; }
}
