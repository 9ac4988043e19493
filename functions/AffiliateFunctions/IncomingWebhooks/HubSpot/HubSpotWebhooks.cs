using System.Text.Json;
using System.Text.RegularExpressions;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.IncomingWebhooks.HubSpot;

/// <summary>
/// HubSpot's notifications about deals (https://developers.hubspot.com/docs/api/webhooks) and the webhooks of its
/// workflows (https://developers.hubspot.com/docs/api/workflows). A notification is told by the id of the deal and the
/// new stage alone: neither who the customer is, nor what the deal is worth, nor who brought it. A deal that was
/// registered here under <c>hubspot:{id of the deal}</c>
/// has its partner; otherwise a workflow has to send the deal's properties.
/// </summary>
internal sealed partial class HubSpotWebhooks : IWebhookProvider
{
    private const string Header = "X-HubSpot-Signature-v3";
    internal const string TimeHeader = "X-HubSpot-Request-Timestamp";

    public string Name => "hubspot";

    /// <inheritdoc/>
    /// <remarks>
    /// Version 3 of the signature is over method, address, body and time in milliseconds, not older than five minutes;
    /// some characters of the address count as they are, however they were sent
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
    /// <remarks>HubSpot marks no tests: a test account is an account of its own with a secret of its own.</remarks>
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
