using System.Net;
using System.Text;
using Testing.Answers;

namespace EndToEnd.IncomingWebhooks;

/// <summary>Events of the API that come as Standard Webhooks.</summary>
public sealed class StandardWebhookTests
{
    [Fact]
    public async Task A_standard_webhook_is_an_event_as_the_API_takes_it()
    {
        await using var program = await WebhookProgram.StartAsync();
        await program.SendTwiceAsync(
            "standard",
            $$"""
            {"type": "sale", "timestamp": "{{await program.NowAsync()}}", "data": {"invoice_id": "i1", "customer": {"external_id": "c1"}, "amount": 10000, "currency": "USD", "code": "{{program.Code}}"} }
            """,
            topic: "msg_1"
        );
        await program.SendTwiceAsync(
            "standard",
            """{"type": "refund", "data": {"event_id": "r1", "invoice_id": "i1", "total_refunded": 5000} }""",
            topic: "msg_2"
        );
        Assert.Equal(
            ("applied", "applied", 1_000),
            (await program.StatusAsync("msg_1"), await program.StatusAsync("r1"), await program.PendingAsync())
        );
        var (status, answer) = await program.SendAsync(
            "standard",
            """{"type": "sale", "data": {"amount": -1} }""",
            "msg_3"
        );
        var result = answer.As<EventResultJson>();
        Assert.Equal((HttpStatusCode.Accepted, "rejected"), (status, result.Status));
        Assert.Contains("/data/amount", result.Errors!);
        Assert.Equal("rejected", await program.StatusAsync("msg_3"));
        await program.SendTwiceAsync(
            "standard",
            $$"""{"type": "sale", "timestamp": "{{await program.NowAsync()}}", "invoice_id": "i2", "customer": {"external_id": "c1"}, "amount": 10000, "currency": "USD"}""",
            topic: "msg_4"
        );
        Assert.Equal(3_000, await program.PendingAsync());
    }

    [Fact]
    public async Task A_genuine_webhook_with_bytes_that_are_no_UTF_8_is_kept_as_rejected()
    {
        await using var program = await WebhookProgram.StartAsync();
        const string Sale =
            """{"type": "sale", "data": {"invoice_id": "i1", "customer": {"external_id": "c1", "name": "Müller"}, "amount": 1} }""";
        var (status, answer) = await program.SendAsync("standard", Sale, "msg_1", encoding: Encoding.Latin1);
        var result = answer.As<EventResultJson>();
        Assert.Equal((HttpStatusCode.Accepted, "rejected"), (status, result.Status));
        Assert.Equal(["/data/customer/name"], result.Errors!.Keys);
        Assert.Equal("rejected", await program.StatusAsync("msg_1"));

        foreach (var provider in new[] { "stripe", "paddle", "shopify", "hubspot" })
        {
            var (other, body) = await program.SendAsync(provider, Sale, "orders/paid", encoding: Encoding.Latin1);
            Assert.True((int)other < 500, $"{provider} answered {other}: {body}");
        }
    }

    [Fact]
    public async Task Another_event_under_the_id_of_a_sender_of_its_own_is_a_conflict()
    {
        await using var program = await WebhookProgram.StartAsync();
        const string Lead =
            """{"type": "lead", "data": {"event_id": "l1", "customer": {"external_id": "c1"}, "code": "x"} }""";
        Assert.Equal(HttpStatusCode.Accepted, (await program.SendAsync("standard", Lead, topic: "msg_1")).Status);
        Assert.Equal(
            HttpStatusCode.Conflict,
            (
                await program.SendAsync("standard", Lead.Replace("c1", "c2", StringComparison.Ordinal), topic: "msg_2")
            ).Status
        );
    }
}
