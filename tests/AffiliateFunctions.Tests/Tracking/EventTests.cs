using Affiliate.Domain.Identity;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Tracking.Invoices;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Tests.Tracking;

public sealed class EventTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 5, 10, 0, 0, TimeSpan.Zero);
    private static readonly ProgramSlug Program = ProgramSlug.Parse("demo");
    private static readonly PartnerId Partner = PartnerId.Parse("prt_01jd0000000000000000000001");
    private static readonly EventBody Sale = new()
    {
        EventId = "e1",
        InvoiceId = "i1",
        Customer = new CustomerBody { ExternalId = "c1" },
        Amount = 1_000,
        Currency = "USD",
    };

    public static TheoryData<string, string> Mistakes =>
        new()
        {
            { """{"event_id": "a b"}""", "/event_id" },
            { """{"occurred_at": "2037-01-01T00:00:00Z"}""", "/occurred_at" },
            { """{"occurred_at": "1999-12-31T00:00:00Z"}""", "/occurred_at" },
            { """{"invoice_id": ""}""", "/invoice_id" },
            { """{"amount": -1}""", "/amount" },
            { """{"amount": 9007199254740992}""", "/amount" },
            { """{"tax": 1001}""", "/tax" },
            { """{"fee": -1}""", "/fee" },
            { """{"currency": "dollars"}""", "/currency" },
            { """{"lines": [{"amount": 999}]}""", "/lines" },
            { """{"lines": [{"amount": 400}, {"product_id": "b"}]}""", "/lines/1/amount" },
            { """{"lines": [{"line_id": "a", "amount": 400}, {"line_id": "a", "amount": 600}]}""", "/lines/1/line_id" },
            { """{"lines": [{"amount": 1000, "tax": 1001}]}""", "/lines/0/tax" },
            { """{"lines": [{"amount": 1000, "tax": 1}]}""", "/lines" },
            { """{"lines": [{"amount": 1000, "quantity": 0}]}""", "/lines/0/quantity" },
            { """{"lines": [{"amount": 1000, "discount": -1}]}""", "/lines/0/discount" },
            { """{"quantity": 0}""", "/quantity" },
            { """{"sale_type": "gift"}""", "/sale_type" },
            { """{"fx_rate": "0"}""", "/fx_rate" },
            { """{"metadata": {"  ": 1} }""", "/metadata/  " },
            { """{"metadata": {"": 1} }""", "/metadata/" },
            { """{"metadata": {"seats": 1, " seats": 2} }""", "/metadata" },
            { """{"customer": {"external_id": ""} }""", "/customer/external_id" },
            { """{"customer": {"external_id": "c1", "email": "nobody"} }""", "/customer/email" },
            { """{"customer": {"external_id": "c1", "country": "XX"} }""", "/customer/country" },
            { """{"customer": {"external_id": "c1", "signup_date": "yesterday"} }""", "/customer/signup_date" },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_by_its_place(string change, string pointer)
    {
        var sent = System
            .Text.Json.Nodes.JsonNode.Parse(
                System.Text.Json.JsonSerializer.Serialize(
                    Sale,
                    AffiliateFunctions.Infrastructure.Storage.StoredJson.Options
                )
            )!
            .AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject())
        {
            sent[name] = value?.DeepClone();
        }

        var body = AffiliateFunctions.Infrastructure.Http.RequestBody.Parse<EventBody>(
            System.Text.Encoding.UTF8.GetBytes(sent.ToJsonString())
        );
        var checkedEvent = TrackingEvent.Check(Program, EventType.Sale, body.Value!, Now);
        Assert.Equal([pointer], checkedEvent.Problem!.Errors.Keys);
    }

    [Fact]
    public void A_currency_may_be_written_in_lower_case() =>
        Assert.Equal(
            ("USD", "JPY"),
            TrackingEvent
                .Check(
                    Program,
                    EventType.Sale,
                    Sale with
                    {
                        Currency = "usd",
                        PaidAmount = 5,
                        PaidCurrency = "jpy",
                    },
                    Now
                )
                .Value!.Body
                is var body
                ? (body.Currency, body.PaidCurrency)
                : default
        );

    [Fact]
    public void Lines_are_bounded_in_number_and_none_are_none()
    {
        Assert.Null(TrackingEvent.Check(Program, EventType.Sale, Sale with { Lines = [] }, Now).Value!.Body.Lines);
        Assert.True(
            TrackingEvent
                .Check(
                    Program,
                    EventType.Sale,
                    Sale with
                    {
                        Lines = [.. Enumerable.Repeat(new LineBody { Amount = 10 }, 100)],
                    },
                    Now
                )
                .Succeeded
        );
        Assert.Equal(
            ["/lines"],
            TrackingEvent
                .Check(
                    Program,
                    EventType.Sale,
                    Sale with
                    {
                        Lines = [.. Enumerable.Repeat(new LineBody { Amount = 10 }, 101)],
                    },
                    Now
                )
                .Problem!.Errors.Keys
        );
    }

    [Theory]
    [InlineData(""" "lines": [{"line_id": "a", "amount": 60}, {"line_id": "b", "amount": 40}] """, null)]
    [InlineData(""" "lines": [{"line_id": "a", "amount": 60}, {"line_id": "b", "amount": 41}] """, "/lines")]
    [InlineData(""" "lines": [{"amount": 60}] """, "/lines/0/line_id")]
    [InlineData(""" "lines": [{"line_id": "a", "amount": 0}] """, "/lines/0/amount")]
    [InlineData(""" "lines": [{"line_id": "a", "amount": 10, "tax": 11}] """, "/lines/0/tax")]
    public void A_refund_names_lines_of_its_sale(string members, string? pointer)
    {
        var sent = AffiliateFunctions.Infrastructure.Http.RequestBody.Parse<EventBody>(
            System.Text.Encoding.UTF8.GetBytes(
                $$"""{"event_id": "r1", "invoice_id": "i1", "amount": 100, {{members}} }"""
            )
        );
        Assert.Equal(
            pointer is null ? [] : [pointer],
            TrackingEvent.Check(Program, EventType.Refund, sent.Value!, Now).Problem?.Errors.Keys ?? []
        );
    }

    [Fact]
    public void What_is_no_goods_or_services_is_within_the_amount()
    {
        Assert.True(IsValid(EventType.Sale, Sale with { Tax = 200, Fee = 100, Shipping = 300, Tip = 300, Duty = 100 }));
        Assert.False(
            IsValid(EventType.Sale, Sale with { Tax = 200, Fee = 100, Shipping = 300, Tip = 300, Duty = 101 })
        );
        Assert.False(IsValid(EventType.Sale, Sale with { Shipping = -1 }));
        Assert.True(IsValid(EventType.Sale, Sale with { PaidAmount = 150_000, PaidCurrency = "JPY" }));
        Assert.False(IsValid(EventType.Sale, Sale with { PaidAmount = 150_000 }));
        Assert.False(IsValid(EventType.Sale, Sale with { PaidAmount = 0, PaidCurrency = "JPY" }));

        var refund = new EventBody
        {
            EventId = "r1",
            InvoiceId = "i1",
            Amount = 100,
        };
        Assert.True(IsValid(EventType.Refund, refund with { Tax = 60, Shipping = 40, Reason = "refund_failed" }));
        Assert.False(IsValid(EventType.Refund, refund with { Tax = 60, Shipping = 41 }));
        Assert.False(IsValid(EventType.Refund, refund with { Amount = null, TotalRefunded = 50, Tax = 60 }));

        static bool IsValid(EventType type, EventBody body) => TrackingEvent.Check(Program, type, body, Now).Succeeded;
    }

    [Fact]
    public void Names_of_metadata_are_trimmed_as_rules_name_them()
    {
        var sale = Sale with
        {
            Metadata = new()
            {
                [" seats "] = System.Text.Json.JsonSerializer.SerializeToElement(12),
                ["plan"] = System.Text.Json.JsonSerializer.SerializeToElement("pro"),
            },
        };
        var taken = TrackingEvent.Check(Program, EventType.Sale, sale, Now).Value!;
        Assert.Equal(["plan", "seats"], taken.Body.Metadata!.Keys.Order());
        Assert.Equal("12", Conversions.FactsOf(taken).Metadata["seats"]);
    }

    [Fact]
    public void A_change_of_a_sale_tells_its_invoice_and_what_it_comes_to()
    {
        var change = new EventBody
        {
            EventId = "c1",
            InvoiceId = "i1",
            Amount = 1_000,
            Tax = 100,
        };
        Assert.True(TrackingEvent.Check(Program, EventType.SaleChange, change, Now).Succeeded);
        Assert.True(
            TrackingEvent
                .Check(Program, EventType.SaleChange, change with { Amount = 0, Tax = null, Reason = "deal_lost" }, Now)
                .Succeeded
        );
        Assert.Equal(
            ["/amount"],
            TrackingEvent.Check(Program, EventType.SaleChange, change with { Amount = null }, Now).Problem!.Errors.Keys
        );
        Assert.Equal(
            ["/currency"],
            TrackingEvent
                .Check(Program, EventType.SaleChange, change with { Currency = "dollars" }, Now)
                .Problem!.Errors.Keys
        );
        Assert.Equal(
            ["/reason"],
            TrackingEvent
                .Check(Program, EventType.SaleChange, change with { Reason = "refund" }, Now)
                .Problem!.Errors.Keys
        );
        LineBody[] lines = [new() { ProductId = "pro", Amount = 900 }, new() { ProductId = "addon", Amount = 100 }];
        Assert.True(TrackingEvent.Check(Program, EventType.SaleChange, change with { Lines = lines }, Now).Succeeded);
        Assert.Equal(
            ["/lines"],
            TrackingEvent
                .Check(Program, EventType.SaleChange, change with { Lines = [lines[0]] }, Now)
                .Problem!.Errors.Keys
        );
        Assert.True(EventNames.TryParse("sale_change", out var type));
        Assert.Equal(EventType.SaleChange, type);
    }

    [Fact]
    public void A_refund_says_either_its_amount_or_the_total()
    {
        var refund = new EventBody { EventId = "r1", InvoiceId = "i1" };
        Assert.False(TrackingEvent.Check(Program, EventType.Refund, refund, Now).Succeeded);
        Assert.False(
            TrackingEvent.Check(Program, EventType.Refund, refund with { Amount = 1, TotalRefunded = 1 }, Now).Succeeded
        );
        Assert.True(TrackingEvent.Check(Program, EventType.Refund, refund with { Amount = 1 }, Now).Succeeded);
        Assert.True(TrackingEvent.Check(Program, EventType.Refund, refund with { TotalRefunded = 0 }, Now).Succeeded);
    }

    [Fact]
    public void Events_fit_into_as_few_messages_as_hold_them_and_come_out_as_they_went_in()
    {
        var events = Enumerable
            .Range(0, 3_000)
            .Select(i => new TrackingEvent(
                Program,
                EventType.Sale,
                Sale with
                {
                    EventId = $"e{i}",
                    ProductId = Guid.CreateVersion7().ToString(),
                },
                Now
            ))
            .ToList();
        var messages = EventMessage.Body.Pack(events).ToList();
        Assert.InRange(messages.Count, 2, 16);
        Assert.All(messages, message => Assert.InRange(message.ToMemory().Length, 1, 48 * 1024));
        Assert.Equal(
            events.Select(trackingEvent => trackingEvent.BodyHash),
            messages.SelectMany(message => EventMessage.Body.Unpack(message)).Select(item => item.BodyHash)
        );
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("TE1 and nothing compressed")]
    [InlineData("")]
    public void A_message_that_is_not_ours_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => EventMessage.Body.Unpack(new BinaryData(text)));

    [Fact]
    public void A_click_id_says_whose_it_is_and_cannot_be_altered_or_used_in_another_program()
    {
        var clicks = new ClickIds(
            Options.Create(new SecurityOptions { LinkSigningKey = Convert.ToBase64String(new byte[32]) })
        );
        var id = clicks.New(Program, Partner, Now);
        Assert.Equal(new SignedClick(Partner, Now, TouchNotes.None), clicks.Read(Program, id));
        var noted = clicks.New(Program, Partner, Now, TouchNotes.Burst | TouchNotes.PaidSearch);
        Assert.Equal(
            (TouchNotes.Burst | TouchNotes.PaidSearch, id.Length),
            (clicks.Read(Program, noted)!.Notes, noted.Length)
        );
        Assert.Null(clicks.Read(ProgramSlug.Parse("other"), id));
        Assert.Null(clicks.Read(Program, id[..^1] + (id[^1] == '0' ? '1' : '0')));
        Assert.Null(clicks.Read(Program, "clk_"));
        Assert.Equal(
            clicks.Of(Program, Partner, EventId.Parse("e1"), Now),
            clicks.Of(Program, Partner, EventId.Parse("e1"), Now)
        );
    }

    [Fact]
    public void Another_name_is_of_one_invoice_and_a_sale_is_of_none()
    {
        var name = new StoredInvoice { Id = "pi_1" }.AnotherNameOf("in_1");
        Assert.Equal("in_1", name.Of);
        Assert.Equal("in_1", name.AnotherNameOf("in_2").Of);
        var sale = name with { Of = null, Sale = new InvoiceSale(EventId.Parse("e1"), CustomerId.Parse("c1"), 1_000) };
        Assert.Null(sale.AnotherNameOf("in_1").Of);
    }
}
