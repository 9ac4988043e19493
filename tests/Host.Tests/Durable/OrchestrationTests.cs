using DurableTask.Core.Exceptions;
using LocalHost.Hosting;
using Microsoft.DurableTask.Client;
using SampleFunctions.Durable;

namespace LocalHost.Tests.Durable;

public sealed class OrchestrationTests : IAsyncLifetime
{
    private DurableApp _app = null!;

    public async Task InitializeAsync() => _app = await DurableApp.StartAsync(await Testing.Azurite.NewAccountAsync());

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Activities_run_one_after_the_other()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.SayInTurn), new[] { "a", "b", "c" });
        Assert.Equal("a!b!c!", ended.ReadOutputAs<string>());
        Assert.Equal(["a", "b", "c"], _app.Journal);
    }

    [Fact]
    public async Task A_hundred_activities_run_at_once()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.DoubleAll), 100);
        Assert.Equal(10_100, ended.ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_activity_knows_the_instance_that_calls_it()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.AskWhoCalls), id: "caller");
        Assert.Equal("caller", ended.ReadOutputAs<string>());
    }

    // The worker makes ten timers of this one, since its longest has three days.
    [Fact]
    public async Task A_long_timer_fires_when_the_clock_reaches_its_time()
    {
        var begun = _app.Clock.GetUtcNow();
        var id = await _app.StartAsync(nameof(SampleOrchestrators.Sleep), 30);
        await _app.PassAsync(TimeSpan.FromDays(29));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await _app.GetAsync(id)).RuntimeStatus);
        await _app.PassAsync(TimeSpan.FromDays(2));
        var woken = (await _app.EndAsync(id)).ReadOutputAs<DateTime>();
        Assert.InRange(woken, begun.UtcDateTime.AddDays(30), begun.UtcDateTime.AddDays(30).AddMinutes(1));
    }

    [Fact]
    public async Task Whichever_comes_first_the_event_or_the_timer_decides()
    {
        var answered = await _app.StartAsync(nameof(SampleOrchestrators.AskUntil));
        var forgotten = await _app.StartAsync(nameof(SampleOrchestrators.AskUntil));
        await _app.Client.RaiseEventAsync(answered, "answer", "me");
        Assert.Equal("me", (await _app.EndAsync(answered)).ReadOutputAs<string>());
        await _app.PassAsync(TimeSpan.FromDays(31));
        Assert.Equal("nobody", (await _app.EndAsync(forgotten)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_timers_of_an_ended_instance_are_forgotten()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.AskUntil));
        Assert.NotNull(_app.Engine.Timers.NextDue);
        await _app.Client.RaiseEventAsync(id, "answer", "me");
        await _app.EndAsync(id);
        Assert.Null(_app.Engine.Timers.NextDue);
    }

    [Fact]
    public async Task Events_that_come_before_the_wait_are_kept_in_their_order_and_named_in_any_case()
    {
        var id = await _app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(SampleOrchestrators.AskForTwo));
        await _app.Client.RaiseEventAsync(id, "ANSWER", "1");
        await _app.Client.RaiseEventAsync(id, "answer", "2");
        Assert.Equal("12", (await _app.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_wait_with_an_end_ends()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.AskBriefly));
        await _app.PassAsync(TimeSpan.FromMinutes(61));
        Assert.Equal("too late", (await _app.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Sub_orchestrations_answer_or_fail()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.AskChildren), id: "parent/1");
        Assert.StartsWith("a!b!c!Task 'Refuse' (#0) failed", ended.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await _app.GetAsync("parent/1-named")).RuntimeStatus);
    }

    [Fact]
    public async Task A_sub_orchestration_cannot_take_the_id_of_a_running_one()
    {
        await _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "taken");
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.CallChild), "taken");
        Assert.Contains("'taken' is already Running", ended.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task A_new_run_keeps_the_events_that_nobody_has_received()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.CountUp), 0);
        foreach (var number in Enumerable.Repeat(10, 10))
        {
            await _app.Client.RaiseEventAsync(id, "add", number);
        }

        var ended = await _app.EndAsync(id);
        Assert.Equal(100, ended.ReadOutputAs<int>());
        Assert.Equal("""{"sum":90}""", ended.SerializedCustomStatus);
        Assert.Equal(90, ended.ReadInputAs<int>());
    }

    [Fact]
    public async Task A_new_run_keeps_events_that_arrive_together()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.CountUp), 0);
        await _app.Client.SuspendInstanceAsync(id);
        foreach (var number in Enumerable.Repeat(10, 10))
        {
            await _app.Client.RaiseEventAsync(id, "add", number);
        }

        await _app.Client.ResumeInstanceAsync(id);
        Assert.Equal(100, (await _app.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_orchestrator_sends_events_to_another()
    {
        var asking = await _app.StartAsync(nameof(SampleOrchestrators.AskUntil));
        await _app.RunAsync(nameof(SampleOrchestrators.SendAnswer), asking, id: "sender");
        Assert.Equal("from sender", (await _app.EndAsync(asking)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_second_start_of_a_running_id_is_refused_and_of_an_ended_one_is_not()
    {
        await _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "key");
        var refused = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() =>
            _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "key")
        );
        Assert.Equal("An Orchestration instance with the ID key already exists.", refused.Message);
        await _app.Client.RaiseEventAsync("key", "answer", "first");
        await _app.EndAsync("key");
        await _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "key");
        await _app.Client.RaiseEventAsync("key", "answer", "second");
        Assert.Equal("second", (await _app.EndAsync("key")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Ids_are_the_same_in_every_replay()
    {
        var ids = (await _app.RunAsync(nameof(SampleOrchestrators.MakeIds))).ReadOutputAs<Guid[]>()!;
        Assert.NotEqual(ids[0], ids[1]);
        Assert.Equal([ids[0].ToString(), ids[0].ToString()], _app.Journal);
    }

    [Fact]
    public async Task A_replay_knows_that_it_is_one() =>
        Assert.Equal("replay new", (await _app.RunAsync(nameof(SampleOrchestrators.Log))).ReadCustomStatusAs<string>());

    [Theory]
    [InlineData(40_000)]
    [InlineData(700_000)]
    [InlineData(2_000_000)]
    public async Task Large_results_are_kept_whole(int length) =>
        Assert.Equal(length, (await _app.RunAsync(nameof(SampleOrchestrators.RepeatMuch), length)).ReadOutputAs<int>());

    [Fact]
    public async Task No_more_activities_run_at_once_than_host_json_allows()
    {
        var limits = new DurableTaskSettings
        {
            MaxConcurrentActivityFunctions = 2,
            MaxConcurrentOrchestratorFunctions = 1,
        };
        await using var narrow = await DurableApp.StartAsync(
            await Testing.Azurite.NewAccountAsync(),
            new DurableStart { DurableTask = limits }
        );
        Assert.Equal(2, (await narrow.RunAsync(nameof(SampleOrchestrators.HoldAtOnce), 8)).ReadOutputAs<int>());
        Assert.InRange((await _app.RunAsync(nameof(SampleOrchestrators.HoldAtOnce), 8)).ReadOutputAs<int>(), 3, 8);
    }
}
