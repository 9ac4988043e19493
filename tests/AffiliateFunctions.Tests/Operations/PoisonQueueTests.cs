using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Operations.Poison;
using AffiliateFunctions.OutgoingWebhooks.Sending;
using Azure.Storage.Queues;
using Testing;

namespace AffiliateFunctions.Tests.Operations;

/// <summary>Messages that failed too often are listed with their contents, sent again and removed.</summary>
public sealed class PoisonQueueTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Messages_are_listed_with_what_they_contain_also_unreadable_ones()
    {
        await using var host = await OperationsHost.StartAsync(azurite.TakeAccount());
        var queue = await QueueAsync(host, "webhooks-poison");
        await queue.SendMessageAsync(Webhook("evt_1"));
        await queue.SendMessageAsync("not base64 <b>\n");

        var read = await host.Get<PoisonQueues>().ReadAsync("webhooks-poison", default);
        Assert.Equal(("webhooks", 2), (read.Source, read.Count));
        Assert.Equal(["demo/payout.paid evt_1"], read.Messages[0].Contents!);
        Assert.Equal((null, "not base64 <b>"), (read.Messages[1].Contents, read.Messages[1].BeginsWith));
        Assert.Equal(0, (await host.Get<PoisonQueues>().ReadAsync("partner-sales-poison", default)).Count);
    }

    [Fact]
    public async Task A_returned_message_has_the_same_text_in_its_queue()
    {
        await using var host = await OperationsHost.StartAsync(azurite.TakeAccount());
        var queue = await QueueAsync(host, "webhooks-poison");
        await queue.SendMessageAsync(Webhook("evt_1"));

        var poison = host.Get<PoisonQueues>();
        Assert.Equal(1, await poison.ReturnAsync("webhooks-poison", default));
        var source = await QueueAsync(host, "webhooks");
        Assert.Equal(
            [Webhook("evt_1")],
            (await source.PeekMessagesAsync(32)).Value.Select(message => message.MessageText)
        );
        Assert.Equal(0, (await poison.ReadAsync("webhooks-poison", default)).Count);
    }

    [Fact]
    public async Task All_messages_are_returned_and_a_single_one_is_removed()
    {
        await using var host = await OperationsHost.StartAsync(azurite.TakeAccount());
        var queue = await QueueAsync(host, "webhooks-poison");
        var poison = host.Get<PoisonQueues>();
        var removed = (await queue.SendMessageAsync(Webhook("evt_1"))).Value.MessageId;
        Assert.True(await poison.RemoveAsync("webhooks-poison", removed, default));
        Assert.False(await poison.RemoveAsync("webhooks-poison", removed, default));
        foreach (var number in Enumerable.Range(0, 40))
        {
            await queue.SendMessageAsync(Webhook($"evt_{number}"));
        }

        Assert.Equal(40, await poison.ReturnAsync("webhooks-poison", default));
        Assert.Equal(0, (await poison.ReadAsync("webhooks-poison", default)).Count);
        Assert.Equal(0, await poison.ReturnAsync("tracking-events-poison-poison", default));
    }

    [Fact]
    public async Task The_other_messages_are_there_at_once_after_a_removal_with_the_same_text()
    {
        await using var host = await OperationsHost.StartAsync(azurite.TakeAccount());
        var queue = await QueueAsync(host, "webhooks-poison");
        foreach (var number in Enumerable.Range(0, 40))
        {
            await queue.SendMessageAsync(Webhook($"evt_{number}"));
        }

        var last = (await queue.SendMessageAsync(Webhook("evt_last"))).Value.MessageId;
        var poison = host.Get<PoisonQueues>();
        Assert.False(await poison.RemoveAsync("webhooks-poison", "none", default));
        Assert.True(await poison.RemoveAsync("webhooks-poison", last, default));
        Assert.Equal(32, (await poison.ReadAsync("webhooks-poison", default)).Messages.Count);

        Assert.Equal(40, await poison.ReturnAsync("webhooks-poison", default));
        var source = await QueueAsync(host, "webhooks");
        var returned = (await source.ReceiveMessagesAsync(32)).Value.Concat(
            (await source.ReceiveMessagesAsync(32)).Value
        );
        Assert.Equal(
            Enumerable.Range(0, 40).Select(number => $"demo/payout.paid evt_{number}").Order(StringComparer.Ordinal),
            returned
                .SelectMany(message => WebhookEventMessage.NamesOf(Convert.FromBase64String(message.MessageText)))
                .Order(StringComparer.Ordinal)
        );
    }

    private static string Webhook(string id) =>
        Convert.ToBase64String(
            WebhookEventMessage.Body.Write(
                new WebhookEventMessage(
                    OperationsHost.Slug,
                    DateTimeOffset.UnixEpoch,
                    [new SerializedWebhookEvent(id, "payout.paid", "{}")]
                )
            )
        );

    private static async Task<QueueClient> QueueAsync(OperationsHost host, string name)
    {
        var queue = host.GetKeyed<QueueServiceClient>(StorageServices.RawQueues).GetQueueClient(name);
        await queue.CreateIfNotExistsAsync();
        return queue;
    }
}
