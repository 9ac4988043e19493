using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalHost.Tests.Durable;

public sealed class OrchestrationTests : IAsyncLifetime
{
    private static readonly Type[] Functions = [typeof(SampleActivities), typeof(SampleOrchestrators)];

    private DurableHost _app = null!;

    public async Task InitializeAsync() => _app = await DurableHost.StartAsync(Functions, await Testing.Azurite.NewAccountAsync());

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Activities_run_one_after_the_other()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.SayInTurn), new[] { "a", "b", "c" });
        Assert.Equal("a!b!c!", ended.ReadOutputAs<string>());
        Assert.Equal(["a", "b", "c"], _app.Journal.Lines);
    }

    [Fact]
    public async Task A_hundred_activities_run_at_once()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.DoubleAll), 100);
        Assert.Equal(10_100, ended.ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_timer_fires_when_the_clock_has_come_there()
    {
        var begun = _app.Clock.GetUtcNow();
        var id = await _app.StartAsync(nameof(SampleOrchestrators.Sleep), 30);
        await _app.PassAsync(TimeSpan.FromDays(29));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await _app.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await _app.PassAsync(TimeSpan.FromDays(2));
        var woken = (await _app.EndAsync(id)).ReadOutputAs<DateTime>();
        Assert.InRange(woken, begun.UtcDateTime.AddDays(30), begun.UtcDateTime.AddDays(30).AddMinutes(1));
    }

    [Fact]
    public async Task Whichever_comes_first_the_event_or_the_timer_decides()
    {
        var (answered, forgotten) = (await _app.StartAsync(nameof(SampleOrchestrators.AskUntil)), await _app.StartAsync(nameof(SampleOrchestrators.AskUntil)));
        await _app.Client.RaiseEventAsync(answered, "answer", "me");
        Assert.Equal("me", (await _app.EndAsync(answered)).ReadOutputAs<string>());
        await _app.PassAsync(TimeSpan.FromDays(31));
        Assert.Equal("nobody", (await _app.EndAsync(forgotten)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_cancelled_timer_holds_up_nothing()
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
    public async Task A_failed_activity_is_tried_again_after_growing_pauses()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.TryAgain), 3);
        Assert.Single(_app.Journal.Lines);
        await _app.PassAsync(TimeSpan.FromSeconds(61));
        Assert.Equal(2, _app.Journal.Lines.Count);
        await _app.PassAsync(TimeSpan.FromSeconds(100));
        Assert.Equal(2, _app.Journal.Lines.Count);
        await _app.PassAsync(TimeSpan.FromSeconds(21));
        Assert.Equal(3, (await _app.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Attempts_have_an_end()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.TryAgain), 5);
        await _app.PassAsync(TimeSpan.FromDays(1));
        var ended = await _app.EndAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal(4, _app.Journal.Lines.Count);
        Assert.True(ended.FailureDetails!.InnerFailure!.IsCausedBy<TimeoutException>());
    }

    [Fact]
    public async Task A_handler_decides_whether_to_try_again()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.TryWhile), 5);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal(3, _app.Journal.Lines.Count);
    }

    [Fact]
    public async Task What_an_activity_throws_fails_its_orchestration()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.Fail));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal("Never.", ended.FailureDetails!.InnerFailure!.ErrorMessage);
        Assert.True(ended.FailureDetails.IsCausedBy<TaskFailedException>());
    }

    [Fact]
    public async Task Sub_orchestrations_answer_or_fail()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.AskChildren), id: "parent/1");
        Assert.StartsWith("a!b!c!Task 'Refuse' (#1) failed", ended.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await _app.Client.GetInstanceAsync("parent/1-named"))!.RuntimeStatus);
    }

    [Fact]
    public async Task A_sub_orchestration_may_not_take_the_id_of_a_running_one()
    {
        await _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "taken");
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.CallChild), "taken");
        Assert.Contains("'taken' is Running already", ended.FailureDetails!.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public async Task A_run_can_begin_anew_and_keeps_the_events_that_nobody_has_taken()
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
    public async Task An_orchestrator_sends_events_to_another()
    {
        var asking = await _app.StartAsync(nameof(SampleOrchestrators.AskUntil));
        await _app.RunAsync(nameof(SampleOrchestrators.Tell), asking, id: "teller");
        Assert.Equal("from teller", (await _app.EndAsync(asking)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_second_start_of_a_running_id_is_refused_and_of_an_ended_one_is_not()
    {
        await _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "key");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "key"));
        Assert.Equal("An orchestration with the id 'key' is Running already.", refused.Message);
        await _app.Client.RaiseEventAsync("key", "answer", "first");
        await _app.EndAsync("key");
        await _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "key");
        await _app.Client.RaiseEventAsync("key", "answer", "second");
        Assert.Equal("second", (await _app.EndAsync("key")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Awaiting_what_the_context_did_not_give_fails_with_its_mend()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.AwaitSomethingElse));
        Assert.StartsWith("'AwaitSomethingElse' awaits a task that its context did not give it", ended.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Ids_are_the_same_in_every_replay()
    {
        var ids = (await _app.RunAsync(nameof(SampleOrchestrators.MakeIds))).ReadOutputAs<Guid[]>()!;
        Assert.NotEqual(ids[0], ids[1]);
        Assert.Equal([ids[0].ToString(), ids[0].ToString()], _app.Journal.Lines);
    }

    [Fact]
    public async Task A_replay_knows_that_it_is_one()
        => Assert.Equal("replay new", (await _app.RunAsync(nameof(SampleOrchestrators.Log))).ReadCustomStatusAs<string>());

    [Theory]
    [InlineData(40_000)]
    [InlineData(700_000)]
    public async Task Large_results_are_kept_whole(int length)
        => Assert.Equal(length, (await _app.RunAsync(nameof(SampleOrchestrators.RepeatMuch), length)).ReadOutputAs<int>());

    [Fact]
    public async Task A_result_that_cannot_be_stored_fails_with_its_size()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.RepeatMuch), 4_000_000);
        Assert.Contains("has more than 3,360,000 characters", ended.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task An_unknown_orchestrator_fails_with_its_name()
        => Assert.Equal("There is no orchestrator 'Nobody' in this application.", (await _app.RunAsync("Nobody")).FailureDetails!.ErrorMessage);
}
