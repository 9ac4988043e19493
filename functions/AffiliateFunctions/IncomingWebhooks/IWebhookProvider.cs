using System.Text.Json;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>A system that sends webhooks: how it signs them, and what they are to us.</summary>
public interface IWebhookProvider
{
    /// <summary>Its name in the route and in the settings.</summary>
    string Name { get; }

    /// <summary>
    /// Whether it is a shop or a billing system, with discount codes that are nobody's; not one that sends events as
    /// the API takes them.
    /// </summary>
    bool IsShop => true;

    /// <summary>
    /// Whether the provider sent this, lately: the signature fits the raw body by one of the secrets in force.
    /// </summary>
    bool IsGenuine(SignedRequest request, IReadOnlyList<string> secrets, DateTimeOffset now);

    /// <summary>What the webhook is, whatever it is about. The request is genuine.</summary>
    WebhookEnvelope Describe(JsonElement sent, SignedRequest request);

    /// <summary>What the webhook brings; nothing where it says nothing to us. The request is genuine.</summary>
    Result<WebhookContent> Read(JsonElement sent, SignedRequest request);
}

/// <summary>A request as its signature covers it.</summary>
/// <param name="Method">The method, in upper case.</param>
/// <param name="Address">The address that the sender called: the public one, with its query.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body, byte by byte as it came.</param>
public sealed record SignedRequest(string Method, string Address, IHeaderDictionary Headers, byte[] Body)
{
    /// <summary>
    /// The currency of the program that it was sent to, for amounts that come without one; null while it is not known.
    /// </summary>
    public string? ProgramCurrency { get; init; }

    /// <summary>A header's value, or null.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}

/// <summary>What a webhook is.</summary>
/// <param name="Id">The provider's id of the event: the same however often it is sent; null where it has none.</param>
/// <param name="Type">The provider's name for events of this kind, or null.</param>
/// <param name="IsTest">Whether the provider marks it as a test.</param>
public sealed record WebhookEnvelope(string? Id, string? Type, bool IsTest = false);

/// <summary>What a webhook brings.</summary>
/// <param name="Events">Our events, and those of its parts that say nothing to us.</param>
public sealed record WebhookContent(IReadOnlyList<ProviderEvent> Events)
{
    /// <summary>Why a webhook without events is ignored.</summary>
    public string Reason { get; init; } = IgnoredReasons.UnknownType;

    /// <summary>A webhook that brings no event, for a reason of <see cref="IgnoredReasons"/>.</summary>
    public static WebhookContent Ignored(string reason) => new([]) { Reason = reason };

    /// <summary>Other names that the provider has for its invoices, by which later refunds may call them.</summary>
    public IReadOnlyList<InvoiceName> Names { get; init; } = [];

    /// <summary>
    /// Codes that the provider has told for its names of discounts, by which later events may call them.
    /// </summary>
    public IReadOnlyList<ProviderName> Coupons { get; init; } = [];

    /// <summary>Customers of the provider who are customers of the merchant's by another id.</summary>
    public IReadOnlyList<ProviderName> Customers { get; init; } = [];

    /// <summary>Customers with addresses that the provider tells here only.</summary>
    public IReadOnlyList<CustomerBody> Buyers { get; init; } = [];

    /// <summary>A webhook with events.</summary>
    public static WebhookContent Of(params IEnumerable<ProviderEvent> events) => new([.. events]);

    /// <summary>A webhook with an event; ignored for the reason where there is none.</summary>
    public static WebhookContent OfOne(ProviderEvent? providerEvent, string reasonWithout) =>
        providerEvent is null ? Ignored(reasonWithout) : new([providerEvent]);
}

/// <summary>An event of a provider as one of ours.</summary>
/// <param name="Id">Our id, made of the provider's: the same for the same event, however often it is sent.</param>
/// <param name="Type">The kind.</param>
/// <param name="Body">What it says; null for one that says nothing to us.</param>
public sealed record ProviderEvent(string Id, EventType Type, EventBody? Body)
{
    /// <summary>Where it stands in what was sent, as the beginning of a JSON Pointer.</summary>
    public string Pointer { get; init; } = string.Empty;

    /// <summary>
    /// The discounts that it came with, by their codes or by the provider's names for them: the shop's own, or a
    /// partner's coupons.
    /// </summary>
    public IReadOnlyList<string> Discounts { get; init; } = [];

    /// <summary>What of it cannot be read, by JSON Pointer; the body has only what can be.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Mistakes { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Why it is ignored, where it has no body.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Of a sale: the time of the state that it tells, by which a later telling is known from an earlier one; null
    /// where that is not told.
    /// </summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>
    /// Of a change of a sale: the amount as a decimal number in the sale's own currency, where the provider tells no
    /// currency; null where the body has the amount.
    /// </summary>
    public string? AmountInSaleCurrency { get; init; }

    /// <summary>
    /// Of a sale: whether it only tells how a sale stands that another webhook has told or will tell.
    /// </summary>
    public bool IsUpdate { get; init; }

    /// <summary>
    /// Whether several webhooks may tell it, each with more or less beside it: the first one stands and the others are
    /// no conflict.
    /// </summary>
    public bool IsToldRepeatedly { get; init; }

    /// <summary>A part of a webhook that says nothing to us.</summary>
    public static ProviderEvent Ignored(string id, EventType type, string reason) =>
        new(id, type, Body: null) { Reason = reason };

    /// <summary>An event with its body.</summary>
    public static ProviderEvent Of(EventType type, EventBody body) => new(body.EventId!, type, body);
}

/// <summary>Another name of an invoice.</summary>
/// <param name="Name">The name, such as that of the payment that paid it.</param>
/// <param name="Invoice">The invoice.</param>
public sealed record InvoiceName(string Name, string Invoice);

/// <summary>What a provider calls by a name of its own.</summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Meaning">What others call it.</param>
public sealed record ProviderName(string Name, string Meaning)
{
    /// <summary>
    /// Whether the merchant has put it where anything may stand, such as the name of a cart: it means only what is
    /// known already.
    /// </summary>
    public bool IsReference { get; init; }
}
