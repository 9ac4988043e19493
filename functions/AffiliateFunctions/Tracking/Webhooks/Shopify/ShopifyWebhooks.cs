using System.Text.Json;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.Tracking.Webhooks.Shopify;

/// <summary>Shopify's webhooks (https://shopify.dev/docs/api/webhooks): a paid order is a sale, a refund takes it back, at once or when the order tells that its money has come.</summary>
internal sealed class ShopifyWebhooks : IWebhookProvider
{
    private const string Header = "X-Shopify-Hmac-Sha256";
    private const string TopicHeader = "X-Shopify-Topic";
    private const string TimeHeader = "X-Shopify-Triggered-At";

    // Shopify tries for hours to deliver, and names the time of the event and not of the try.
    private static readonly TimeSpan Window = TimeSpan.FromDays(2);

    public string Name => "shopify";

    /// <inheritdoc/>
    /// <remarks>
    /// The signature is over the body alone (https://shopify.dev/docs/apps/build/webhooks/verify-deliveries): the time beside it is not
    /// signed, and old webhooks are refused for what an honest sender says. What keeps a replay from having an effect is the event's id,
    /// which is made of the order's or refund's.
    /// </remarks>
    public bool IsGenuine(SignedRequest request, IReadOnlyList<string> secrets, DateTimeOffset now)
        => Signatures.Base64(request.Header(Header)) is { } signature
            && IsTimely(request.Header(TimeHeader), now)
            && Signatures.AnyFits(Signatures.Plain(secrets), request.Body, [signature]);

    public Result<WebhookContent> Read(JsonElement sent, SignedRequest request) => request.Header(TopicHeader) switch
    {
        "orders/paid" => ShopifyOrders.Paid(sent),
        "orders/updated" => WebhookContent.Of(ShopifyRefunds.Of(sent)),
        "refunds/create" => WebhookContent.Of(ShopifyRefunds.Created(sent)),
        _ => WebhookContent.Nothing,
    };

    private static bool IsTimely(string? triggered, DateTimeOffset now)
        => string.IsNullOrEmpty(triggered) || (Instants.Read(triggered) is { } at && at >= now - Window && at <= now + Signatures.Window);
}
