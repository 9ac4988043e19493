using System.Text.Json;
using System.Text.Json.Serialization;

namespace AffiliateFunctions.Tracking.Events;

/// <summary>What a caller sends about an event. Everything may be missing, so that all that is missing is told at once.</summary>
internal sealed record EventBody
{
    public string? EventId { get; init; }

    [JsonConverter(typeof(SentTimeConverter))]
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>In a batch the kind of event; for a single sale <c>new</c>, <c>renewal</c> or <c>upgrade</c>.</summary>
    public string? Type { get; init; }

    public string? Code { get; init; }

    public string? Url { get; init; }

    public string? Referrer { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>The visitor's address as it is sent; what is kept is the name of its network.</summary>
    public string? Ip { get; init; }

    /// <summary>The visitor's country, of a click.</summary>
    public string? Country { get; init; }

    public bool? Consent { get; init; }

    public CustomerBody? Customer { get; init; }

    public string? CustomerExternalId { get; init; }

    public string? ClickId { get; init; }

    public string? Coupon { get; init; }

    public string? Deal { get; init; }

    public string? Stage { get; init; }

    public string? InvoiceId { get; init; }

    public long? Amount { get; init; }

    public long? TotalRefunded { get; init; }

    public string? Currency { get; init; }

    public long? Tax { get; init; }

    public long? Fee { get; init; }

    public string? ProductId { get; init; }

    public string? Plan { get; init; }

    public long? Quantity { get; init; }

    /// <summary>In a batch, where <see cref="Type"/> is the kind of event: <c>new</c>, <c>renewal</c> or <c>upgrade</c>.</summary>
    public string? SaleType { get; init; }

    [JsonConverter(typeof(DecimalTextConverter))]
    public string? FxRate { get; init; }

    public string? Reason { get; init; }

    public Dictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>The customer, whichever member names it.</summary>
    public string? CustomerId => Customer?.ExternalId ?? CustomerExternalId;
}

/// <summary>What a caller sends about a customer.</summary>
internal sealed record CustomerBody
{
    public string? ExternalId { get; init; }

    public string? Email { get; init; }

    public string? Name { get; init; }

    public string? Company { get; init; }

    public string? Country { get; init; }

    public string? Source { get; init; }

    public string? SignupDate { get; init; }
}
