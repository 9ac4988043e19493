using System.Text.Json;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.IncomingWebhooks.Shopify;

/// <summary>
/// Reads Shopify's webhooks (https://shopify.dev/docs/api/webhooks). A paid order is a sale, which updates of the order
/// change. A refund takes it back, immediately or when the order reports that the payment has succeeded.
/// </summary>
internal sealed class ShopifyWebhooks : IWebhookProvider
{
    private const string Header = "X-Shopify-Hmac-Sha256";
    private const string TopicHeader = "X-Shopify-Topic";
    private const string IdHeader = "X-Shopify-Webhook-Id";
    private const string TestHeader = "X-Shopify-Test";
    private const string TimeHeader = "X-Shopify-Triggered-At";

    // Shopify retries a delivery for hours and sends the time of the event, not of the attempt.
    private static readonly TimeSpan Window = TimeSpan.FromDays(2);

    public string Name => "shopify";

    /// <inheritdoc/>
    /// <remarks>
    /// The signature covers the body only (https://shopify.dev/docs/apps/build/webhooks/verify-deliveries). The time in
    /// the header is not signed, so rejecting old webhooks relies on honest senders. A replay has no effect because the
    /// event id is derived from the order's or refund's id.
    /// </remarks>
    public bool IsGenuine(SignedRequest request, IReadOnlyList<string> secrets, DateTimeOffset now) =>
        Signatures.Base64(request.Header(Header)) is { } signature
        && IsTimely(request.Header(TimeHeader), now)
        && Signatures.AnyFits(Signatures.Plain(secrets), request.Body, [signature]);

    /// <inheritdoc/>
    /// <remarks>
    /// An order marks itself as a test, and a refund is marked by its transactions. Test notifications of the admin
    /// have a header. The id of a webhook is the id of the delivery, which stays the same when it is retried.
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
