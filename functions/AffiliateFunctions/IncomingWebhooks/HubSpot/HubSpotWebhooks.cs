using System.Text.Json;
using System.Text.RegularExpressions;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.IncomingWebhooks.HubSpot;

/// <summary>
/// Reads HubSpot's notifications about deals (https://developers.hubspot.com/docs/api/webhooks) and the webhooks of its
/// workflows (https://developers.hubspot.com/docs/api/workflows). A notification contains only the id of the deal and
/// the new stage, but neither the customer nor the amount nor the partner. The partner is known for a deal that was
/// registered as <c>hubspot:{id of the deal}</c>; otherwise a workflow has to send the deal's properties.
/// </summary>
internal sealed partial class HubSpotWebhooks : IWebhookProvider
{
    private const string Header = "X-HubSpot-Signature-v3";
    internal const string TimeHeader = "X-HubSpot-Request-Timestamp";

    public string Name => "hubspot";

    /// <inheritdoc/>
    /// <remarks>
    /// Version 3 of the signature covers the method, the address, the body and the time in milliseconds, which must not
    /// be older than five minutes. Some characters of the address are signed in decoded form, even if they were sent
    /// encoded
    /// (https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation).
    /// </remarks>
    public bool IsGenuine(SignedRequest request, IReadOnlyList<string> secrets, DateTimeOffset now) =>
        Signatures.Base64(request.Header(Header)) is { } signature
        && request.Header(TimeHeader) is { } time
        && Signatures.IsTimelyInMilliseconds(time, now)
        && Signatures.AnyFits(
            Signatures.Plain(secrets),
            Signatures.Message(request.Method + Decoded(request.Address), request.Body, time),
            [signature]
        );

    /// <inheritdoc/>
    /// <remarks>HubSpot does not mark tests: a test account is a separate account with its own secret.</remarks>
    public WebhookEnvelope Describe(JsonElement sent, SignedRequest request) =>
        new(sent.Id("eventId"), sent.Text("subscriptionType"));

    public Result<WebhookContent> Read(JsonElement sent, SignedRequest request) =>
        sent.ValueKind == JsonValueKind.Array
            ? WebhookContent.Of(
                sent.EnumerateArray()
                    .SelectMany(
                        (element, i) => Events(element, request).Select(read => read with { Pointer = $"/{i}" })
                    )
            )
            : WebhookContent.Of(Events(sent, request));

    private static IEnumerable<ProviderEvent> Events(JsonElement element, SignedRequest request) =>
        HubSpotWorkflow.PropertiesOf(element) is { } properties
            ? HubSpotWorkflow.Read(element, properties, request)
            : HubSpotNotification.Read(element);

    private static string Decoded(string address) =>
        Encoded().Replace(address, match => Uri.UnescapeDataString(match.Value));

    [GeneratedRegex("%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Encoded();
}
