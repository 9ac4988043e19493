using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.OutgoingWebhooks.Sending;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Apply;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Tables that are away for longer than the platform tries a message, while queues are there.</summary>
public sealed class TablesAwayTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    // The platform gives a message up after five tries, and so does the function of its poison queue.
    private const int MoreTriesThanThePlatformGives = 12;

    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}]
        """;

    [Theory]
    [InlineData(EventMessage.Queue)]
    [InlineData(EventMessage.PoisonQueue)]
    public async Task No_try_counts_in_which_tables_were_away(string name)
    {
        var tables = new TablesAway();
        var storage = azurite.TakeAccount();
        await using var host = await StartAsync(storage, tables);
        var queue = Queue(storage, name);
        await queue.SendMessageAsync(MessageOf(host));
        tables.AreAway = true;
        for (var attempt = 0; attempt < MoreTriesThanThePlatformGives; attempt++)
        {
            var message = Assert.Single((await queue.ReceiveMessagesAsync()).Value);
            Assert.Equal(1, message.DequeueCount);
            await RunAsync(host, name, message.Body);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }

        tables.AreAway = false;
        await RunAsync(host, name, Assert.Single((await queue.ReceiveMessagesAsync()).Value).Body);
        var expected = name == EventMessage.Queue ? "sale 0 Applied" : "sale 0 Held undelivered";
        Assert.Contains(expected, await host.EndAsync(LedgerHost.Slug));
    }

    [Fact]
    public async Task A_fault_of_a_message_still_counts()
    {
        await using var host = await StartAsync(azurite.TakeAccount(), new TablesAway());
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            host.Function<ApplyTrackingEvents>().RunAsync([1, 2, 3], isFirstDelivery: true, default)
        );
    }

    [Fact]
    public async Task Messages_that_were_given_up_come_back_and_those_that_hold_nothing_stay()
    {
        var storage = azurite.TakeAccount();
        await using var host = await StartAsync(storage, new TablesAway());
        var (events, notices) = (
            Queue(storage, HoldUndeliveredEvents.UnreadableQueue),
            Queue(storage, ReturnWebhookEvents.PoisonQueue)
        );
        await host.Function<ReturnEvents>().RunAsync(null!, default);
        foreach (var given in new[] { events, notices })
        {
            await given.CreateAsync();
            await given.SendMessageAsync(new BinaryData("No message of ours."));
        }

        await events.SendMessageAsync(MessageOf(host));
        await notices.SendMessageAsync(
            WebhookEventMessage.Body.Pack(new(LedgerHost.Slug, host.Clock.GetUtcNow(), [Notice()])).Single()
        );
        await Queue(storage, WebhookEventMessage.Queue).CreateIfNotExistsAsync();

        await host.Function<ReturnEvents>().RunAsync(null!, default);
        await host.Function<ReturnWebhookEvents>().RunAsync(null!, default);

        Assert.Equal("sale", Assert.Single(Assert.Single(await host.TakeQueuedAsync())).Id.Value);
        Assert.Single(
            WebhookEventMessage
                .Body.Unpack(
                    Assert.Single((await Queue(storage, WebhookEventMessage.Queue).ReceiveMessagesAsync(32)).Value).Body
                )
                .Notices
        );
        Assert.Equal((1, 1), (await CountAsync(events), await CountAsync(notices)));
    }

    private static SerializedWebhookEvent Notice() => new("msg_1", "sale.applied", "{}");

    private static Task<TrackingHost> StartAsync(string storage, TablesAway tables) =>
        TrackingHost.StartAsync(
            storage,
            Rules,
            partners: 1,
            tables,
            new Dictionary<string, string?>
            {
                [$"{StorageOptions.Section}:{nameof(StorageOptions.PutBackFor)}"] = "00:00:00",
            }
        );

    private static BinaryData MessageOf(TrackingHost host)
    {
        var now = host.Clock.GetUtcNow();
        var body = new EventBody
        {
            EventId = "sale",
            InvoiceId = "i1",
            Customer = new() { ExternalId = "c1" },
            Code = "p0",
            Amount = 1_000,
            Currency = "USD",
            OccurredAt = now,
        };
        return EventMessage.Body.Pack([TrackingHost.Event(LedgerHost.Slug, EventType.Sale, body, now)]).Single();
    }

    private static Task RunAsync(TrackingHost host, string queue, BinaryData message) =>
        queue == EventMessage.Queue
            ? host.Function<ApplyTrackingEvents>().RunAsync(message.ToArray(), isFirstDelivery: true, default)
            : host.Function<HoldUndeliveredEvents>().RunAsync(message.ToArray(), default);

    private static QueueClient Queue(string storage, string name) =>
        new(storage, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    private static async Task<int> CountAsync(QueueClient queue) =>
        (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    /// <summary>
    /// Refuses what is asked of tables, as their service does that is away: with the pipeline's tries told together.
    /// </summary>
    private sealed class TablesAway : HttpPipelinePolicy
    {
        public bool AreAway { get; set; }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Storage is only called asynchronously.");

        // https://learn.microsoft.com/rest/api/storageservices/setting-the-odata-data-service-version-headers
        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            AreAway && message.Request.Headers.Contains("DataServiceVersion")
                ? throw new AggregateException(
                    new RequestFailedException(0, "No connection could be made."),
                    new RequestFailedException(0, "No connection could be made.")
                )
                : ProcessNextAsync(message, pipeline);
    }
}
