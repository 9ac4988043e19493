using System.Text.Json;
using AffiliateFunctions.Events;

namespace AffiliateFunctions.IncomingWebhooks.Stripe;

/// <summary>
/// Touches that Stripe's objects bring along. A checkout, its subscription and every change of it may tell the same
/// one: it is one lead, named by the customer and what names the partner, and counts as it was first told.
/// </summary>
internal static class StripeTouches
{
    /// <summary>
    /// A subscription (https://docs.stripe.com/api/subscriptions/object) brings what its metadata name.
    /// </summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="reasonWithout">Why it is ignored where they name nobody.</param>
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
    /// A customer (https://docs.stripe.com/api/customers/object) brings what its metadata name, and the merchant's id
    /// of it: the click that led to the sign-up is put there before anything is bought.
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="reasonWithout">Why it is ignored where they name nobody.</param>
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

    /// <summary>The lead; null where no customer or no partner is named.</summary>
    public static ProviderEvent? Of(CustomerBody? customer, PartnerReference naming, DateTimeOffset? at) =>
        naming.Touch("stripe", customer, at);
}
