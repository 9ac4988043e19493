using Grpc.Core;
using LocalHost.Durable.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using SampleFunctions.Durable;
using Testing;

namespace LocalHost.Tests.Durable;

public sealed class RecoveryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly string _storage = azurite.TakeAccount();

    private static readonly DurableTiming Quick = new()
    {
        Lease = TimeSpan.FromMilliseconds(400),
        HeartbeatInterval = TimeSpan.FromMilliseconds(100),
        NotificationInterval = TimeSpan.FromMilliseconds(50),
    };

    [Fact]
    public async Task A_restarted_application_goes_on_where_it_was()
    {
        var start = new DurableStart();
        await using (var first = await DurableApp.StartAsync(_storage, start))
        {
            await first.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "asked");
            await first.StartAsync(nameof(SampleOrchestrators.Sleep), 1, id: "asleep");
            await first.StartAsync(nameof(SampleOrchestrators.CallChild), "child", id: "parent");
        }

        await using var second = await DurableApp.StartAsync(_storage, start);
        await second.Client.RaiseEventAsync("asked", "answer", "me");
        await second.Client.RaiseEventAsync("child", "answer", "you");
        await second.PassAsync(TimeSpan.FromDays(2));
        Assert.Equal("me", (await second.EndAsync("asked")).ReadOutputAs<string>());
        Assert.Equal("you", (await second.EndAsync("parent")).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await second.EndAsync("asleep")).RuntimeStatus);
    }

    [Fact]
    public async Task Code_that_no_longer_does_what_its_history_says_fails_and_names_the_step()
    {
        var start = new DurableStart();
        await using (var first = await DurableApp.StartAsync(_storage, start))
        {
            await first.StartAsync(nameof(ChangingOrchestrator.Changing), id: "changed");
        }

        var changed = new Dictionary<string, string?> { [ChangingOrchestrator.ChangedSetting] = "yes" };
        await using var second = await DurableApp.StartAsync(_storage, start with { Settings = changed });
        await second.Client.RaiseEventAsync("changed", "answer", "now");
        var ended = await second.EndAsync("changed");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("sequence number 1 named 'Say'", ended.FailureDetails!.ErrorMessage);
        Assert.Contains("instead scheduled an activity task named 'Double'", ended.FailureDetails.ErrorMessage);
    }

    [Fact]
    public async Task A_cut_at_any_call_to_storage_loses_nothing_and_repeats_no_effect_on_the_history()
    {
        var counting = CutStorage.Never;
        await using (var whole = await DurableApp.StartAsync(_storage, new() { Tables = counting.Options() }))
        {
            await TravelAsync(whole);
        }

        for (var call = 5; call <= counting.Count; call++)
        {
            await CutAsync(CutStorage.At(call, isDone: call % 2 == 0), call);
        }
    }

    [Fact]
    public async Task Two_hosts_share_the_work_and_messages_to_either_arrive()
    {
        var start = new DurableStart { Timing = Quick with { Lease = TimeSpan.FromMinutes(1) } };
        await using var durableApp = await DurableApp.StartAsync(_storage, start);
        await using var other = await DurableApp.StartAsync(_storage, start);
        var ids = Enumerable.Range(0, 20).Select(i => $"asked-{i}").ToList();
        await Task.WhenAll(
            ids.Select(
                (id, i) => (i % 2 == 0 ? durableApp : other).StartAsync(nameof(SampleOrchestrators.AskForTwo), id: id)
            )
        );
        await Task.WhenAll(
            ids.Select(
                async (id, i) =>
                {
                    await (i % 3 == 0 ? durableApp : other).Client.RaiseEventAsync(id, "answer", "1");
                    await (i % 3 == 0 ? other : durableApp).Client.RaiseEventAsync(id, "answer", "2");
                }
            )
        );
        foreach (var id in ids)
        {
            var letters = (await durableApp.EndAsync(id)).ReadOutputAs<string>()!.Select(letter => letter.ToString());
            Assert.Equal(["1", "2"], letters.Order());
        }

        Assert.Equal(20, durableApp.Journal.Count(line => line == "working"));
    }

    [Fact]
    public async Task A_host_that_lives_takes_over_the_work_of_one_that_is_gone()
    {
        var start = new DurableStart { Timing = Quick };
        await using var living = await DurableApp.StartAsync(_storage, start);
        var other = start with { Tables = CutStorage.Never.Options() };
        await using (var leaving = await DurableApp.StartAsync(_storage, other))
        {
            await leaving.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "left");
        }

        await living.Client.RaiseEventAsync("left", "answer", "here");
        Assert.Equal("here", (await living.EndAsync("left")).ReadOutputAs<string>());
    }

    // As happens when a process stands still for longer than its lease, for example on a laptop that sleeps.
    [Fact]
    public async Task Messages_for_an_instance_that_was_taken_from_a_living_host_arrive()
    {
        var start = new DurableStart { Timing = Quick with { Lease = TimeSpan.FromMinutes(1) } };
        await using var first = await DurableApp.StartAsync(_storage, start);
        await using var second = await DurableApp.StartAsync(_storage, start);
        await first.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "asked");
        await first.StartAsync(nameof(SampleOrchestrators.CallChild), "child", id: "parent");
        foreach (var id in new[] { "asked", "parent" })
        {
            var (head, etag) = (await second.Engine.Store.FindAsync(id, CancellationToken.None))!.Value;
            await second.Engine.AdoptAsync(head, etag, CancellationToken.None);
        }

        await second.Clock.WhenIdleAsync(CancellationToken.None);
        await first.Client.RaiseEventAsync("asked", "answer", "by event");
        await first.Client.RaiseEventAsync("child", "answer", "by result");
        Assert.Equal("by event", (await second.EndAsync("asked")).ReadOutputAs<string>());
        Assert.Equal("by result", (await second.EndAsync("parent")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_end_of_an_instance_that_was_taken_from_a_living_host_is_reported()
    {
        var start = new DurableStart { Timing = Quick with { Lease = TimeSpan.FromMinutes(1) } };
        await using var first = await DurableApp.StartAsync(_storage, start);
        await using var second = await DurableApp.StartAsync(_storage, start);
        await first.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "taken");
        var ended = first.EndAsync("taken");
        var (head, etag) = (await second.Engine.Store.FindAsync("taken", CancellationToken.None))!.Value;
        await second.Engine.AdoptAsync(head, etag, CancellationToken.None);
        await second.Client.RaiseEventAsync("taken", "answer", "elsewhere");
        Assert.Equal("elsewhere", (await ended).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_outage_of_the_storage_ends_nothing()
    {
        var outage = new Outage();
        await using var app = await DurableApp.StartAsync(
            _storage,
            new() { Timing = Quick, Tables = outage.Options() }
        );
        await app.StartAsync(nameof(SampleOrchestrators.CallChild), "child", id: "parent");
        await app.Client.RaiseEventAsync("child", "answer", "late");
        outage.Begin();
        await outage.SeenAsync();
        outage.End();
        Assert.Equal("late", (await app.EndAsync("parent")).ReadOutputAs<string>());
        await app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "next");
        await using var other = await DurableApp.StartAsync(_storage, new() { Hub = app.Hub, Timing = Quick });
        await other.Client.RaiseEventAsync("next", "answer", "heard");
        Assert.Equal("heard", (await app.EndAsync("next")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_worker_that_goes_in_the_middle_of_a_call_loses_nothing()
    {
        var interruptions = new Interruptions();
        await using var app = await DurableApp.StartAsync(_storage, new() { ConfigureHost = interruptions.Add });
        var ended = await app.RunAsync(nameof(SampleOrchestrators.SayInTurn), new[] { "a", "b" });
        Assert.Equal("a!b!", ended.ReadOutputAs<string>());
        Assert.Equal(["SayInTurn", "Say"], interruptions.Functions);
        Assert.Equal(["a", "a", "b"], app.Journal);
    }

    private async Task CutAsync(CutStorage cut, int call)
    {
        var start = new DurableStart { Hub = "cut" + Guid.CreateVersion7().ToString("N"), Timing = Quick };
        try
        {
            await using var first = await DurableApp.StartAsync(_storage, start with { Tables = cut.Options() });
            var going = TravelAsync(first);
            await Task.WhenAny(going, Task.Delay(TimeSpan.FromSeconds(0.5)));
            _ = going.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
        }
        catch (Azure.RequestFailedException)
        {
            // The storage was cut off while the host started or stopped.
        }

        await using var second = await DurableApp.StartAsync(_storage, start);
        var ended = await TravelAsync(second);
        Assert.True(
            ended.ReadOutputAs<string>() == "out!in!child!home",
            $"cut at {call}: {ended.RuntimeStatus} {ended.SerializedOutput} {ended.FailureDetails}"
        );
    }

    /// <summary>Starts the journey unless it has begun, and drives it to its end.</summary>
    private static async Task<OrchestrationMetadata> TravelAsync(DurableApp app)
    {
        if (await app.Client.GetInstanceAsync("journey") is null)
        {
            var options = new StartOrchestrationOptions("journey");
            await app.Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(SampleOrchestrators.Travel),
                options: options,
                cancellation: default
            );
        }

        var state = await app.GetAsync("journey");
        while (!state.IsCompleted)
        {
            await app.PassAsync(TimeSpan.FromHours(2));
            if ((await app.GetAsync("journey")).IsRunning)
            {
                await ArriveAsync(app);
            }

            await app.Clock.WhenIdleAsync(CancellationToken.None);
            state = await app.GetAsync("journey");
        }

        return state;
    }

    // The journey can end by the event of an earlier turn before this one arrives.
    private static async Task ArriveAsync(DurableApp app)
    {
        try
        {
            await app.Client.RaiseEventAsync("journey", "arrived", "home");
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.FailedPrecondition) { }
    }
}
