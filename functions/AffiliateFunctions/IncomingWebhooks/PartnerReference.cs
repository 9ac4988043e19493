using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks;

/// <summary>
/// The reference to a partner in a provider's object: the entries <c>click_id</c>, <c>code</c> (or <c>via</c>) and
/// <c>coupon</c> that the merchant has added.
/// </summary>
internal sealed record PartnerReference(string? ClickId, string? Code, string? Coupon)
{
    private const int MaxEntries = 50;
    private const int MaxName = 100;
    private const int MaxValue = 490;
    private const int MaxText = 2000;

    /// <summary>The entry with the merchant's id of a provider's customer.</summary>
    public const string Customer = "customer_external_id";

    /// <summary>The discounts of the object, which may be partners' coupons.</summary>
    public IReadOnlyList<string> Discounts { get; init; } = [];

    /// <summary>Whether the object refers to a partner or a discount.</summary>
    public bool IsAny => IsTold || Discounts.Count > 0;

    private bool IsTold => ClickId is not null || Code is not null || Coupon is not null;

    /// <summary>
    /// Returns a digest of the reference and the customer, short enough for an id. Discounts are included only without
    /// another reference, because not all objects contain them.
    /// </summary>
    public string DigestFor(string customer) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Join('\n', [customer, ClickId, Code, Coupon, .. IsTold ? [] : Discounts]))
            )
        )[..32];

    /// <summary>
    /// Returns the event with the reference and the candidate discounts; the merchant's entry comes first.
    /// </summary>
    public ProviderEvent Event(EventType type, EventBody body, IReadOnlyDictionary<string, string>? entries = null) =>
        ProviderEvent.Of(type, On(body, entries)) with
        {
            Discounts = Discounts.Count == 0 ? [] : [.. new[] { Coupon }.OfType<string>(), .. Discounts],
        };

    /// <summary>
    /// Returns the lead of a customer with a partner reference, or null without a customer or a reference. Several
    /// objects may report the same lead: its id consists of the customer and the reference, and the first report
    /// counts.
    /// </summary>
    public ProviderEvent? Touch(string provider, CustomerBody? customer, DateTimeOffset? at) =>
        customer is null || !IsAny
            ? null
            : Event(
                EventType.Lead,
                new EventBody
                {
                    EventId = $"{provider}:touch:{DigestFor(customer.ExternalId!)}",
                    OccurredAt = at,
                    Customer = customer,
                }
            ) with
            {
                IsToldRepeatedly = true,
            };

    /// <summary>
    /// Returns the merchant's id of a provider's customer, from the entries or a separate reference; empty when there
    /// is neither.
    /// </summary>
    public static IReadOnlyList<ProviderName> CustomerIn(
        IReadOnlyDictionary<string, string> entries,
        string? name,
        string? reference = null
    ) =>
        name is null ? []
        : Of(entries, Customer) is { } told ? [new ProviderName(name, told)]
        : reference is not null ? [new ProviderName(name, reference) { IsReference = true }]
        : [];

    /// <summary>Reads the reference from the entries.</summary>
    public static PartnerReference In(IReadOnlyDictionary<string, string> entries) =>
        new(Of(entries, "click_id"), Of(entries, "code") ?? Of(entries, "via"), Of(entries, "coupon"));

    /// <summary>Whether a text looks like a click id of this system; a reference field may contain anything.</summary>
    public static bool IsClick(string? text) => text?.StartsWith("clk_", StringComparison.Ordinal) == true;

    /// <summary>Returns the event with the reference and the entries that rules may use.</summary>
    public EventBody On(EventBody body, IReadOnlyDictionary<string, string>? entries = null) =>
        body with
        {
            ClickId = ClickId,
            Code = Code,
            Coupon = Coupon,
            Metadata = entries is null ? null : Metadata(entries),
        };

    // The entries belong to the merchant. An entry that is too long for the rules is left out, so that the sale is not
    // lost.
    private static Dictionary<string, JsonElement>? Metadata(IReadOnlyDictionary<string, string> entries)
    {
        var kept = entries
            .Select(entry => KeyValuePair.Create(entry.Key.Trim(), entry.Value))
            .DistinctBy(entry => entry.Key, StringComparer.Ordinal)
            .Where(entry =>
                entry.Key.Length is > 0 and <= MaxName
                && JsonEncodedText.Encode(entry.Value).EncodedUtf8Bytes.Length <= 2 * MaxValue
            )
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(MaxEntries)
            .ToDictionary(entry => entry.Key, entry => JsonSerializer.SerializeToElement(entry.Value));
        return kept.Count == 0 ? null : kept;
    }

    private static string? Of(IReadOnlyDictionary<string, string> entries, string name) =>
        entries.TryGetValue(name, out var text) && text.Trim() is { Length: > 0 and <= MaxText } trimmed
            ? trimmed
            : null;
}
