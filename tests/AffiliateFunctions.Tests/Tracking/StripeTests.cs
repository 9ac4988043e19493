using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Webhooks;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class StripeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_paid_invoice_is_a_sale_of_what_was_paid()
    {
        var (type, body) = StripeEvents.Read(Event("invoice.paid", """
            {
              "id": "in_1", "customer": "cus_1", "customer_email": "buyer@example.net", "amount_paid": 12000, "currency": "usd", "billing_reason": "subscription_cycle",
              "status_transitions": {"paid_at": 1793872800}, "total_taxes": [{"amount": 1500}, {"amount": 500}],
              "parent": {"subscription_details": {"metadata": {"code": "acme", "plan": "pro"} } }, "metadata": {"code": "other"},
              "lines": {"data": [{"quantity": 3, "pricing": {"price_details": {"product": "prod_1", "price": "price_1"} } }]}
            }
            """))!.Value;
        Assert.Equal(EventType.Sale, type);
        Assert.Equal(("stripe:invoice.paid:in_1", "in_1", "cus_1"), (body.EventId, body.InvoiceId, body.CustomerId));
        Assert.Equal((12_000, 2_000, "USD", 3), (body.Amount, body.Tax, body.Currency, body.Quantity));
        Assert.Equal(("prod_1", "price_1", "renewal", "other"), (body.ProductId, body.Plan, body.SaleType, body.Code));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_793_872_800), body.OccurredAt);
    }

    [Theory]
    [InlineData("invoice.paid", """{"id": "in_1", "customer": "cus_1", "amount_paid": 0, "currency": "usd"}""")]
    [InlineData("invoice.paid", """{"id": "in_1", "amount_paid": 100, "currency": "usd"}""")]
    [InlineData("invoice.created", """{"id": "in_1", "customer": "cus_1", "amount_paid": 100, "currency": "usd"}""")]
    [InlineData("charge.refunded", """{"id": "ch_1", "amount_refunded": 100}""")]
    public void What_says_nothing_to_us_is_nothing(string type, string about) => Assert.Null(StripeEvents.Read(Event(type, about)));

    [Fact]
    public void A_refunded_charge_says_what_is_refunded_so_far()
    {
        var (type, body) = StripeEvents.Read(Event("charge.refunded", """{"id": "ch_1", "invoice": "in_1", "amount_refunded": 500}"""))!.Value;
        Assert.Equal((EventType.Refund, "stripe:charge.refunded:ch_1:500", "in_1", 500), (type, body.EventId, body.InvoiceId, body.TotalRefunded));
    }

    [Theory]
    [InlineData("old,new", "new", 0, true)]
    [InlineData("old,new", "old", -299, true)]
    [InlineData("old,new", "other", 0, false)]
    [InlineData("old,new", "new", -301, false)]
    [InlineData("", "new", 0, false)]
    public void A_signature_counts_for_five_minutes_and_by_any_secret_in_force(string secrets, string signedBy, int seconds, bool expected)
    {
        const string Body = "{}";
        var time = (Now.ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(signedBy), Encoding.UTF8.GetBytes($"{time}.{Body}")));
        Assert.Equal(expected, StripeSignature.IsGenuine(Body, $"t={time},v1={signature}", secrets.Split(',', StringSplitOptions.RemoveEmptyEntries), Now));
    }

    private static JsonElement Event(string type, string about)
        => JsonElement.Parse($$"""{"id": "evt_1", "type": "{{type}}", "created": 1793872900, "data": {"object": {{about}} } }""");
}
