using AffiliateFunctions.Events;
using AffiliateFunctions.IncomingWebhooks.Shopify;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

public sealed class ShopifyTests
{
    private static readonly ShopifyWebhooks Shopify = new();

    [Theory]
    [InlineData("old,new", "new", 0, true)]
    [InlineData("old,new", "old", null, true)]
    [InlineData("old,new", "new", -24, true)]
    [InlineData("old,new", "other", 0, false)]
    [InlineData("old,new", "new", -49, false)]
    [InlineData("old,new", "new", 1, false)]
    public void A_signature_counts_by_any_secret_in_force_and_while_shopify_may_still_be_trying(
        string secrets,
        string signedBy,
        int? hours,
        bool expected
    )
    {
        var triggered = hours is { } h
            ? Sent
                .Now.AddHours(h)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture)
            : null;
        var signature = Convert.ToBase64String(Sent.Hmac(signedBy, "{}"));
        Assert.Equal(expected, IsGenuine("{}", signature, triggered, secrets));
        Assert.False(IsGenuine("{ }", signature, triggered, secrets));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64!")]
    public void A_header_that_is_none_is_no_signature(string? header) =>
        Assert.False(IsGenuine("{}", header, null, "new"));

    [Fact]
    public void A_paid_order_is_a_sale_in_the_shops_currency()
    {
        var (type, body) = Paid(
            """
            "total_price": "120.50", "currency": "USD", "presentment_currency": "EUR", "total_price_set": {"presentment_money": {"amount": "110.00", "currency_code": "EUR"} }, "total_tax": "20.05",
            "customer": {"id": 7, "first_name": "Ada", "last_name": "Buyer"}, "email": "ada@example.net", "billing_address": {"country_code": "US", "company": "Buyer Inc"},
            "note_attributes": [{"name": "click_id", "value": "clk_1"}], "discount_codes": [{"code": "SUMMER"}, {"code": "ACME10"}], "landing_site": "/?via=acme&click_id=clk_0",
            "line_items": [{"product_id": 11, "variant_id": 12, "quantity": 2}]
            """
        );
        Assert.Equal(
            (EventType.Sale, "shopify:order:820982911946154508", "820982911946154508", "7"),
            (type, body.EventId, body.InvoiceId, body.CustomerId)
        );
        Assert.Equal((12_050, 2_005, "USD", 2), (body.Amount, body.Tax, body.Currency, body.Quantity));
        Assert.Equal(("clk_1", "acme", "11", "12"), (body.ClickId, body.Code, body.ProductId, body.Plan));
        Assert.Equal(
            ("ada@example.net", "Ada Buyer", "Buyer Inc", "US"),
            (body.Customer!.Email, body.Customer.Name, body.Customer.Company, body.Customer.Country)
        );
        Assert.Equal(Sent.Now, body.OccurredAt);
    }

    [Fact]
    public void All_discount_codes_of_an_order_may_be_a_partners_and_what_the_shop_noted_goes_first()
    {
        var content = Shopify.Read(
            """
            {"id": 1, "total_price": "1.00", "currency": "USD", "customer": {"id": 7}, "discount_codes": [{"code": "SUMMER"}, {"code": "ACME10"}],
             "note_attributes": [{"name": "coupon", "value": "NOTED"}, {"name": "customer_external_id", "value": "c1"}]}
            """,
            ("X-Shopify-Topic", "orders/paid")
        );
        Assert.Equal(["NOTED", "SUMMER", "ACME10"], Assert.Single(content.Events).Discounts);
        Assert.Equal(new("7", "c1"), Assert.Single(content.Customers));
    }

