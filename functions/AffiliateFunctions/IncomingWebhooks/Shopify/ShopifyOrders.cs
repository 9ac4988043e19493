using System.Text.Json;
using AffiliateFunctions.Events;
using Microsoft.AspNetCore.WebUtilities;

namespace AffiliateFunctions.IncomingWebhooks.Shopify;

/// <summary>
/// Reads Shopify's orders (https://shopify.dev/docs/api/admin-rest/latest/resources/order). Amounts are decimal numbers
/// in the shop's currency, even if the customer paid in another one. The partner is given by the cart's attributes, a
/// discount code, or the customer's landing address.
/// </summary>
internal static class ShopifyOrders
{
    // The financial_status of an order after it was paid
    // (https://shopify.dev/docs/api/admin-rest/latest/resources/order).
    private static readonly string?[] Paying = ["paid", "partially_refunded", "refunded"];

    /// <summary>
    /// Reads a paid order, which is a sale. An order of zero creates only the touch. Refunds that were made before the
    /// payment are included.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="at">When the webhook was triggered, or null.</param>
    public static WebhookContent Paid(JsonElement order, DateTimeOffset? at)
    {
        var refunds = ShopifyRefunds.Of(order).ToList();
        var money = OrderMoney.Of(order, [.. refunds.Select(refund => refund.Body!)]);
        return order.Id("id") is not { } id ? WebhookContent.Ignored(IgnoredReasons.Incomplete)
            : money.Amount is 0 ? Touch(order, id)
            : ContentOf(order, Sale(order, id, money), at, refunds);
    }

    /// <summary>
    /// Reads a changed order (https://shopify.dev/docs/api/webhooks, <c>orders/updated</c>): its refunds and, once it
    /// is paid, its current figures.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="at">When the webhook was triggered, or null.</param>
    public static WebhookContent Updated(JsonElement order, DateTimeOffset? at)
    {
        var refunds = ShopifyRefunds.Of(order).ToList();
        if (order.Id("id") is not { } id)
        {
            return WebhookContent.Ignored(IgnoredReasons.Incomplete);
        }

        if (!Paying.Contains(order.Text("financial_status")))
        {
            return refunds.Count > 0
                ? WebhookContent.Of(refunds)
                : WebhookContent.Ignored(
                    order.Text("financial_status") is null ? IgnoredReasons.Unchanged : IgnoredReasons.PaymentPending
                );
        }

        var money = OrderMoney.Of(order, [.. refunds.Select(refund => refund.Body!)]);
        return ContentOf(order, Sale(order, id, money) with { IsUpdate = true }, at, refunds);
    }

    private static WebhookContent ContentOf(
        JsonElement order,
        ProviderEvent sale,
        DateTimeOffset? at,
        List<ProviderEvent> refunds
    ) =>
        WebhookContent.Of([sale with { AsOf = order.Time("updated_at") ?? at }, .. refunds]) with
        {
            Customers = PartnerReference.CustomerIn(Attributes(order), order.Id("customer", "id")),
        };

    private static WebhookContent Touch(JsonElement order, string id)
    {
        var (attributes, at) = (Attributes(order), order.Time("processed_at") ?? order.Time("created_at"));
        var touch = NamingOf(order, attributes).Touch("shopify", CustomerOf(order, id, attributes), at);
        return WebhookContent.OfOne(touch, IgnoredReasons.NothingPaid) with
        {
            Customers = PartnerReference.CustomerIn(attributes, order.Id("customer", "id")),
        };
    }

    private static PartnerReference NamingOf(JsonElement order, Dictionary<string, string> attributes)
    {
        var (naming, landed) = (
            PartnerReference.In(attributes),
            PartnerReference.In(Query(order.Text("landing_site")))
        );
        return naming with
        {
            ClickId = naming.ClickId ?? landed.ClickId,
            Code = naming.Code ?? landed.Code,
            Discounts = [.. order.Items("discount_codes").Select(discount => discount.Text("code")).OfType<string>()],
        };
    }

    private static ProviderEvent Sale(JsonElement order, string id, OrderMoney money)
    {
        var attributes = Attributes(order);
        var line = order
            .Items("line_items")
            .Where(item => !item.IsTrue("gift_card"))
            .Cast<JsonElement?>()
            .FirstOrDefault();
        return NamingOf(order, attributes)
            .Event(
                EventType.Sale,
                ProviderLines.On(
                    money.On(
                        new EventBody
                        {
                            EventId = $"shopify:order:{id}",
                            OccurredAt = order.Time("processed_at") ?? order.Time("created_at"),
                            InvoiceId = id,
                            Customer = CustomerOf(order, id, attributes),
                            ProductId = line?.Id("product_id"),
                            Plan = line?.Id("variant_id"),
                            Quantity = line?.Number("quantity") is > 0 and var quantity ? quantity : null,
                        }
                    ),
                    ShopifyLines.Of(order, money.Currency)
                ),
                attributes
            );
    }

    private static CustomerBody? CustomerOf(JsonElement order, string id, Dictionary<string, string> attributes)
    {
        var email = order.Text("email") ?? order.Text("contact_email") ?? order.Text("customer", "email");
        var name = string.Join(
            ' ',
            new[] { order.Text("customer", "first_name"), order.Text("customer", "last_name") }.OfType<string>()
        );
        return CustomerMapper.Of(
            [order.Id("customer", "id"), attributes.GetValueOrDefault(PartnerReference.Customer), email, id],
            email,
            name.Length == 0 ? null : name,
            order.Text("billing_address", "company"),
            order.Text("billing_address", "country_code")
        );
    }

    private static Dictionary<string, string> Attributes(JsonElement order)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in order.Items("note_attributes"))
        {
            if (attribute.Text("name") is { } name && attribute.Text("value") is { } value)
            {
                attributes[name] = value;
            }
        }

        return attributes;
    }

    private static Dictionary<string, string> Query(string? address) =>
        address?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var start
            ? QueryHelpers
                .ParseQuery(address[start..].Split('#')[0])
                .Where(entry => entry.Value.Count > 0)
                .ToDictionary(entry => entry.Key, entry => entry.Value[0]!, StringComparer.Ordinal)
            : [];
}
