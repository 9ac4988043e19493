using AffiliateFunctions.Events;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Apply;
using Azure.Core;
using Azure.Core.Pipeline;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Small messages of a program that come at once and are applied together.</summary>
public sealed class GroupApplicationTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int Messages = 40;
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}] """;

    [Fact]
    public async Task Messages_at_once_have_the_effect_of_messages_one_by_one_with_half_the_writes()
    {
        var (apart, together) = (new WriteCount(), new WriteCount());
        await using var first = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 3, apart);
        await using var second = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 3, together);
        foreach (var number in Enumerable.Range(0, Messages))
        {
            await ApplyAsync(first, Sale(first, number));
        }

        // All messages are there before the first request is sent, however busy the machine is.
        var all = new TaskCompletionSource();
        together.Held = all.Task;
        var applied = Enumerable.Range(0, Messages).Select(number => ApplyAsync(second, Sale(second, number))).ToList();
        all.SetResult();
        await Task.WhenAll(applied);

        Assert.Equal(await first.EndAsync(LedgerHost.Slug), await second.EndAsync(LedgerHost.Slug));
        Assert.Equal(Messages * 100, (await second.GrantedAsync(LedgerHost.Slug)).Values.Sum());

        Assert.InRange(together.Writes, 1, apart.Writes / 2);
    }

    [Fact]
    public async Task A_refund_that_is_too_early_is_told_to_its_own_message_alone()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 3);
        await host.ApplyAsync([Sale(host, 1)]);
        var answers = await Task.WhenAll(
            ApplyAsync(host, Sale(host, 2)),
            ApplyAsync(host, Refund(host, "r1", "i1")),
            ApplyAsync(host, Refund(host, "r9", "i9"))
        );
        Assert.All(answers, Assert.Empty);
        var end = await host.EndAsync(LedgerHost.Slug);
        Assert.Contains("r1 0 Applied", end);
        Assert.Contains("r9 0 Held sale_unknown", end);
    }

    [Fact]
    public async Task The_same_message_at_once_has_its_effect_once()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 3);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ApplyAsync(host, Sale(host, 1))));
        Assert.Equal(100, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
    }

    [Fact]
    public async Task One_message_that_is_cancelled_does_not_cancel_the_others_of_its_group()
    {
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 3);
        using var cancelled = new CancellationTokenSource();
        var groups = host.Get<GroupApplication>();
        var all = Enumerable
            .Range(0, Messages)
            .Select(number =>
                groups.ApplyAsync(LedgerHost.Slug, [Sale(host, number)], number == 7 ? cancelled.Token : default)
            )
            .ToList();
        await cancelled.CancelAsync();
        await Task.WhenAll(all.Where((_, number) => number != 7));
        Assert.InRange((await host.GrantedAsync(LedgerHost.Slug)).Values.Sum(), (Messages - 1) * 100, Messages * 100);
    }

    private static Task<IReadOnlyList<TrackingEvent>> ApplyAsync(TrackingHost host, TrackingEvent trackingEvent) =>
        host.Get<GroupApplication>().ApplyAsync(LedgerHost.Slug, [trackingEvent], default);

    private static TrackingEvent Sale(TrackingHost host, int number) =>
        TrackingHost.Event(
            LedgerHost.Slug,
            EventType.Sale,
            new EventBody
            {
                EventId = $"s{number}",
                InvoiceId = $"i{number}",
                Customer = new CustomerBody { ExternalId = $"c{number % 5}" },
                Amount = 1_000,
                Currency = "USD",
                Code = $"p{number % 5 % 3}",
                OccurredAt = host.Clock.GetUtcNow().AddSeconds(number - 100),
            },
            host.Clock.GetUtcNow()
        );

    private static TrackingEvent Refund(TrackingHost host, string id, string invoice) =>
        TrackingHost.Event(
            LedgerHost.Slug,
            EventType.Refund,
            new EventBody
            {
                EventId = id,
                InvoiceId = invoice,
                Amount = 100,
                Currency = "USD",
            },
            host.Clock.GetUtcNow()
        );

    private sealed class WriteCount : HttpPipelinePolicy
    {
        private int _writes;

        /// <summary>
        /// The requests that have changed something. Reads, and writes that lose against another group, depend on how
        /// busy the machine is.
        /// </summary>
        public int Writes => _writes;

        /// <summary>What requests wait for.</summary>
        public Task Held { get; set; } = Task.CompletedTask;

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Storage is only called asynchronously.");

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await Held;
            await ProcessNextAsync(message, pipeline);
            if (message.Request.Method != RequestMethod.Get && !message.Response.IsError)
            {
                Interlocked.Increment(ref _writes);
            }
        }
    }
}
