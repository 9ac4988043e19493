using System.Text.Json;
using AffiliateFunctions.Tracking.Events;
using Microsoft.AspNetCore.WebUtilities;

namespace AffiliateFunctions.Tracking.Webhooks.Shopify;

/// <summary>
/// Shopify's orders (https://shopify.dev/docs/api/admin-rest/latest/resources/order). Amounts are decimal numbers in the shop's currency,
/// also where the customer paid in another. The partner is named by the cart's attributes, a discount code, or the address that the
/// customer first came to.
/// </summary>
internal static class ShopifyOrders
{
    /// <summary>A paid order is a sale; a test is none, and one of nothing brings the touch only. Refunds that were made before it was paid are told with it.</summary>
    public static WebhookContent Paid(JsonElement order)
    {
        var refunds = ShopifyRefunds.Of(order).ToList();
        var money = OrderMoney.Of(order, [.. refunds.Select(refund => refund.Body!)]);
        if (order.Id("id") is not { } id || order.IsTrue("test"))
        {
            return WebhookContent.Nothing;
        }

        var attributes = Attributes(order);
        var naming = Naming.In(attributes);
        var landed = Naming.In(Query(order.Text("landing_site")));
        var line = order.Items("line_items").Where(item => !item.IsTrue("gift_card")).Cast<JsonElement?>().FirstOrDefault();
        naming = naming with
        {
            ClickId = naming.ClickId ?? landed.ClickId,
            Code = naming.Code ?? landed.Code,
            Discounts = [.. order.Items("discount_codes").Select(discount => discount.Text("code")).OfType<string>()],
        };
        var customer = CustomerOf(order, id, attributes.GetValueOrDefault(Naming.Customer));
        if (money.Amount is 0)
        {
            var touch = naming.Touch("shopify", customer, order.Time("processed_at") ?? order.Time("created_at"));
            return WebhookContent.Of(touch) with { Customers = Naming.CustomerIn(attributes, order.Id("customer", "id")) };
        }

        var sale = naming.Event(
            EventType.Sale,
            money.On(new EventBody
            {
                EventId = $"shopify:order:{id}",
                OccurredAt = order.Time("processed_at") ?? order.Time("created_at"),
                InvoiceId = id,
                Customer = customer,
                ProductId = line?.Id("product_id"),
                Plan = line?.Id("variant_id"),
                Quantity = line?.Number("quantity") is > 0 and var quantity ? quantity : null,
            }),
            attributes);
        return WebhookContent.Of([sale, .. refunds]) with { Customers = Naming.CustomerIn(attributes, order.Id("customer", "id")) };
    }

    private static CustomerBody? CustomerOf(JsonElement order, string id, string? reference)
    {
        var email = order.Text("email") ?? order.Text("contact_email") ?? order.Text("customer", "email");
        var name = string.Join(' ', new[] { order.Text("customer", "first_name"), order.Text("customer", "last_name") }.OfType<string>());
        return Buyer.Of(
            [order.Id("customer", "id"), reference, email, id],
            email,
            name.Length == 0 ? null : name,
            order.Text("billing_address", "company"),
            order.Text("billing_address", "country_code"));
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

    private static Dictionary<string, string> Query(string? address)
        => address?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var start
            ? QueryHelpers.ParseQuery(address[start..].Split('#')[0]).Where(entry => entry.Value.Count > 0).ToDictionary(entry => entry.Key, entry => entry.Value[0]!, StringComparer.Ordinal)
            : [];
}
