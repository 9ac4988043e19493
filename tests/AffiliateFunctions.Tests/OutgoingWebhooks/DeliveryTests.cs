using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.OutgoingWebhooks;
using AffiliateFunctions.OutgoingWebhooks.Deliveries;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.OutgoingWebhooks.Sending;

namespace AffiliateFunctions.Tests.OutgoingWebhooks;

public sealed class DeliveryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_signature_is_that_of_the_reference_implementations_vector() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            EndpointSecrets.Sign(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                DateTimeOffset.FromUnixTimeSeconds(1614265330),
                """{"test": 2432232314}"""
            )
        );

    [Fact]
    public void A_failing_delivery_is_tried_ten_times_over_three_days_and_given_up()
    {
        var (delivery, at, waits) = (New("msg_1"), Now, new List<TimeSpan>());
        while (delivery.Status == DeliveryStatus.Pending)
        {
            delivery = delivery.After(Answered(500, at), null);
            waits.AddRange(delivery.NextAttemptAt is { } next ? [next - at] : []);
            at = delivery.NextAttemptAt ?? at;
        }

        TimeSpan[] schedule =
        [
            TimeSpan.FromSeconds(5),
            TimeSpan.FromMinutes(5),
            TimeSpan.FromMinutes(30),
            TimeSpan.FromHours(2),
            TimeSpan.FromHours(5),
            TimeSpan.FromHours(10),
            TimeSpan.FromHours(14),
            TimeSpan.FromHours(20),
            TimeSpan.FromHours(24),
        ];
        Assert.Equal(schedule.Length, waits.Count);
        Assert.All(schedule.Zip(waits), pair => Assert.InRange(pair.Second, pair.First, pair.First * 1.1));
        Assert.Equal(
            (DeliveryStatus.Failed, "attempts_exhausted", 10),
            (delivery.Status, delivery.Reason, delivery.Attempts.Count)
        );
    }

    [Fact]
    public void Deliveries_that_fail_together_come_back_apart_and_each_always_at_the_same_time()
    {
        var times = Enumerable.Range(0, 20).Select(i => RetrySchedule.Next($"msg_{i}", 2, Now, null)).ToList();
        Assert.Equal(20, times.Distinct().Count());
        Assert.Equal(times, Enumerable.Range(0, 20).Select(i => RetrySchedule.Next($"msg_{i}", 2, Now, null)));
    }

    [Theory]
    [InlineData(1, 60, 60)]
    [InlineData(1, 3600, 300)]
    [InlineData(9, 3600, 86_400)]
    [InlineData(9, 864_000, 86_400)]
    [InlineData(1, -5, 5)]
    public void A_wait_that_the_endpoint_asks_for_is_heeded_up_to_the_next_step(int made, int asked, int least) =>
        Assert.InRange(
            (RetrySchedule.Next("msg_1", made, Now, TimeSpan.FromSeconds(asked))!.Value - Now).TotalSeconds,
            least,
            least * 1.1
        );

    [Fact]
    public void A_delivery_that_is_taken_is_done_and_one_whose_endpoint_is_gone_has_failed()
    {
        Assert.Equal((DeliveryStatus.Delivered, null), Standing(New("msg_1").After(Answered(204, Now), null)));
        Assert.Equal((DeliveryStatus.Failed, "gone"), Standing(New("msg_1").After(Answered(410, Now), null)));
        Assert.Equal((DeliveryStatus.Pending, null), Standing(New("msg_1").After(Answered(302, Now), null)));
        Assert.Equal(
            (DeliveryStatus.Pending, null),
            Standing(New("msg_1").After(new DeliveryAttempt(Now, null, "No answer", null, 15_000), null))
        );
    }

    [Theory]
    [InlineData("*", "payout.paid", true)]
    [InlineData("payout.*", "payout.paid", true)]
    [InlineData("payout.paid", "payout.paid", true)]
    [InlineData("payout.paid", "payout.failed", false)]
    [InlineData("payout", "payout.paid", false)]
    [InlineData("pay*", "payout.paid", false)]
    [InlineData("commission.*", "payout.paid", false)]
    public void A_type_is_meant_by_itself_by_its_group_or_by_the_asterisk(string pattern, string type, bool fits) =>
        Assert.Equal(fits, WebhookEventTypes.Fits(pattern, type));

    [Fact]
    public void The_same_cause_is_the_same_webhook()
    {
        var slug = ProgramSlug.Parse("demo");
        var serializedWebhookEvent = SerializedWebhookEvent.Of(
            slug,
            new WebhookEvent(WebhookEventTypes.PayoutPaid, "pay_1", Now, new { Id = "pay_1", Amount = 12 })
        );
        Assert.Equal(
            serializedWebhookEvent.Id,
            SerializedWebhookEvent
                .Of(slug, new WebhookEvent(WebhookEventTypes.PayoutPaid, "pay_1", Now.AddDays(1), new { }))
                .Id
        );
        Assert.NotEqual(
            serializedWebhookEvent.Id,
            SerializedWebhookEvent.Of(slug, new WebhookEvent(WebhookEventTypes.PayoutFailed, "pay_1", Now, new { })).Id
        );
        Assert.NotEqual(
            serializedWebhookEvent.Id,
            SerializedWebhookEvent
                .Of(ProgramSlug.Parse("other"), new WebhookEvent(WebhookEventTypes.PayoutPaid, "pay_1", Now, new { }))
                .Id
        );
        Assert.DoesNotContain('.', serializedWebhookEvent.Id);
        Assert.Equal(
            """{"type":"payout.paid","timestamp":"2026-11-10T12:00:00Z","data":{"id":"pay_1","amount":12}}""",
            serializedWebhookEvent.Payload
        );
    }

    [Fact]
    public void Many_notices_share_few_messages_and_none_is_lost()
    {
        var slug = ProgramSlug.Parse("demo");
        var notices = Enumerable
            .Range(0, 1_000)
            .Select(i =>
                SerializedWebhookEvent.Of(
                    slug,
                    new WebhookEvent(WebhookEventTypes.CommissionCreated, $"com_{i}", Now, new { Id = $"com_{i}" })
                )
            )
            .ToList();
        var messages = WebhookEventMessage.Body.Pack(new(slug, Now, notices)).ToList();
        Assert.InRange(messages.Count, 1, 8);
        Assert.Equal(notices, messages.SelectMany(message => WebhookEventMessage.Body.Unpack(message).Notices));
        Assert.Throws<InvalidDataException>(() => WebhookEventMessage.Body.Unpack(new BinaryData("[]")));
    }

    [Fact]
    public void A_key_and_its_orchestration_are_read_back()
    {
        var key = new EndpointKey(ProgramSlug.Parse("a-b"), "c_d");
        Assert.Equal(key, JsonSerializer.Deserialize<EndpointKey>(JsonSerializer.Serialize(key)));
        Assert.Equal("webhooks_a-b_c_d", key.InstanceId);
    }

    private static Delivery New(string id) =>
        new()
        {
            Id = id,
            Type = WebhookEventTypes.Test,
            Payload = "{}",
            CreatedAt = Now,
        };

    private static DeliveryAttempt Answered(int status, DateTimeOffset at) => new(at, status, null, null, 3);

    private static (DeliveryStatus Status, string? Reason) Standing(Delivery delivery) =>
        (delivery.Status, delivery.Reason);
}
