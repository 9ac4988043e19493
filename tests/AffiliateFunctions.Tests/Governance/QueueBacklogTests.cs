using AffiliateFunctions.Governance;
using AffiliateFunctions.Governance.Health;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Core;
using Azure.Storage.Queues;
using Testing;

namespace AffiliateFunctions.Tests.Governance;

/// <summary>The backlog of the queues is read by few requests.</summary>
public sealed class QueueBacklogTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task The_oldest_message_is_read_only_where_messages_wait()
    {
        var requests = new RequestCount();
        var options = new QueueClientOptions();
        options.AddPolicy(requests, HttpPipelinePosition.PerCall);
        var queues = new QueueServiceClient(azurite.TakeAccount(), options);
        await queues.CreateQueueAsync("empty");
        await queues.CreateQueueAsync("waiting");
        await queues.GetQueueClient("waiting").SendMessageAsync("first");
        requests.Count = 0;

        // The clock is ahead, so that the age of a message is known to be above zero.
        var clock = new ShiftedClock(TimeSpan.FromMinutes(1));
        var read = await new QueueBacklogs(
            queues,
            [new DeclaredQueue("empty"), new DeclaredQueue("waiting")],
            clock
        ).ReadAsync(default);
        Assert.Equal(new QueueBacklog("empty", 0, 0, 0), read[0]);
        Assert.Equal(("waiting", 1, true), (read[1].Queue, read[1].Messages, read[1].OldestSeconds > 0));
        Assert.Equal(2 + 3, requests.Count);
    }

    private sealed class ShiftedClock(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
    }
}
