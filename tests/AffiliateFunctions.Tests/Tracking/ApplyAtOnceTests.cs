using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Apply;
using AffiliateFunctions.Tracking.Intake;
using Testing;
using static AffiliateFunctions.Tests.Tracking.AtOnceScene;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Events that are applied before their sender is answered, and the queue that takes what is left.</summary>
public sealed class ApplyAtOnceTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int MaxRequests = 7;

    // The first sale of a partner also opens its ledger.
    private const int RequestsOfFirstSale = 9;
    private const int WritesOfFirstSale = 6;

    private readonly AtOnceScene scene = new(azurite.TakeAccount());

    [Fact]
    public async Task A_single_sale_is_applied_when_its_sender_is_answered_and_needs_no_message()
    {
        var gate = new StorageGate();
        await using var host = await scene.StartAsync(gate);
        Assert.Null(await SendAsync(host, "s0"));
        Assert.Contains("s0 0 Applied", await host.EndAsync(LedgerHost.Slug));
        Assert.Null(await SendAsync(host, "s1"));
        Assert.InRange(await RequestsAsync(gate, () => SendAsync(host, "s2", customer: "other")), 1, MaxRequests);
        Assert.InRange(await RequestsAsync(gate, () => SendAsync(host, "s3")), 1, MaxRequests - 1);
        Assert.Equal(400, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
        Assert.Empty(await host.TakeQueuedAsync());
    }

    [Fact]
    public async Task A_sale_that_is_sent_again_or_under_a_taken_id_changes_nothing()
    {
        await using var host = await scene.StartAsync();
        await using var other = await scene.StartAsync();
        foreach (var instance in new[] { host, host, other })
        {
            Assert.Null(await SendAsync(instance, "s1"));
            Assert.Equal(100, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
        }

        Assert.NotNull(await SendAsync(other, "s1", amount: 5_000));
        Assert.Equal(100, (await host.GrantedAsync(LedgerHost.Slug)).Values.Sum());
        Assert.Empty(await host.TakeQueuedAsync());
    }

    [Fact]
    public async Task The_same_sale_sent_many_times_at_once_to_two_instances_has_its_effect_once()
    {
        await using var host = await scene.StartAsync(limit: 100);
        await using var other = await scene.StartAsync(limit: 100);
        var instances = Enumerable.Repeat(new[] { host, other }, 8).SelectMany(pair => pair);
        var answers = await Task.WhenAll(instances.Select(instance => SendAsync(instance, "s1")));
        Assert.All(answers, Assert.Null);
        await ApplyQueuedAsync(host);
        await CheckAppliedOnceAsync(host);
    }

    [Fact]
    public async Task A_sale_that_takes_too_long_is_answered_and_queued_and_has_its_effect_once()
    {
        var gate = new StorageGate();
        await using var host = await scene.StartAsync(gate, limit: 1, waits: TimeSpan.FromMilliseconds(50));
        await using var other = await scene.StartAsync();
        gate.Close("customers");
        Assert.Null(await SendAsync(host, "s1"));

        // The slow sale still takes the only place.
        Assert.Null(await SendAsync(host, "s2", "c2"));
        await ApplyQueuedAsync(other);
        Assert.Equal(200, (await other.GrantedAsync(LedgerHost.Slug)).Values.Sum());

        gate.Open();
        await UntilNoMessageIsNeededAsync(host);
        await CheckAsync(host, "s1 0 Applied");
        Assert.Single(await CommissionsAsync(host), commission => commission.EventId.Value == "s1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fault_at_any_request_is_made_good_by_the_queue_or_the_sender(bool answerLost)
    {
        var fault = new StorageFault();
        await using var host = await scene.StartAsync(fault);
        var (answered, refused) = (0, 0);
        for (var failsAt = 1; ; failsAt++)
        {
            var program = ProgramOf(failsAt);
            fault.Arm(failsAt, answerLost);
            if (await TryToSendAsync(host, program))
            {
                answered++;
            }
            else
            {
                refused++;
                Assert.True(await TryToSendAsync(host, program));
            }

            var hasFailed = fault.Requests >= failsAt;
            fault.Arm(0, answerLost);
            await ApplyQueuedAsync(host);
            await CheckAppliedOnceAsync(host, program);
            if (!hasFailed)
            {
                break;
            }
        }

        // Only without a stored row is there no answer. The last run has no fault; a lost answer of a read is no fault.
        Assert.Equal((1, answerLost ? WritesOfFirstSale : RequestsOfFirstSale), (refused, answered));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sale_of_a_process_that_ends_at_any_request_is_applied_once(bool isSentAgain)
    {
        for (var endsAfter = 0; endsAfter < RequestsOfFirstSale; endsAfter++)
        {
            var (program, gate) = (ProgramOf(endsAfter), new StorageGate());
            await using var ended = await scene.StartAsync(gate);
            gate.EndAfter(endsAfter);
            Assert.False(await TryToSendAsync(ended, program));

            await using var next = await scene.StartAsync();
            next.Clock.Advance(TimeSpan.FromHours(3));
            if (isSentAgain)
            {
                Assert.True(await TryToSendAsync(next, program, ended.Clock.GetUtcNow()));
            }
            else
            {
                await next.Function<QueueAccepted>().RunAsync(null!, default);
                await ApplyQueuedAsync(next);
            }

            var isStored = isSentAgain || endsAfter > 0;
            Assert.Equal(isStored ? 100 : 0, (await next.GrantedAsync(program)).Values.Sum());
            Assert.Equal(isStored, (await next.EndAsync(program)).Contains("Applied", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_sale_that_was_answered_too_early_is_applied_by_the_queue_when_its_process_ends()
    {
        var gate = new StorageGate();
        await using var ended = await scene.StartAsync(gate, waits: TimeSpan.FromMilliseconds(50));
        gate.Close("customers");
        Assert.Null(await SendAsync(ended, "s1"));
        gate.EndAfter(0);
        gate.Open();

        await using var next = await scene.StartAsync();
        await ApplyQueuedAsync(next);
        await CheckAppliedOnceAsync(next);
    }

    [Fact]
    public async Task A_sale_that_two_instances_apply_at_the_same_time_has_its_effect_once()
    {
        var held = 0;
        for (var isHeld = true; isHeld; held++)
        {
            var (program, gate) = (ProgramOf(held), new StorageGate());
            await using var slow = await scene.StartAsync(gate);
            await using var other = await scene.StartAsync();
            var stored = await slow.Get<GroupCommit>().StoreAsync([Sale(slow, "s1", program: program)]);
            gate.HoldAt(held + 1);
            var applying = slow.Get<GroupApplication>().ApplyAsync(program, stored.ToApply, default);
            isHeld = await Task.WhenAny(applying, gate.HeldAsync()) != applying;

            await other.Get<GroupCommit>().QueueAsync(stored.ToApply, default);
            await ApplyQueuedAsync(other);
            gate.Open();
            Assert.Empty(await applying);
            await CheckAppliedOnceAsync(other, program);
        }

        // The row is stored before, and the run without a hold is the last.
        Assert.Equal(RequestsOfFirstSale, held);
    }

    [Fact]
    public async Task A_refund_whose_sale_is_being_applied_waits_for_it_on_the_queue()
    {
        var gate = new StorageGate();
        await using var slow = await scene.StartAsync(gate, waits: TimeSpan.FromMilliseconds(50));
        await using var other = await scene.StartAsync();
        gate.Close("customers");
        Assert.Null(await SendAsync(slow, "s1"));
        var now = other.Clock.GetUtcNow();
        var body = new EventBody
        {
            EventId = "r1",
            InvoiceId = "s1",
            Amount = 400,
            Currency = "USD",
            OccurredAt = now,
        };
        var refund = TrackingHost.Event(LedgerHost.Slug, EventType.Refund, body, now);
        Assert.Null((await other.Get<EventIntake>().TakeAsync([refund], default))[0].Problem);
        await CheckAsync(other, "r1 0 Accepted");
        Assert.Equal(2, await other.CountQueuedAsync());

        await ApplyQueuedAsync(other);
        var commission = Assert.Single(await CommissionsAsync(other));
        Assert.Equal((100L, 40L), (commission.Amount, commission.ReversedAmount));
        gate.Open();
    }

    [Fact]
    public async Task A_sale_that_cannot_be_applied_is_held_and_its_sender_answered()
    {
        await using var host = await scene.StartAsync();
        var now = host.Clock.GetUtcNow();
        var body = BodyOf("s1", "c1", now) with { Code = TrackingHost.UnreadableCode };
        var sale = TrackingHost.Event(LedgerHost.Slug, EventType.Sale, body, now);
        Assert.Null((await host.Get<EventIntake>().TakeAsync([sale], default))[0].Problem);
        await CheckAsync(host, "s1 0 Held fault");
        Assert.Empty(await host.TakeQueuedAsync());
    }
}
