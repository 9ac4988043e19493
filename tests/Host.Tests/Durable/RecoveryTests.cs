using LocalHost.Durable.Engine;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Testing;

namespace LocalHost.Tests.Durable;

public sealed class RecoveryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly Type[] Functions = [typeof(SampleActivities), typeof(SampleOrchestrators), typeof(Journey)];

    private readonly string _storage = azurite.TakeAccount();

    private static readonly DurableTiming Quick = new()
    {
        Lease = TimeSpan.FromMilliseconds(400),
        Beat = TimeSpan.FromMilliseconds(100),
        BellPause = TimeSpan.FromMilliseconds(50),
    };

    [Fact]
    public async Task A_restarted_application_goes_on_where_it_was()
    {
        string hub;
        await using (var first = await DurableHost.StartAsync(Functions, _storage))
        {
            hub = first.Hub;
            await first.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "asked");
            await first.StartAsync(nameof(SampleOrchestrators.Sleep), 1, id: "asleep");
            await first.StartAsync(nameof(SampleOrchestrators.CallChild), "child", id: "parent");
        }

        await using var second = await DurableHost.StartAsync(Functions, _storage, hub);
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
        string hub;
        await using (var first = await DurableHost.StartAsync([typeof(SampleActivities), typeof(Before)], _storage))
        {
            hub = first.Hub;
            await first.StartAsync("Changing", id: "changed");
        }

        await using var second = await DurableHost.StartAsync([typeof(SampleActivities), typeof(After)], _storage, hub);
        await second.Client.RaiseEventAsync("changed", "answer", "now");
        var ended = await second.EndAsync("changed");
        Assert.StartsWith(
            "As step 2 of 'Changing' the history says: call the activity 'Say'; the code asks to: call the activity 'Double'.",
            ended.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task A_cut_at_any_call_to_storage_loses_nothing_and_repeats_no_effect_on_the_history()
    {
        var counting = CutStorage.Never;
        await using (var whole = await DurableHost.StartAsync(Functions, _storage, tables: counting.Options()))
        {
            await TravelAsync(whole);
        }

        for (var call = 5; call <= counting.Count; call++)
        {
            await CutAsync(CutStorage.At(call, isDone: call % 2 == 0), call);
        }
    }

    [Fact]
    public async Task Two_workers_share_the_work_and_either_can_be_told()
    {
        var journal = new Journal();
        await using var one = await DurableHost.StartAsync(Functions, _storage, journal: journal, timing: Quick);
        await using var other = await DurableHost.StartAsync(Functions, _storage, one.Hub, journal, timing: Quick);
        var ids = Enumerable.Range(0, 20).Select(i => $"asked-{i}").ToList();
        await Task.WhenAll(ids.Select((id, i) => (i % 2 == 0 ? one : other).StartAsync(nameof(SampleOrchestrators.AskForTwo), id: id)));
        await Task.WhenAll(ids.Select(async (id, i) =>
        {
            await (i % 3 == 0 ? one : other).Client.RaiseEventAsync(id, "answer", "1");
            await (i % 3 == 0 ? other : one).Client.RaiseEventAsync(id, "answer", "2");
        }));
        foreach (var id in ids)
        {
            Assert.Equal(["1", "2"], (await one.EndAsync(id)).ReadOutputAs<string>()!.Select(letter => letter.ToString()).Order());
        }

        Assert.Equal(20, journal.Count("working"));
    }

    [Fact]
    public async Task The_work_of_a_worker_that_is_gone_is_taken_over_by_one_that_lives()
    {
        await using var living = await DurableHost.StartAsync(Functions, _storage, timing: Quick);
        var cut = CutStorage.Never;
        await using (var leaving = await DurableHost.StartAsync(Functions, _storage, living.Hub, tables: cut.Options(), timing: Quick))
        {
            await leaving.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "left");
        }

        await living.Client.RaiseEventAsync("left", "answer", "here");
        Assert.Equal("here", (await living.EndAsync("left")).ReadOutputAs<string>());
    }

    private async Task CutAsync(CutStorage cut, int call)
    {
        var (hub, journal) = ("cut" + Guid.CreateVersion7().ToString("N"), new Journal());
        try
        {
            await using var first = await DurableHost.StartAsync(Functions, _storage, hub, journal, cut.Options(), Quick);
            var going = TravelAsync(first);
            await Task.WhenAny(going, Task.Delay(TimeSpan.FromSeconds(0.5)));
        }
        catch (Azure.RequestFailedException)
        {
            // It was cut off while it started.
        }

        await using var second = await DurableHost.StartAsync(Functions, _storage, hub, journal, timing: Quick);
        var ended = await TravelAsync(second);
        Assert.True(ended.ReadOutputAs<string>() == "out!in!child!home", $"cut at {call}: {ended.RuntimeStatus} {ended.SerializedOutput} {ended.FailureDetails}");
    }

    /// <summary>Starts the journey unless it is under way, and drives it to its end.</summary>
    private static async Task<OrchestrationMetadata> TravelAsync(DurableHost app)
    {
        if (await app.Client.GetInstanceAsync("journey") is null)
        {
            await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Journey.Travel), options: new StartOrchestrationOptions("journey"), cancellation: default);
        }

        OrchestrationMetadata state;
        do
        {
            await app.PassAsync(TimeSpan.FromHours(2));
            await app.Client.RaiseEventAsync("journey", "arrived", "home");
            state = (await app.Client.GetInstanceAsync("journey", getInputsAndOutputs: true))!;
        }
        while (!state.IsCompleted);

        return state;
    }

    internal static class Journey
    {
        [Function(nameof(Travel))]
        public static async Task<string> Travel([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var outward = await context.CallActivityAsync<string>(nameof(SampleActivities.Say), "out");
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            var inward = await context.CallActivityAsync<string>(nameof(SampleActivities.Say), "in");
            var child = await context.CallSubOrchestratorAsync<string>(nameof(SampleOrchestrators.SayInTurn), new[] { "child" });
            return outward + inward + child + await context.WaitForExternalEvent<string>("arrived");
        }
    }

    internal static class Before
    {
        [Function("Changing")]
        public static async Task Changing([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(SampleActivities.Say), "one");
            await context.CallActivityAsync(nameof(SampleActivities.Say), "two");
            await context.WaitForExternalEvent<string>("answer");
        }
    }

    internal static class After
    {
        [Function("Changing")]
        public static async Task Changing([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(SampleActivities.Say), "one");
            await context.CallActivityAsync(nameof(SampleActivities.Double), 2);
            await context.WaitForExternalEvent<string>("answer");
        }
    }
}
