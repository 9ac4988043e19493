using System.Globalization;
using AffiliateFunctions.Events;
using AffiliateFunctions.IncomingWebhooks.Paddle;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

public sealed class PaddleTests
{
    private static readonly PaddleWebhooks Paddle = new();

    [Theory]
    [InlineData("old,new", "new", 0, true)]
    [InlineData("old,new", "old", -300, true)]
    [InlineData("old,new", "old", 300, true)]
    [InlineData("old,new", "other", 0, false)]
    [InlineData("old,new", "new", -301, false)]
    [InlineData("old,new", "new", 301, false)]
    public void A_signature_counts_for_five_minutes_and_by_any_secret_in_force(
        string secrets,
        string signedBy,
        int seconds,
        bool expected
    )
    {
        var time = (Sent.Now.ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(Sent.Hmac(signedBy, $"{time}:{{}}"));
        Assert.Equal(expected, IsGenuine("{}", $"ts={time};h1={signature}", secrets));
        Assert.Equal(expected, IsGenuine("{}", $"ts={time};h1={new string('0', 64)};h1={signature}", secrets));
        Assert.False(IsGenuine("{ }", $"ts={time};h1={signature}", secrets));
        Assert.False(IsGenuine("{}", $"ts={time}1;h1={signature}", secrets));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ts=;h1=")]
    [InlineData("ts=-1;h1=zz")]
    [InlineData("ts=99999999999999999999;h1=00")]
    [InlineData(";;=;h1")]
    public void A_header_that_is_none_is_no_signature(string? header) => Assert.False(IsGenuine("{}", header, "new"));

    [Fact]
    public void A_completed_transaction_is_a_sale_of_what_was_due()
    {
        var (type, body) = Paddle.One(
            Transaction("USD", "12000", """ "tax": "2000", "fee": "650", """, "subscription_recurring")
        );
        Assert.Equal(
            (EventType.Sale, "paddle:transaction:txn_1", "txn_1", "ctm_1"),
            (type, body.EventId, body.InvoiceId, body.CustomerId)
        );
        Assert.Equal(
            (12_000, 2_000, 650, "USD", "renewal"),
            (body.Amount, body.Tax, body.Fee, body.Currency, body.SaleType)
        );
        Assert.Equal(
            ("pro_1", "pri_1", 3, "clk_1", "acme"),
            (body.ProductId, body.Plan, body.Quantity, body.ClickId, body.Code)
        );
        Assert.Equal(Sent.Now, body.OccurredAt);
    }

    [Theory]
    [InlineData("JPY", "500", 500L)]
    [InlineData("KRW", "12000", 12_000L)]
    [InlineData("USD", "9007199254740991", 9_007_199_254_740_991L)]
    [InlineData("USD", "10.5", null)]
    [InlineData("USD", "1e3", null)]
    public void Amounts_are_whole_minor_units(string currency, string sent, long? expected) =>
        Assert.Equal(expected, Paddle.One(Transaction(currency, sent, string.Empty, "web")).Body.Amount);

    [Fact]
    public void A_transaction_of_nothing_brings_the_touch_only()
    {
        var (type, body) = Paddle.One(Transaction("USD", "0", string.Empty, "web"));
        Assert.Equal((EventType.Lead, "ctm_1", "clk_1", "acme"), (type, body.CustomerId, body.ClickId, body.Code));
    }

    [Fact]
    public void A_customer_brings_the_touch_the_merchants_id_and_the_address()
    {
        var content = Paddle.Read(
            """
            {"event_type": "customer.created", "occurred_at": "2026-11-05T10:00:00Z", "data": {"id": "ctm_1", "email": "ann@buyer.example", "name": "Ann", "created_at": "2026-11-05T09:00:00Z",
             "custom_data": {"click_id": "clk_1", "customer_external_id": "user_1"} } }
            """
        );
        var lead = Assert.Single(content.Events);
        Assert.Equal(
            (EventType.Lead, "ctm_1", "clk_1", "ann@buyer.example"),
            (lead.Type, lead.Body!.CustomerId, lead.Body.ClickId, lead.Body.Customer!.Email)
        );
        Assert.Equal(("ctm_1", "user_1"), (Assert.Single(content.Customers).Name, content.Customers[0].Meaning));
        Assert.Equal("ann@buyer.example", Assert.Single(content.Buyers).Email);
    }

    [Fact]
    public void A_transaction_without_a_customer_is_its_own() =>
        Assert.Equal(
            "txn_1",
            Paddle
                .One(
                    Transaction("USD", "100", string.Empty, "web")
                        .Replace("\"ctm_1\"", "null", StringComparison.Ordinal)
                )
                .Body.CustomerId
        );

    [Fact]
    public void Tax_and_fee_are_never_more_than_what_was_due()
    {
        var (_, body) = Paddle.One(Transaction("USD", "100", """ "tax": "80", "fee": "50", """, "web"));
        Assert.Equal((80, 20), (body.Tax, body.Fee));
    }

    [Theory]
    [InlineData(""" "tax": "4000", """, 2_000)]
    [InlineData(""" "tax": "4000", "grand_total_tax": "1999", """, 1_999)]
    [InlineData(""" "tax": "4000", "grand_total_tax": "4000", """, 2_000)]
    public void What_was_due_after_credit_has_its_share_of_the_tax(string totals, long tax)
    {
        var (_, body) = Paddle.One(Transaction("USD", "12000", totals, "web", whole: "24000"));
        Assert.Equal((12_000, tax), (body.Amount, body.Tax));
    }

    [Theory]
    [InlineData("refund", "0", "2000", "2000", 2_000L)]
    [InlineData("refund", "-5000", "-1000", "-6000", 1_000L)]
    [InlineData("chargeback", "10000", "2000", "12000", null)]
    public void A_refund_has_a_tax_of_its_own(string action, string subtotal, string tax, string total, long? expected)
    {
        var (_, body) = Paddle.One(
            $$"""
            {"event_type": "adjustment.created", "data": {"id": "adj_1", "action": "{{action}}", "status": "approved", "transaction_id": "txn_1",
              "totals": {"subtotal": "{{subtotal}}", "tax": "{{tax}}", "total": "{{total}}", "fee": "0"} } }
            """
        );
        Assert.Equal((Math.Abs(long.Parse(total, CultureInfo.InvariantCulture)), expected), (body.Amount, body.Tax));
    }

    [Theory]
    [InlineData("adjustment.created", "refund", "approved", "refund")]
    [InlineData("adjustment.updated", "refund", "approved", "refund")]
    [InlineData("adjustment.created", "refund", "pending_approval", null)]
    [InlineData("adjustment.updated", "refund", "rejected", null)]
    [InlineData("adjustment.created", "chargeback", "approved", "chargeback")]
    [InlineData("adjustment.created", "chargeback_reverse", "approved", "dispute_won")]
    [InlineData("adjustment.created", "chargeback_warning", "approved", null)]
    [InlineData("adjustment.created", "credit", "approved", null)]
    [InlineData("adjustment.created", "credit_reverse", "approved", null)]
    public void An_adjustment_is_what_its_action_says_once_it_is_approved(
        string type,
        string action,
        string status,
        string? reason
    )
    {
        var content = Paddle.Read(
            $$"""
            {"event_type": "{{type}}", "occurred_at": "2026-11-06T10:00:00Z", "data": {
              "id": "adj_1", "action": "{{action}}", "status": "{{status}}", "transaction_id": "txn_1", "created_at": "2026-11-05T10:00:00.123456Z", "totals": {"total": "1200"} } }
            """
        );
        Assert.Equal(reason, content.Events.SingleOrDefault()?.Body!.Reason);
        Assert.All(
            content.Events,
            providerEvent =>
                Assert.Equal(
                    ($"paddle:adjustment:adj_1:{action}", "txn_1", 1_200),
                    (providerEvent.Body!.EventId, providerEvent.Body.InvoiceId, providerEvent.Body.Amount)
                )
        );
    }

    [Fact]
    public void A_refund_that_was_reversed_is_put_back()
    {
        var (_, body) = Paddle.One(
            """
            {"event_type": "adjustment.updated", "data": {"id": "adj_1", "action": "refund", "status": "reversed", "transaction_id": "txn_1", "totals": {"tax": "200", "total": "1200"} } }
            """
        );
        Assert.Equal(
            ("paddle:adjustment:adj_1:refund:reversed", "refund_failed", 1_200, 200),
            (body.EventId, body.Reason, body.Amount, body.Tax)
        );
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"event_type": "transaction.completed", "data": []}""")]
    [InlineData(
        """{"event_type": "transaction.completed", "data": {"id": "txn_1", "details": {"totals": {"total": "0"} } } }"""
    )]
    [InlineData(
        """{"event_type": "transaction.billed", "data": {"id": "txn_1", "details": {"totals": {"total": "100"} } } }"""
    )]
    public void What_says_nothing_to_us_is_nothing(string body) => Assert.Empty(Paddle.Read(body).Events);

    private static bool IsGenuine(string body, string? header, string secrets) =>
        Paddle.IsGenuine(Sent.Request(body, ("Paddle-Signature", header)), secrets.Split(','), Sent.Now);

    private static string Transaction(
        string currency,
        string total,
        string totals,
        string origin,
        string? whole = null
    ) =>
        $$"""
            {"event_id": "evt_1", "event_type": "transaction.completed", "occurred_at": "2026-11-05T10:00:00.000000Z", "data": {
              "id": "txn_1", "status": "completed", "customer_id": "ctm_1", "currency_code": "{{currency}}", "origin": "{{origin}}",
              "custom_data": {"click_id": "clk_1", "via": "acme", "seats": 3},
              "items": [{"quantity": 3, "price": {"id": "pri_1", "product_id": "pro_1"} }],
              "details": {"totals": { {{totals}} "grand_total": "{{total}}", "total": "{{whole ?? total}}"} } } }
            """;
}
