using System.Text.Json;
using AffiliateFunctions.Events;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>A system that sends webhooks: verifies its signatures and converts its webhooks to events.</summary>
public interface IWebhookProvider
{
    /// <summary>The provider's name in the route and in the settings.</summary>
    string Name { get; }

    /// <summary>
    /// Whether the provider is a shop or a billing system, whose discount codes need not belong to a partner. False for
    /// a sender that sends events in the format of the API.
    /// </summary>
    bool IsShop => true;

    /// <summary>
    /// Whether the provider sent this request recently: the signature matches the raw body with one of the current
    /// secrets.
    /// </summary>
    bool IsGenuine(SignedRequest request, IReadOnlyList<string> secrets, DateTimeOffset now);

    /// <summary>Describes the webhook, whatever its content. The signature was verified before.</summary>
    WebhookEnvelope Describe(JsonElement sent, SignedRequest request);

    /// <summary>
    /// Returns the content of the webhook, without events when nothing in it is tracked. The signature was verified
    /// before.
    /// </summary>
    Result<WebhookContent> Read(JsonElement sent, SignedRequest request);
}

/// <summary>A request with everything that a signature may cover.</summary>
/// <param name="Method">The method, in upper case.</param>
/// <param name="Address">The address that the sender called: the public one, with its query.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The raw bytes of the body.</param>
public sealed record SignedRequest(string Method, string Address, IHeaderDictionary Headers, byte[] Body)
{
    /// <summary>
    /// The currency of the program that received the request, for amounts without a currency; null while it is not
    /// known.
    /// </summary>
    public string? ProgramCurrency { get; init; }

    /// <summary>Returns a header's value, or null.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}

/// <summary>Identifies a webhook.</summary>
/// <param name="Id">The provider's id of the event, which is the same for every delivery attempt; null when there is
/// none.</param>
/// <param name="Type">The provider's name of the event type, or null.</param>
/// <param name="IsTest">Whether the provider marks the webhook as a test.</param>
public sealed record WebhookEnvelope(string? Id, string? Type, bool IsTest = false);

/// <summary>The content of a webhook.</summary>
/// <param name="Events">The tracking events, including ignored parts of the webhook.</param>
public sealed record WebhookContent(IReadOnlyList<ProviderEvent> Events)
{
    /// <summary>Why a webhook without events is ignored.</summary>
    public string Reason { get; init; } = IgnoredReasons.UnknownType;

    /// <summary>
    /// Creates the content of a webhook without events, for a reason of <see cref="IgnoredReasons"/>.
    /// </summary>
    public static WebhookContent Ignored(string reason) => new([]) { Reason = reason };

    /// <summary>Other ids that the provider uses for its invoices, to which later refunds may refer.</summary>
    public IReadOnlyList<InvoiceName> Names { get; init; } = [];

    /// <summary>The codes of discounts by the provider's ids, to which later events may refer.</summary>
    public IReadOnlyList<ProviderName> Coupons { get; init; } = [];

    /// <summary>The provider's customers whose customer id at the merchant differs.</summary>
    public IReadOnlyList<ProviderName> Customers { get; init; } = [];

    /// <summary>Customers whose e-mail addresses the provider sends only in this webhook.</summary>
    public IReadOnlyList<CustomerBody> Buyers { get; init; } = [];

    /// <summary>Creates the content of a webhook with events.</summary>
    public static WebhookContent Of(params IEnumerable<ProviderEvent> events) => new([.. events]);

    /// <summary>
    /// Creates the content of a webhook with one event, or an ignored webhook when there is no event.
    /// </summary>
    public static WebhookContent OfOne(ProviderEvent? providerEvent, string reasonWithout) =>
        providerEvent is null ? Ignored(reasonWithout) : new([providerEvent]);
}

/// <summary>A provider's event as a tracking event.</summary>
/// <param name="Id">The event id, derived from the provider's id: the same for the same event, however often it is
/// sent.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="Body">The event; null when it is not tracked.</param>
public sealed record ProviderEvent(string Id, EventType Type, EventBody? Body)
{
    /// <summary>The position in the received body, as the beginning of a JSON Pointer.</summary>
    public string Pointer { get; init; } = string.Empty;

    /// <summary>
    /// The discounts of the event, by code or by the provider's id: the shop's own discounts or partners' coupons.
    /// </summary>
    public IReadOnlyList<string> Discounts { get; init; } = [];

    /// <summary>The parts that cannot be read, by JSON Pointer; the body contains only readable parts.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Mistakes { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Why the event is ignored, if it has no body.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The time of the state of a sale, which decides which of two states is later; null when the provider does not
    /// send it.
    /// </summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>
    /// The amount of a changed sale as a decimal number in the sale's own currency, when the provider sends no
    /// currency; null when the body contains the amount.
    /// </summary>
    public string? AmountInSaleCurrency { get; init; }

    /// <summary>Whether the event only updates a sale that another webhook has reported or will report.</summary>
    public bool IsUpdate { get; init; }

    /// <summary>
    /// Whether several webhooks may report this event with different additional data. The first report is kept, and
    /// later ones are no conflict.
    /// </summary>
    public bool IsToldRepeatedly { get; init; }

    /// <summary>Creates a part of a webhook that is not tracked.</summary>
    public static ProviderEvent Ignored(string id, EventType type, string reason) =>
        new(id, type, Body: null) { Reason = reason };

    /// <summary>Creates an event with its body.</summary>
    public static ProviderEvent Of(EventType type, EventBody body) => new(body.EventId!, type, body);
}

/// <summary>Another id of an invoice.</summary>
/// <param name="Name">The other id, such as the id of the payment that paid the invoice.</param>
/// <param name="Invoice">The invoice.</param>
public sealed record InvoiceName(string Name, string Invoice);

/// <summary>A provider's id for something that others know by another id or code.</summary>
/// <param name="Name">The provider's id.</param>
/// <param name="Meaning">The id or code that others use.</param>
public sealed record ProviderName(string Name, string Meaning)
{
    /// <summary>
    /// Whether the id comes from a free-form field, such as the reference of a cart. Such an id is used only if it is
    /// already known.
    /// </summary>
    public bool IsReference { get; init; }
}