    [Theory]
    [InlineData("USD", "0.10", 10L)]
    [InlineData("USD", "90071992547409.91", 9_007_199_254_740_991L)]
    [InlineData("JPY", "500", 500L)]
    [InlineData("JPY", "500.00", 500L)]
    [InlineData("KWD", "1.234", 1_234L)]
    [InlineData("KWD", "1.23", 1_230L)]
    [InlineData("USD", "1.234", null)]
    [InlineData("JPY", "1.5", null)]
    [InlineData("XXX", "1.5", null)]
    [InlineData("USD", "1,5", null)]
    public void Amounts_are_exact(string currency, string price, long? expected) =>
        Assert.Equal(expected, Paid($$""" "total_price": "{{price}}", "currency": "{{currency}}" """).Body.Amount);

    [Theory]
    [InlineData("\"email\": \"guest@example.net\", \"customer\": null", "guest@example.net")]
    [InlineData("\"email\": \"\", \"customer\": null", "820982911946154508")]
    public void An_order_of_a_guest_is_not_lost(string members, string customer) =>
        Assert.Equal(customer, Paid($$""" "total_price": "1.00", "currency": "USD", {{members}} """).Body.CustomerId);

    [Fact]
    public void A_refund_is_what_its_successful_transactions_gave_back()
    {
        var (type, body) = Refund(
            """
            "transactions": [
              {"kind": "refund", "status": "success", "amount": "10.05", "currency": "USD"}, {"kind": "refund", "status": "success", "amount": "0.95", "currency": "USD"},
              {"kind": "refund", "status": "failure", "amount": "5.00", "currency": "USD"}, {"kind": "void", "status": "success", "amount": "5.00", "currency": "USD"}],
            "refund_line_items": [{"subtotal_set": {"shop_money": {"amount": "11.00", "currency_code": "USD"} } }]
            """
        );
        Assert.Equal(
            (EventType.Refund, "shopify:refund:509", "450789469", 1_100),
            (type, body.EventId, body.InvoiceId, body.Amount)
        );
    }

    [Fact]
    public void A_refund_in_the_customers_currency_is_what_its_lines_say_in_the_shops()
    {
        var (_, body) = Refund(
            """
            "transactions": [{"kind": "refund", "status": "success", "amount": "1900", "currency": "JPY"}],
            "refund_line_items": [{"subtotal_set": {"shop_money": {"amount": "10.00", "currency_code": "USD"} }, "total_tax_set": {"shop_money": {"amount": "0.80", "currency_code": "USD"} } }],
            "order_adjustments": [{"amount_set": {"shop_money": {"amount": "-2.00", "currency_code": "USD"} }, "tax_amount_set": {"shop_money": {"amount": "-0.20", "currency_code": "USD"} } }]
            """
        );
        Assert.Equal(1_300, body.Amount);
    }

    [Theory]
    [InlineData("orders/paid", """{"id": 1, "total_price": "0.00", "currency": "USD"}""")]
    [InlineData("orders/create", """{"id": 1, "total_price": "1.00", "currency": "USD"}""")]
    [InlineData("refunds/create", """{"id": 1, "order_id": 2, "transactions": []}""")]
    [InlineData("refunds/create", "[]")]
    [InlineData(null, "{}")]
    public void What_says_nothing_to_us_is_nothing(string? topic, string body) =>
        Assert.Empty(Shopify.Read(body, ("X-Shopify-Topic", topic)).Events);

    private static (EventType Type, EventBody Body) Paid(string members) =>
        Shopify.One(
            $$"""{"id": 820982911946154508, "processed_at": "2026-11-05T05:00:00-05:00", {{members}} }""",
            ("X-Shopify-Topic", "orders/paid")
        );

    private static (EventType Type, EventBody Body) Refund(string members) =>
        Shopify.One(
            $$"""{"id": 509, "order_id": 450789469, "created_at": "2026-11-05T10:00:00Z", {{members}} }""",
            ("X-Shopify-Topic", "refunds/create")
        );

    private static bool IsGenuine(string body, string? signature, string? triggered, string secrets) =>
        Shopify.IsGenuine(
            Sent.Request(body, ("X-Shopify-Hmac-Sha256", signature), ("X-Shopify-Triggered-At", triggered)),
            secrets.Split(','),
            Sent.Now
        );
}
