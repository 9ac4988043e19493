using System.Globalization;
using AffiliateFunctions.Events;
using AffiliateFunctions.IncomingWebhooks.HubSpot;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

public sealed class HubSpotTests
{
    private const string Address = "https://partners.example.com/webhooks/demo/hubspot";

    private static readonly HubSpotWebhooks HubSpot = new();

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
        var time = Sent.Now.AddSeconds(seconds).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(Sent.Hmac(signedBy, $"POST{Address}[]{time}"));
        Assert.Equal(expected, IsGenuine(Address, "[]", signature, time, secrets));
        Assert.False(IsGenuine(Address, "[ ]", signature, time, secrets));
        Assert.False(
            IsGenuine(Address.Replace("demo", "other", StringComparison.Ordinal), "[]", signature, time, secrets)
        );
    }

    [Fact]
    public void Some_characters_of_the_address_count_as_they_are_however_they_were_sent()
    {
        var time = Sent.Now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(Sent.Hmac("new", $"POST{Address}?a=b:c/d@e%20f%26{time}"));
        Assert.True(IsGenuine($"{Address}?a=b%3Ac%2fd%40e%20f%26", string.Empty, signature, time, "new"));
    }

    [Theory]
    [InlineData(null, "1793872800000")]
    [InlineData("AAAA", "1793872800000")]
    [InlineData("AAAA", null)]
    [InlineData("AAAA", "now")]
    public void A_header_that_is_none_is_no_signature(string? signature, string? time) =>
        Assert.False(IsGenuine(Address, "[]", signature, time, "new"));

    [Theory]
    [InlineData("appointmentscheduled", "meeting")]
    [InlineData("qualifiedtobuy", "qualified")]
    [InlineData("presentationscheduled", "meeting")]
    [InlineData("decisionmakerboughtin", "negotiation")]
    [InlineData("contractsent", "negotiation")]
    [InlineData("closedwon", "closed_won")]
    [InlineData("closedlost", "closed_lost")]
    [InlineData("unqualified", "unqualified")]
    [InlineData("78134", null)]
    public void The_stages_of_the_first_pipeline_are_ours(string theirs, string? ours)
    {
        var providerEvent = Assert.Single(
            HubSpot.Read($"[{Notification("dealstage", theirs)}]").Events,
            told => told.Type == EventType.Stage
        );
        Assert.Equal(
            ("hubspot:62515:123:dealstage:1793872800000", ours),
            (providerEvent.Id, providerEvent.Body?.Stage)
        );
        Assert.True(
            providerEvent.Body is null
                || providerEvent.Body is { Deal: "hubspot:123", OccurredAt: { } at } && at == Sent.Now
        );
    }

    [Fact]
    public void Every_notification_of_a_list_is_answered_for()
    {
        var content = HubSpot.Read($"[{Notification("dealstage", "closedwon")}, {Notification("dealname", "5")}, 7]");
        Assert.Equal([true, false], content.Events.Select(providerEvent => providerEvent.Body is not null));
        Assert.Equal(["/0", "/1"], content.Events.Select(item => item.Pointer));
    }

    [Fact]
    public void A_workflow_that_tells_a_won_deal_with_an_amount_brings_its_stage_and_its_sale()
    {
        var events = HubSpot
            .Read(
                """
                {"origin": {"portalId": 62515}, "object": {"objectId": 123, "objectType": "DEAL", "properties": {
                  "dealstage": "closedwon", "amount": "1500.50", "deal_currency_code": "USD", "closedate": "2026-11-04T10:00:00Z", "click_id": "clk_1", "email": "buyer@example.net"} } }
                """,
                ("X-HubSpot-Request-Timestamp", "1793872800000")
            )
            .Events;
        Assert.Equal(
            [(EventType.Stage, "hubspot:62515:123:closed_won"), (EventType.Sale, "hubspot:62515:123:sale")],
            events.Select(providerEvent => (providerEvent.Type, providerEvent.Id))
        );
        var (stage, sale) = (events[0].Body!, events[1].Body!);
        Assert.Equal(("closed_won", "hubspot:123", "clk_1"), (stage.Stage, stage.Deal, stage.ClickId));
        Assert.Equal(
            (150_050, "USD", "hubspot:123", "hubspot:123", "deal:hubspot:123", "clk_1"),
            (sale.Amount, sale.Currency, sale.InvoiceId, sale.Deal, sale.CustomerId, sale.ClickId)
        );
        Assert.Equal(new DateTimeOffset(2026, 11, 4, 10, 0, 0, TimeSpan.Zero), sale.OccurredAt);
    }

    [Theory]
    [InlineData("1500", "JPY", 1_500L)]
    [InlineData("1500.123", "KWD", 1_500_123L)]
    [InlineData("1500.123", "USD", null)]
    [InlineData("about 5", "USD", null)]
    public void Amounts_are_exact(string amount, string currency, long? expected)
    {
        var events = HubSpot
            .Read(
                $$"""{"objectId": 123, "properties": {"dealstage": {"value": "closedwon"}, "amount": {"value": "{{amount}}"}, "deal_currency_code": {"value": "{{currency}}"} } }"""
            )
            .Events;
        Assert.Equal(expected, events[1].Body!.Amount);
    }

    [Theory]
    [InlineData(""" "amount": "1500" """, 150_000L, "USD", null)]
    [InlineData(""" "amount": "1500", "deal_currency_code": "" """, 150_000L, "USD", null)]
    [InlineData(""" "amount": "1500", "deal_currency_code": null """, 150_000L, "USD", null)]
    [InlineData(""" "amount": "1500", "deal_currency_code": "jpy" """, 1_500L, "JPY", null)]
    [InlineData(
        """ "amount": "1500", "deal_currency_code": "dollars" """,
        null,
        "DOLLARS",
        "/properties/deal_currency_code"
    )]
    [InlineData(""" "amount": "12,50", "deal_currency_code": "USD" """, null, "USD", "/properties/amount")]
    public void A_deal_without_a_currency_is_in_the_programs_and_what_is_wrong_is_named(
        string properties,
        long? amount,
        string currency,
        string? pointer
    )
    {
        var body = $$"""{"objectId": 123, "properties": {"dealstage": "closedwon", {{properties}} } }""";
        var sale = HubSpot
            .Read(System.Text.Json.JsonElement.Parse(body), Sent.Request(body) with { ProgramCurrency = "USD" })
            .Value!.Events[1];
        Assert.Equal((amount, currency), (sale.Body!.Amount, sale.Body.Currency));
        Assert.Equal(pointer is null ? [] : [pointer], sale.Mistakes.Keys);
    }

    [Theory]
    [InlineData("""{"objectId": 123, "properties": {"dealstage": "closedwon"} }""", 1)]
    [InlineData(
        """{"objectId": 123, "properties": {"dealstage": "contractsent", "amount": "5", "deal_currency_code": "USD"} }""",
        1
    )]
    [InlineData("""{"objectId": 123, "properties": {"dealstage": "4711", "amount": "5"} }""", 0)]
    [InlineData("""{"properties": {"dealstage": "closedwon"} }""", 0)]
    [InlineData("""{"objectId": 123, "properties": {"\ud800": "\ud800"} }""", 0)]
    [InlineData("{}", 0)]
    public void Only_a_won_deal_with_an_amount_is_a_sale(string body, int events) =>
        Assert.Equal(events, HubSpot.Read(body).Events.Count(providerEvent => providerEvent.Body is not null));

    private static string Notification(string property, string value) =>
        $$"""
            {"eventId": 1, "subscriptionId": 2, "portalId": 62515, "appId": 3, "occurredAt": 1793872800000, "subscriptionType": "deal.propertyChange", "attemptNumber": 0,
             "objectId": 123, "changeSource": "CRM", "propertyName": "{{property}}", "propertyValue": "{{value}}"}
            """;

    private static bool IsGenuine(string address, string body, string? signature, string? time, string secrets) =>
        HubSpot.IsGenuine(
            Sent.Request(address, body, ("X-HubSpot-Signature-v3", signature), ("X-HubSpot-Request-Timestamp", time)),
            secrets.Split(','),
            Sent.Now
        );
}
