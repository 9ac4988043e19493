using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Apply;
using AffiliateFunctions.Tracking.Intake;
using AffiliateFunctions.Tracking.Retry;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Testing;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>
/// Events between their acceptance and their effect: each has a row from the moment at which its sender is answered.
/// </summary>
public sealed class AcceptedEventsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }] """;

    [Fact]
    public async Task What_is_accepted_is_listed_page_by_page_until_it_is_applied()
    {
        await using var host = await StartAsync();
        await AcceptAsync(host, EventType.Sale, "s1", "s2", "s3");
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await AcceptAsync(host, EventType.Lead, "l1", "l2");

        Assert.Equal(["l1", "l2", "s1", "s2", "s3"], await ListAsync(host, new EventFilter()));
        Assert.Equal(["s1", "s2", "s3"], await ListAsync(host, new EventFilter { Type = EventType.Sale }));
        Assert.Equal(["l1", "l2"], await ListAsync(host, new EventFilter { From = host.Clock.GetUtcNow() }));

        await ApplyNextAsync(host);
        await ApplyNextAsync(host);
        Assert.Empty(await ListAsync(host, new EventFilter()));
    }

    [Fact]
    public async Task An_event_that_is_accepted_twice_before_it_is_applied_has_its_effect_once()
    {
        await using var host = await StartAsync();
        await AcceptAsync(host, EventType.Sale, "s1");
        Assert.Empty(await AcceptAsync(host, EventType.Sale, "s1"));

        await ApplyNextAsync(host);
        await ApplyNextAsync(host);
        Assert.Equal(100, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());

        Assert.Empty(await AcceptAsync(host, EventType.Sale, "s1"));
        Assert.Empty(await host.TakeQueuedAsync());
    }

    [Fact]
    public async Task Of_two_events_of_one_id_the_first_is_accepted_whether_they_share_a_transaction_or_not()
    {
        await using var host = await StartAsync();
        var commit = host.Get<GroupCommit>();
        var answers = await Task.WhenAll(
            commit.AcceptAsync([Sale(host, "s1", 1_000)]),
            commit.AcceptAsync([Sale(host, "s1", 2_000)])
        );
        Assert.Equal([0, 1], answers.Select(conflicts => conflicts.Count));
        Assert.Equal("s1", Assert.Single(await commit.AcceptAsync([Sale(host, "s1", 3_000)])).Value);

        await ApplyNextAsync(host);
        Assert.Equal(100, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
        Assert.Empty(await host.TakeQueuedAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_callers_at_once_each_is_judged_by_what_is_stored(bool isApplied)
    {
        await using var host = await StartAsync();
        var commit = host.Get<GroupCommit>();
        await commit.AcceptAsync([Sale(host, "s1", 1_000)]);
        if (isApplied)
        {
            await ApplyNextAsync(host);
        }

        // They share a group, in either order.
        var answers = await Task.WhenAll(
            commit.AcceptAsync([Sale(host, "s1", 1_000)]),
            commit.AcceptAsync([Sale(host, "s1", 2_000)]),
            commit.AcceptAsync([Sale(host, "s1", 1_000)])
        );
        Assert.Equal([0, 1, 0], answers.Select(conflicts => conflicts.Count));
        answers = await Task.WhenAll(
            commit.AcceptAsync([Sale(host, "s1", 2_000)]),
            commit.AcceptAsync([Sale(host, "s1", 1_000)])
        );
        Assert.Equal([1, 0], answers.Select(conflicts => conflicts.Count));
    }

    [Fact]
    public async Task A_message_that_was_applied_and_comes_again_as_if_for_the_first_time_changes_nothing()
    {
        await using var host = await StartAsync();
        await AcceptAsync(host, EventType.Sale, "s1", "s2");
        var message = await host.TakeMessageAsync();
        await ApplyAsync(host, message);
        var before = await host.EndAsync(LedgerHost.Slug);
        await ApplyAsync(host, message);
        Assert.Equal(before, await host.EndAsync(LedgerHost.Slug));
        Assert.Contains("s1 0 Applied", before);
    }

    [Theory]
    [InlineData(EventType.Lead)]
    [InlineData(EventType.Sale)]
    public async Task What_was_stored_and_never_queued_is_queued_when_it_is_sent_again(EventType type)
    {
        await using var host = await StartAsync();
        var sent = Event(host, type, Body(type, "e1"));
        await host.Get<GroupCommit>().AcceptAsync([sent]);
        await host.TakeQueuedAsync();

        Assert.Null((await host.Get<EventIntake>().TakeAsync([sent], default))[0].Problem);
        await ApplyNextAsync(host);
        Assert.Empty(await ListAsync(host, new EventFilter()));
    }

    [Fact]
    public async Task What_was_stored_and_never_queued_is_queued_once_two_hours_are_over()
    {
        await using var host = await StartAsync();
        await AcceptAsync(host, EventType.Sale, "s1");
        await AcceptAsync(host, EventType.Sale, "s2");
        await ApplyNextAsync(host);
        await host.TakeQueuedAsync();

        await host.Function<QueueAccepted>().RunAsync(null!, default);
        Assert.Empty(await host.TakeQueuedAsync());

        host.Clock.Advance(TimeSpan.FromHours(3));
        await host.Function<QueueAccepted>().RunAsync(null!, default);
        await ApplyNextAsync(host);
        Assert.Empty(await ListAsync(host, new EventFilter()));
        Assert.Equal(200, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
    }

    [Fact]
    public async Task One_event_that_cannot_be_opened_again_does_not_keep_the_others_from_the_queue()
    {
        var rows = new OneRowAway();
        await using var host = await TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1, rows);
        await AcceptAsync(host, EventType.Sale, "s1", "s2", "s3");
        await host.TakeQueuedAsync();
        host.Clock.Advance(TimeSpan.FromHours(3));

        rows.Name = "s2";
        await Assert.ThrowsAsync<PartialFailureException>(() =>
            host.Function<QueueAccepted>().RunAsync(null!, default)
        );
        rows.Name = null;

        // On a busy machine the events do not share a message.
        await host.ApplyAllAsync();
        Assert.Equal(["s2"], await ListAsync(host, new EventFilter()));
    }

    [Fact]
    public async Task An_accepted_event_that_a_person_retries_is_applied_as_it_is_stored()
    {
        await using var host = await StartAsync();
        await AcceptAsync(host, EventType.Sale, "s1");
        await host.TakeQueuedAsync();
        var events = host.Get<EventStore>();
        var stored = (await events.FindAsync(LedgerHost.Slug, EventId.Parse("s1"), default))!;
        var reworded = stored.Event with { Body = stored.Event.Body with { Metadata = null, Plan = "erased" } };
        Assert.True(await events.ReopenAsync(stored, reworded, default));

        Assert.Null(
            (await host.Get<RetryEvents>().RetryAsync(LedgerHost.Slug, stored.Event.Id, null, default)).Problem
        );
        await ApplyNextAsync(host);

        Assert.Empty(await ListAsync(host, new EventFilter()));
        Assert.Equal(100, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
    }

    [Fact]
    public async Task What_was_opened_again_and_never_queued_is_applied_by_the_message_of_the_try_before()
    {
        await using var host = await StartAsync();
        await AcceptAsync(host, EventType.Sale, "s1");
        var first = await host.TakeMessageAsync();
        host.Clock.Advance(TimeSpan.FromHours(3));
        await host.Function<QueueAccepted>().RunAsync(null!, default);
        var second = await host.TakeMessageAsync();

        await host.Function<ApplyTrackingEvents>().RunAsync(first, isFirstDelivery: false, default);
        Assert.Empty(await ListAsync(host, new EventFilter()));
        await ApplyAsync(host, second);

        Assert.Equal(100, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
        var stored = await host.Get<EventStore>().FindAsync(LedgerHost.Slug, EventId.Parse("s1"), default);
        Assert.Equal((EventStatus.Applied, 1), (stored!.Status, stored.Event.Attempt));
    }

    [Fact]
    public async Task What_was_opened_again_and_never_queued_is_held_when_the_message_before_is_given_up()
    {
        await using var host = await StartAsync();
        await AcceptAsync(host, EventType.Sale, "s1");
        var first = await host.TakeMessageAsync();
        host.Clock.Advance(TimeSpan.FromHours(3));
        await host.Function<QueueAccepted>().RunAsync(null!, default);
        await host.TakeMessageAsync();

        await host.Function<HoldUndeliveredEvents>().RunAsync(first, default);

        var stored = await host.Get<EventStore>().FindAsync(LedgerHost.Slug, EventId.Parse("s1"), default);
        Assert.Equal((EventStatus.Held, "undelivered", 1), (stored!.Status, stored.Reason, stored.Event.Attempt));
    }

    [Fact]
    public async Task A_message_from_a_backlog_does_not_take_back_the_invoice_that_a_corrected_sale_has_left()
    {
        await using var host = await StartAsync();
        var first = Sale(host, "s1", "old", "nobody");
        await host.Get<GroupCommit>().AcceptAsync([first]);
        var late = await host.TakeMessageAsync();
        await host.Get<GroupApplication>().ApplyAsync(LedgerHost.Slug, [first], default);
        var corrected = first.Body with { InvoiceId = "new", Code = "p0" };
        Assert.Null((await host.Get<RetryEvents>().RetryAsync(LedgerHost.Slug, first.Id, corrected, default)).Problem);
        await ApplyNextAsync(host);

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await ApplyAsync(host, late);
        await host.Get<GroupCommit>().AcceptAsync([Sale(host, "s2", "old", "p0")]);
        await ApplyNextAsync(host);

        Assert.Equal(
            ["s1 Applied", "s2 Applied"],
            await Task.WhenAll(StatusAsync(host, "s1"), StatusAsync(host, "s2"))
        );
        Assert.Equal(200, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
    }

    private static async Task<string> StatusAsync(TrackingHost host, string id) =>
        $"{id} {(await host.Get<EventStore>().FindAsync(LedgerHost.Slug, EventId.Parse(id), default))!.Status}";

    private static TrackingEvent Sale(TrackingHost host, string id, string invoice, string code) =>
        Event(host, EventType.Sale, Body(EventType.Sale, id) with { InvoiceId = invoice, Code = code });

    [Fact]
    public async Task Events_that_need_no_queue_are_accepted_while_those_of_the_same_moment_cannot_be_queued()
    {
        await using var host = await TrackingHost.StartAsync(
            azurite.TakeAccount(),
            Rules,
            partners: 1,
            new QueueAway()
        );
        var applied = host.Get<GroupCommit>().StoreAsync([Sale(host, "s1", "i1", "p0")]);
        var queued = host.Get<GroupCommit>().AcceptAsync([Sale(host, "s2", "i2", "p0")]);

        Assert.Single((await applied).ToApply);
        await Assert.ThrowsAsync<RequestFailedException>(() => queued);
        Assert.Equal(["s1", "s2"], await ListAsync(host, new EventFilter()));
    }

    private Task<TrackingHost> StartAsync() => TrackingHost.StartAsync(azurite.TakeAccount(), Rules, partners: 1);

    private static async Task ApplyNextAsync(TrackingHost host) =>
        await ApplyAsync(host, await host.TakeMessageAsync());

    private static Task ApplyAsync(TrackingHost host, byte[] message) =>
        host.Function<ApplyTrackingEvents>().RunAsync(message, isFirstDelivery: true, default);

    private static Task<IReadOnlySet<EventId>> AcceptAsync(TrackingHost host, EventType type, params string[] ids) =>
        host.Get<GroupCommit>().AcceptAsync([.. ids.Select(id => Event(host, type, Body(type, id)))]);

    private static TrackingEvent Sale(TrackingHost host, string id, long amount) =>
        Event(host, EventType.Sale, Body(EventType.Sale, id) with { Amount = amount });

    private static TrackingEvent Event(TrackingHost host, EventType type, EventBody body)
    {
        var now = host.Clock.GetUtcNow();
        return TrackingHost.Event(LedgerHost.Slug, type, body with { OccurredAt = now }, now);
    }

    private static EventBody Body(EventType type, string id)
    {
        var body = new EventBody
        {
            EventId = id,
            Customer = new() { ExternalId = $"c-{id}" },
            Code = "p0",
        };
        return type == EventType.Lead ? body : body with { InvoiceId = id, Amount = 1_000, Currency = "USD" };
    }

    // One at a time, each after the position of the one before.
    private static async Task<List<string>> ListAsync(TrackingHost host, EventFilter wanted)
    {
        var (found, after) = (new List<string>(), (string?)null);
        var accepted = wanted with { Status = EventStatus.Accepted };
        while (
            await host.Get<EventQueries>().PageAsync(LedgerHost.Slug, accepted, after, default).FirstOrDefaultAsync()
                is (var position, { } stored)
        )
        {
            found.Add(stored.Event.Id.Value);
            after = position;
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>A queue that takes no message.</summary>
    private sealed class QueueAway : HttpPipelinePolicy
    {
        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Storage is only called asynchronously.");

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            message.Request.Uri.Path.EndsWith("/messages", StringComparison.Ordinal)
                ? throw new RequestFailedException(503, "The queue is away.")
                : ProcessNextAsync(message, pipeline);
    }

    /// <summary>Tables in which the row of one event cannot be changed.</summary>
    private sealed class OneRowAway : HttpPipelinePolicy
    {
        public string? Name { get; set; }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            throw new NotSupportedException("Storage is only called asynchronously.");

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
            Name is { } name
            && message.Request.Method != RequestMethod.Get
            && message.Request.Uri.ToString().Contains(name, StringComparison.Ordinal)
                ? throw new RequestFailedException(400, "The row cannot be changed.")
                : ProcessNextAsync(message, pipeline);
    }
}
