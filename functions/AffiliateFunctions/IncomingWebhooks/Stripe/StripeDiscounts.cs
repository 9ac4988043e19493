using System.Text.Json;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// Stripe's discounts (https://docs.stripe.com/api/discounts/object). They name a promotion code by its id, whose code
/// is told by
/// <c>promotion_code.created</c> and <c>promotion_code.updated</c>, or a coupon by its id, which the merchant may have
/// chosen. Where an object tells the ids of its discounts only, as an invoice does, the discount itself is told by
/// <c>customer.discount.created</c>.
/// </summary>
internal static class StripeDiscounts
{
    /// <summary>The codes of an object's discounts, or Stripe's names for them.</summary>
    public static IReadOnlyList<string> In(JsonElement about) =>
        [.. about.Items("discounts").Append(about.Member("discount") ?? default).SelectMany(CodesOf).Distinct()];

    /// <summary>A discount that a customer was given: the touch of the partner whose coupon it is.</summary>
    public static WebhookContent Created(JsonElement sent, JsonElement discount) =>
        WebhookContent.OfOne(
            StripeTouches.Of(
                CustomerMapper.Of([StripeIds.Of(discount, "customer")]),
                new PartnerReference(null, null, null) { Discounts = [.. CodesOf(discount)] },
                discount.Seconds("start") ?? sent.Seconds("created")
            ),
            IgnoredReasons.NoPartnerNamed
        );

    /// <summary>A promotion code: no event, but what its id means.</summary>
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
