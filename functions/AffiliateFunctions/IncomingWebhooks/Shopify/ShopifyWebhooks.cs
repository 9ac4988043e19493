using System.Text.Json;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.IncomingWebhooks.Shopify;

/// <summary>
/// Shopify's webhooks (https://shopify.dev/docs/api/webhooks): a paid order is a sale, which its updates change; a
/// refund takes it back, at once or when the order tells that its money has come.
/// </summary>
internal sealed class ShopifyWebhooks : IWebhookProvider
{
    private const string Header = "X-Shopify-Hmac-Sha256";
    private const string TopicHeader = "X-Shopify-Topic";
    private const string IdHeader = "X-Shopify-Webhook-Id";
    private const string TestHeader = "X-Shopify-Test";
    private const string TimeHeader = "X-Shopify-Triggered-At";

    // Shopify tries for hours to deliver, and names the time of the event and not of the try.
    private static readonly TimeSpan Window = TimeSpan.FromDays(2);

    public string Name => "shopify";

    /// <inheritdoc/>
    /// <remarks>
    /// The signature is over the body alone (https://shopify.dev/docs/apps/build/webhooks/verify-deliveries): the time
    /// beside it is not signed, and old webhooks are refused for what an honest sender says. What keeps a replay from
    /// having an effect is the event's id, which is made of the order's or refund's.
    /// </remarks>
    public bool IsGenuine(SignedRequest request, IReadOnlyList<string> secrets, DateTimeOffset now) =>
        Signatures.Base64(request.Header(Header)) is { } signature
        && IsTimely(request.Header(TimeHeader), now)
        && Signatures.AnyFits(Signatures.Plain(secrets), request.Body, [signature]);

    /// <inheritdoc/>
    /// <remarks>
    /// An order says itself that it is a test, and a refund by its transactions; the admin's test notifications say so
    /// in a header. The id of a webhook is that of the delivery, which stays the same when it is tried again.
    /// </remarks>
    public WebhookEnvelope Describe(JsonElement sent, SignedRequest request) =>
        new(
            request.Header(IdHeader),
            request.Header(TopicHeader),
            IsTest: sent.IsTrue("test")
                || sent.Items("transactions").Any(transaction => transaction.IsTrue("test"))
                || request.Header(TestHeader) == "true"
        );

    public Result<WebhookContent> Read(JsonElement sent, SignedRequest request) =>
        request.Header(TopicHeader) switch
        {
            "orders/paid" => ShopifyOrders.Paid(sent, TriggeredAt(request)),
            "orders/updated" => ShopifyOrders.Updated(sent, TriggeredAt(request)),
            "refunds/create" => WebhookContent.OfOne(
                ShopifyRefunds.Created(sent),
                ShopifyRefunds.IsOnItsWay(sent) ? IgnoredReasons.PaymentPending : IgnoredReasons.NoMoneyMoved
            ),
            _ => WebhookContent.Ignored(IgnoredReasons.UnknownType),
        };

    private static DateTimeOffset? TriggeredAt(SignedRequest request) =>
        request.Header(TimeHeader) is { } triggered ? Instants.Read(triggered) : null;

    private static bool IsTimely(string? triggered, DateTimeOffset now) =>
        string.IsNullOrEmpty(triggered)
        || (Instants.Read(triggered) is { } at && at >= now - Window && at <= now + Signatures.Window);
}
