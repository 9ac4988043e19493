using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// Creates touches from Stripe's objects. A checkout, its subscription and every change of the subscription may report
/// the same touch. It is one lead, identified by the customer and the partner reference, and the first report counts.
/// </summary>
internal static class StripeTouches
{
    /// <summary>
    /// Reads the partner reference in the metadata of a subscription
    /// (https://docs.stripe.com/api/subscriptions/object).
    /// </summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="reasonWithout">Why the webhook is ignored when the metadata contain no reference.</param>
    public static WebhookContent OfSubscription(JsonElement subscription, string reasonWithout)
    {
        var (entries, customer) = (
            Payload.Texts(subscription.Member("metadata")),
            StripeIds.Of(subscription, "customer")
        );
        var naming = PartnerReference.In(entries) with { Discounts = StripeDiscounts.In(subscription) };
        return WebhookContent.OfOne(
            Of(CustomerMapper.Of([customer]), naming, subscription.Seconds("created")),
            reasonWithout
        ) with
        {
            Customers = PartnerReference.CustomerIn(entries, customer),
        };
    }

    /// <summary>
    /// Reads the partner reference and the merchant's id in the metadata of a customer
    /// (https://docs.stripe.com/api/customers/object). The merchant stores the click of the sign-up there before any
    /// purchase.
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="reasonWithout">Why the webhook is ignored when the metadata contain no reference.</param>
    public static WebhookContent OfCustomer(JsonElement customer, string reasonWithout)
    {
        var (entries, id) = (Payload.Texts(customer.Member("metadata")), customer.Text("id"));
        var naming = PartnerReference.In(entries) with { Discounts = StripeDiscounts.In(customer) };
        var buyer = CustomerMapper.Of(
            [id],
            customer.Text("email"),
            customer.Text("name"),
            country: customer.Text("address", "country")
        );
        return WebhookContent.OfOne(Of(buyer, naming, customer.Seconds("created")), reasonWithout) with
        {
            Customers = PartnerReference.CustomerIn(entries, id),
        };
    }

    /// <summary>Returns the lead; null without a customer or a partner reference.</summary>
    public static ProviderEvent? Of(CustomerBody? customer, PartnerReference naming, DateTimeOffset? at) =>
        naming.Touch("stripe", customer, at);
}
