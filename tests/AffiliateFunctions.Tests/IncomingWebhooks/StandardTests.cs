using System.Globalization;
using System.Text;
using AffiliateFunctions.Events;
using AffiliateFunctions.IncomingWebhooks.Standard;

namespace AffiliateFunctions.Tests.IncomingWebhooks;

public sealed class StandardTests
{
    private static readonly StandardWebhooks Standard = new();

    [Fact]
    public void The_example_of_the_specifications_libraries_is_genuine()
    {
        var request = Sent.Request(
            """{"test": 2432232314}""",
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
        Assert.True(
            Standard.IsGenuine(
                request,
                ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
                DateTimeOffset.FromUnixTimeSeconds(1_614_265_330)
            )
        );
    }

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
        var signature =
            $"v1,{Convert.ToBase64String(Sent.Hmac(Encoding.UTF8.GetBytes(signedBy), $"msg_1.{time}.{{}}"))}";
        var keys = secrets
            .Split(',')
            .Select(secret => $"whsec_{Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))}")
            .Append("not base64!")
            .ToArray();
        Assert.Equal(expected, IsGenuine("{}", "msg_1", time, signature, keys));
        Assert.Equal(expected, IsGenuine("{}", "msg_1", time, $"v1a,AAAA v1,AAAA {signature}", keys));
        Assert.False(IsGenuine("{ }", "msg_1", time, signature, keys));
        Assert.False(IsGenuine("{}", "msg_2", time, signature, keys));
    }

    [Theory]
    [InlineData(null, "1793872800", "v1,AAAA")]
    [InlineData("msg_1", null, "v1,AAAA")]
    [InlineData("msg_1", "1793872800", null)]
    [InlineData("msg_1", "1793872800", "v2,AAAA")]
    [InlineData("msg_1", "soon", "v1,AAAA")]
    public void Headers_that_are_none_are_no_signature(string? id, string? time, string? signature) =>
        Assert.False(IsGenuine("{}", id, time, signature, ["whsec_bmV3"]));

    [Fact]
    public void The_data_are_an_event_as_the_API_takes_it()
    {
        var (type, body) = Standard.One(
            """
            {"type": "sale", "timestamp": "2026-11-05T10:00:00Z", "data": {"invoice_id": "i1", "customer": {"external_id": "c1"}, "amount": 100, "currency": "USD", "type": "renewal"} }
            """,
            ("webhook-id", "msg_1")
        );
        Assert.Equal(
            (EventType.Sale, "msg_1", "i1", 100, "renewal"),
            (type, body.EventId, body.InvoiceId, body.Amount, body.SaleType)
        );
        Assert.Equal(Sent.Now, body.OccurredAt);
    }

    [Fact]
    public void An_event_that_names_itself_keeps_its_name_and_time()
    {
        var (_, body) = Standard.One(
            """
            {"type": "refund", "timestamp": "2026-11-05T10:00:00Z", "data": {"event_id": "r1", "occurred_at": "2026-11-04T10:00:00Z", "invoice_id": "i1", "amount": 100} }
            """,
            ("webhook-id", "msg_1")
        );
        Assert.Equal(("r1", Sent.Now.AddDays(-1)), (body.EventId, body.OccurredAt));
    }

    [Theory]
    [InlineData("""{"type": "sale", "data": {"amuont": 100} }""", "/data/amuont")]
    [InlineData("""{"type": "sale", "data": {"amount": "100"} }""", "/data/amount")]
    [InlineData("""{"type": "sale", "data": []}""", "/data")]
    [InlineData("""{"type": "sale", "amuont": 100}""", "/amuont")]
    [InlineData("""{"type": "sale", "data": null}""", "/data")]
    public void What_is_no_event_is_named(string body, string pointer)
    {
        var providerEvent = Assert.Single(Standard.Read(body, ("webhook-id", "msg_1")).Events);
        Assert.Equal((EventType.Sale, "msg_1"), (providerEvent.Type, providerEvent.Id));
        Assert.Equal(pointer, providerEvent.Pointer + Assert.Single(providerEvent.Mistakes).Key);
    }

    [Theory]
    [InlineData(
        """{"type": "sale", "data": {"customer": {"external_id": "c1", "name": "Müller"} } }""",
        "/data/customer/name"
    )]
    [InlineData("""{"type": "sale", "customer": {"external_id": "c1", "name": "Müller"} }""", "/customer/name")]
    [InlineData("""{"type": "sale", "data": {"metadata": {"name": "Müller"} } }""", "/data/metadata/name")]
    public void What_is_no_UTF_8_is_named(string body, string pointer)
    {
        var providerEvent = Assert.Single(
            Standard.Read(Encoding.Latin1.GetBytes(body), ("webhook-id", "msg_1")).Events
        );
        Assert.Equal((EventType.Sale, "msg_1"), (providerEvent.Type, providerEvent.Id));
        var mistake = Assert.Single(providerEvent.Mistakes);
        Assert.Equal(pointer, providerEvent.Pointer + mistake.Key);
        Assert.Contains("valid Unicode", Assert.Single(mistake.Value), StringComparison.Ordinal);
    }

    [Fact]
    public void A_payload_without_data_is_the_event_itself_beside_type_and_timestamp()
    {
        var (type, body) = Standard.One(
            """
            {"type": "sale", "timestamp": "2026-11-05T10:00:00Z", "invoice_id": "i1", "customer": {"external_id": "c1"}, "amount": 100, "currency": "USD", "sale_type": "renewal"}
            """,
            ("webhook-id", "msg_1")
        );
        Assert.Equal(
            (EventType.Sale, "msg_1", "i1", 100, "renewal"),
            (type, body.EventId, body.InvoiceId, body.Amount, body.SaleType)
        );
        Assert.Equal(Sent.Now, body.OccurredAt);
    }

    [Theory]
    [InlineData("""{"type": "user.created", "data": {} }""")]
    [InlineData("{}")]
    public void What_says_nothing_to_us_is_nothing(string body) => Assert.Empty(Standard.Read(body).Events);

    private static bool IsGenuine(string body, string? id, string? time, string? signature, string[] secrets) =>
        Standard.IsGenuine(
            Sent.Request(body, ("webhook-id", id), ("webhook-timestamp", time), ("webhook-signature", signature)),
            secrets,
            Sent.Now
        );
}
