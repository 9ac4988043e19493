using System.Text.Json;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// Reads Stripe's discounts (https://docs.stripe.com/api/discounts/object). A discount refers to a promotion code by
/// its id, or to a coupon by its id, which the merchant may have chosen. The code of a promotion code is sent by
/// <c>promotion_code.created</c> and <c>promotion_code.updated</c>. When an object, such as an invoice, contains only
/// the ids of its discounts, <c>customer.discount.created</c> provides the discount itself.
/// </summary>
internal static class StripeDiscounts
{
    /// <summary>Returns the codes of an object's discounts, or Stripe's ids when the codes are not known.</summary>
    public static IReadOnlyList<string> In(JsonElement about) =>
        [.. about.Items("discounts").Append(about.Member("discount") ?? default).SelectMany(CodesOf).Distinct()];

    /// <summary>Reads a discount that a customer received: the touch of the partner whose coupon it is.</summary>
    public static WebhookContent Created(JsonElement sent, JsonElement discount) =>
        WebhookContent.OfOne(
            StripeTouches.Of(
                CustomerMapper.Of([StripeIds.Of(discount, "customer")]),
                new PartnerReference(null, null, null) { Discounts = [.. CodesOf(discount)] },
                discount.Seconds("start") ?? sent.Seconds("created")
            ),
            IgnoredReasons.NoPartnerNamed
        );

    /// <summary>Reads a promotion code. It creates no event but provides the code of its id.</summary>
    public static WebhookContent Named(JsonElement promotion) =>
        promotion.Text("id") is { } id && promotion.Text("code") is { } code
            ? WebhookContent.Ignored(IgnoredReasons.NamesNoted) with
            {
                Coupons = [new ProviderName(id, code)],
            }
            : WebhookContent.Ignored(IgnoredReasons.Incomplete);

    private static IEnumerable<string> CodesOf(JsonElement discount) =>
        new[]
        {
            discount.Text("promotion_code", "code"),
            StripeIds.Of(discount, "promotion_code"),
            StripeIds.Of(discount, "coupon"),
            discount.Member("source") is { } source ? StripeIds.Of(source, "coupon") : null,
        }.OfType<string>();
}
