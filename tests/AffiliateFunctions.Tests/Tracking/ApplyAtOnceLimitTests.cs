using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Intake;
using Testing;
using static AffiliateFunctions.Tests.Tracking.AtOnceScene;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>How many events are applied before their sender is answered.</summary>
public sealed class ApplyAtOnceLimitTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly AtOnceScene scene = new(azurite.TakeAccount());

    [Theory]
    [InlineData(EventAcceptance.MaxEvents, 0)]
    [InlineData(EventAcceptance.MaxEvents + 1, 1)]
    public async Task Events_of_a_large_request_go_to_the_queue(int events, int messages)
    {
        await using var host = await scene.StartAsync();
        var sales = Enumerable.Range(0, events).Select(number => Sale(host, $"s{number}"));
        await host.Get<EventIntake>().TakeAsync([.. sales], default);
        Assert.Equal(messages == 0 ? events * 100 : 0, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
        Assert.Equal(messages, (await host.TakeQueuedAsync()).Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(100, 6)]
    public async Task More_sales_at_once_than_may_be_applied_go_to_the_queue(int limit, int applied)
    {
        var gate = new StorageGate();
        await using var host = await scene.StartAsync(gate, limit, waits: TimeSpan.FromSeconds(10));
        gate.Close("customers");
        var first = new List<Task<string?>>();
        for (var number = 0; number < applied; number++)
        {
            first.Add(SendAsync(host, $"s{number}", $"c{number}"));
            await gate.HeldAsync();
        }

        Assert.Null(await SendAsync(host, "further", "c-further"));
        Assert.Equal("further", Assert.Single(Assert.Single(await host.TakeQueuedAsync())).Id.Value);
        Assert.All(first, sending => Assert.False(sending.IsCompleted));

        gate.Open();
        Assert.All(await Task.WhenAll(first), Assert.Null);
        Assert.Equal(applied * 100, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
        Assert.Empty(await host.TakeQueuedAsync());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public async Task While_more_requests_are_accepted_than_may_be_applied_at_once_a_sale_goes_to_the_queue(
        int limit,
        int queued
    )
    {
        var gate = new StorageGate();
        await using var host = await scene.StartAsync(gate, limit);
        gate.HoldAt(1);
        var sales = Enumerable.Range(0, EventAcceptance.MaxEvents + 1).Select(number => Sale(host, $"large-{number}"));
        var large = host.Get<EventIntake>().TakeAsync([.. sales], default);
        await gate.HeldAsync();

        var single = SendAsync(host, "single", "c-single");
        gate.Open();
        await Task.WhenAll(large, single);
        var messages = await host.TakeQueuedAsync();
        Assert.Equal(queued, messages.SelectMany(sent => sent).Count(sent => sent.Id.Value == "single"));
    }

    [Fact]
    public async Task A_sale_shortly_after_too_many_at_once_goes_to_the_queue()
    {
        var gate = new StorageGate();
        await using var host = await scene.StartAsync(gate, limit: 1);
        gate.Close("customers");
        var first = SendAsync(host, "s0", "c0");
        await gate.HeldAsync();
        Assert.Null(await SendAsync(host, "s1", "c1"));
        gate.Open();
        Assert.Null(await first);

        host.Clock.Advance(EventAcceptance.BusyFor - TimeSpan.FromTicks(1));
        Assert.Null(await SendAsync(host, "s2", "c2"));
        Assert.Equal(["s1", "s2"], await QueuedAsync(host));

        host.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(await SendAsync(host, "s3", "c3"));
        Assert.Empty(await QueuedAsync(host));
        Assert.Equal(200, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
    }

    private static async Task<IReadOnlyList<string>> QueuedAsync(TrackingHost host) =>
        [.. (await host.TakeQueuedAsync()).SelectMany(message => message).Select(sent => sent.Id.Value).Order()];
}
