using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events;
using AffiliateFunctions.Events.Acceptance;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Tests.Ledger;
using AffiliateFunctions.Tracking.Apply;
using AffiliateFunctions.Tracking.Intake;
using Azure;
using Azure.Core.Pipeline;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Events that are applied before their sender is answered, and the queue that takes what is left.</summary>
public sealed class ApplyAtOnceTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int MaxRequests = 7;

    // The first sale of a partner also opens its ledger.
    private const int RequestsOfFirstSale = 9;
    private const int WritesOfFirstSale = 6;
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"}}] """;

    private readonly string storage = azurite.TakeAccount();
    private readonly MemoryTables tables = new();

    [Fact]
    public async Task A_single_sale_is_applied_when_its_sender_is_answered_and_needs_no_message()
    {
        var gate = new StorageGate();
        await using var host = await StartAsync(gate);
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
        await using var host = await StartAsync();
        await using var other = await StartAsync();
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
        await using var host = await StartAsync(limit: 100);
        await using var other = await StartAsync(limit: 100);
        var instances = Enumerable.Repeat(new[] { host, other }, 8).SelectMany(pair => pair);
        var answers = await Task.WhenAll(instances.Select(instance => SendAsync(instance, "s1")));
        Assert.All(answers, Assert.Null);
        await ApplyQueuedAsync(host);
        await CheckAppliedOnceAsync(host);
    }

    [Theory]
    [InlineData(EventAcceptance.MaxEvents, 0)]
    [InlineData(EventAcceptance.MaxEvents + 1, 1)]
    public async Task Events_of_a_large_request_go_to_the_queue(int events, int messages)
    {
        await using var host = await StartAsync();
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
        await using var host = await StartAsync(gate, limit, waits: TimeSpan.FromSeconds(10));
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
        await using var host = await StartAsync(gate, limit);
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
    public async Task A_sale_that_takes_too_long_is_answered_and_queued_and_has_its_effect_once()
    {
        var gate = new StorageGate();
        await using var host = await StartAsync(gate, limit: 1, waits: TimeSpan.FromMilliseconds(50));
        await using var other = await StartAsync();
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
        await using var host = await StartAsync(fault);
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
            await using var ended = await StartAsync(gate);
            gate.EndAfter(endsAfter);
            Assert.False(await TryToSendAsync(ended, program));

            await using var next = await StartAsync();
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
        await using var ended = await StartAsync(gate, waits: TimeSpan.FromMilliseconds(50));
        gate.Close("customers");
        Assert.Null(await SendAsync(ended, "s1"));
        gate.EndAfter(0);
        gate.Open();

        await using var next = await StartAsync();
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
            await using var slow = await StartAsync(gate);
            await using var other = await StartAsync();
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
        await using var slow = await StartAsync(gate, waits: TimeSpan.FromMilliseconds(50));
        await using var other = await StartAsync();
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
        await using var host = await StartAsync();
        var now = host.Clock.GetUtcNow();
        var body = BodyOf("s1", "c1", now) with { Code = TrackingHost.UnreadableCode };
        var sale = TrackingHost.Event(LedgerHost.Slug, EventType.Sale, body, now);
        Assert.Null((await host.Get<EventIntake>().TakeAsync([sale], default))[0].Problem);
        await CheckAsync(host, "s1 0 Held fault");
        Assert.Empty(await host.TakeQueuedAsync());
    }

    private Task<TrackingHost> StartAsync(HttpPipelinePolicy? policy = null, int limit = 4, TimeSpan? waits = null)
    {
        var longest = waits ?? TimeSpan.FromSeconds(10);
        var settings = new Dictionary<string, string?>
        {
            ["Tracking:ApplyAtOnce"] = limit.ToString(CultureInfo.InvariantCulture),
            ["Tracking:ApplyAtOnceFor"] = longest.ToString("c", CultureInfo.InvariantCulture),
        };
        return TrackingHost.StartAsync(storage, Rules, partners: 1, policy, settings, tables);
    }

    private static ProgramSlug ProgramOf(int number) =>
        ProgramSlug.Parse(string.Create(CultureInfo.InvariantCulture, $"run{number}"));

    /// <summary>Sends a sale, and returns what is wrong with it, or null.</summary>
    private static async Task<string?> SendAsync(
        TrackingHost host,
        string id,
        string customer = "c1",
        long amount = 1_000
    ) => (await host.Get<EventIntake>().TakeAsync([Sale(host, id, customer, amount)], default))[0].Problem?.Detail;

    /// <summary>Sends a sale, and returns whether its sender was answered.</summary>
    private static async Task<bool> TryToSendAsync(TrackingHost host, ProgramSlug program, DateTimeOffset? at = null)
    {
        try
        {
            var taken = await host.Get<EventIntake>().TakeAsync([Sale(host, "s1", program: program, at: at)], default);
            Assert.Null(taken[0].Problem);
            return true;
        }
        catch (RequestFailedException)
        {
            return false;
        }
    }

    private static async Task<int> RequestsAsync(StorageGate gate, Func<Task> send)
    {
        var before = gate.Requests;
        await send();
        return gate.Requests - before;
    }

    private static async Task ApplyQueuedAsync(TrackingHost host)
    {
        while (await host.TakeQueuedAsync() is { Count: > 0 } queued)
        {
            foreach (var message in queued)
            {
                await host.ApplyAsync(message);
            }
        }
    }

    private static async Task UntilNoMessageIsNeededAsync(TrackingHost host)
    {
        for (var number = 0; ; number++)
        {
            Assert.Null(await SendAsync(host, string.Create(CultureInfo.InvariantCulture, $"next-{number}"), "c-next"));
            if ((await host.TakeQueuedAsync()).Count == 0)
            {
                return;
            }
        }
    }

    private static Task CheckAppliedOnceAsync(TrackingHost host) => CheckAppliedOnceAsync(host, LedgerHost.Slug);

    private static async Task CheckAppliedOnceAsync(TrackingHost host, ProgramSlug program)
    {
        Assert.Contains("s1 0 Applied", await host.EndAsync(program));
        Assert.Equal(100, (await host.GrantedAsync(program)).Values.Sum());
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(program, default)).Mismatches);
    }

    private static async Task CheckAsync(TrackingHost host, string line)
    {
        Assert.Contains(line, await host.EndAsync(LedgerHost.Slug));
        Assert.Empty((await host.Get<ILedger>().VerifyAsync(LedgerHost.Slug, default)).Mismatches);
    }

    private static async Task<IReadOnlyList<CommissionView>> CommissionsAsync(TrackingHost host) =>
        await host.Get<ILedger>().CommissionsAsync(LedgerHost.Slug, PartnerId.Parse("prt_p0"), default).ToListAsync();

    private static TrackingEvent Sale(
        TrackingHost host,
        string id,
        string customer = "c1",
        long amount = 1_000,
        ProgramSlug? program = null,
        DateTimeOffset? at = null
    )
    {
        var now = host.Clock.GetUtcNow();
        var body = BodyOf(id, customer, at ?? now) with { Amount = amount };
        return TrackingHost.Event(program ?? LedgerHost.Slug, EventType.Sale, body, now);
    }

    private static EventBody BodyOf(string id, string customer, DateTimeOffset at) =>
        new()
        {
            EventId = id,
            InvoiceId = id,
            Customer = new CustomerBody { ExternalId = customer },
            Code = "p0",
            Amount = 1_000,
            Currency = "USD",
            OccurredAt = at,
        };
}
