using Grpc.Core;
using Microsoft.DurableTask.Client;
using SampleFunctions.Durable;

namespace LocalHost.Tests.Durable;

public sealed class InstanceTests : IAsyncLifetime
{
    private DurableApp _app = null!;

    public async Task InitializeAsync() => _app = await DurableApp.StartAsync(await Testing.Azurite.NewAccountAsync());

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Instances_are_found_by_status_time_and_id_page_by_page()
    {
        for (var i = 0; i < 5; i++)
        {
            await _app.RunAsync(nameof(SampleOrchestrators.Empty), id: $"done-{i}");
        }

        await _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "waiting");
        await _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "done?not");

        Assert.Equal(7, await CountAsync(new OrchestrationQuery()));
        Assert.Equal(2, await CountAsync(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal(5, await CountAsync(new OrchestrationQuery(InstanceIdPrefix: "done-", PageSize: 2)));
        Assert.Equal(0, await CountAsync(new OrchestrationQuery(CreatedFrom: _app.Clock.GetUtcNow().AddMinutes(1))));
        Assert.Equal(7, await CountAsync(new OrchestrationQuery(CreatedTo: _app.Clock.GetUtcNow().AddMinutes(1))));
        Assert.Null(await _app.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task A_function_reaches_orchestrations_by_the_client_that_it_binds()
    {
        using var http = new HttpClient { BaseAddress = _app.FunctionsAddress };
        using var answer = await http.PostAsync("say/hello", content: null);
        Assert.Equal("hello!", await answer.Content.ReadAsStringAsync());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await _app.GetAsync("say-hello")).RuntimeStatus);
    }

    [Fact]
    public async Task Values_are_read_only_when_asked_for()
    {
        await _app.RunAsync(nameof(SampleOrchestrators.DoubleAll), 3, id: "three");
        Assert.Null((await _app.Client.GetInstanceAsync("three"))!.SerializedOutput);
        Assert.Equal(12, (await _app.GetAsync("three")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Ended_instances_are_purged_and_running_ones_are_refused()
    {
        await _app.RunAsync(nameof(SampleOrchestrators.AskChildren), id: "parent");
        await _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "waiting");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _app.Client.PurgeInstanceAsync("waiting")
        );
        Assert.Contains("waiting has status Running", refused.Message);
        Assert.Equal(0, (await _app.Client.PurgeInstanceAsync("nobody")).PurgedInstanceCount);
        Assert.Equal(1, (await _app.Client.PurgeInstanceAsync("parent")).PurgedInstanceCount);
        await _app.RunAsync(nameof(SampleOrchestrators.Empty));
        var completed = new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Completed]);
        Assert.Equal(3, (await _app.Client.PurgeAllInstancesAsync(completed)).PurgedInstanceCount);
        Assert.Equal(2, await CountAsync(new OrchestrationQuery()));
    }

    // As on the platform, whose host does not pass the wish to end sub-orchestrations on.
    [Fact]
    public async Task A_terminated_instance_ends_at_once_and_what_it_called_goes_on()
    {
        await _app.StartAsync(nameof(SampleOrchestrators.CallChild), "child", id: "parent");
        await _app.Client.TerminateInstanceAsync("parent", new TerminateInstanceOptions("enough", Recursive: true));
        var parent = await _app.EndAsync("parent");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, parent.RuntimeStatus);
        Assert.Equal("enough", parent.ReadOutputAs<string>());
        await _app.Client.RaiseEventAsync("child", "answer", "on");
        Assert.Equal("on", (await _app.EndAsync("child")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_terminated_sub_orchestration_fails_its_call()
    {
        await _app.StartAsync(nameof(SampleOrchestrators.CallChild), "child", id: "parent");
        await _app.Client.TerminateInstanceAsync("child");
        Assert.Contains("'child' was terminated", (await _app.EndAsync("parent")).FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task A_suspended_instance_keeps_what_comes_until_it_is_resumed()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.AskForTwo));
        await _app.Client.SuspendInstanceAsync(id, "stocktaking");
        await _app.Client.RaiseEventAsync(id, "answer", "1");
        await _app.Client.RaiseEventAsync(id, "answer", "2");
        await _app.Clock.WhenIdleAsync(CancellationToken.None);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await _app.GetAsync(id)).RuntimeStatus);
        await _app.Client.ResumeInstanceAsync(id);
        Assert.Equal("12", (await _app.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_terminated_instance_receives_nothing_that_waited_for_its_resumption()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.AskForTwo));
        await _app.Client.SuspendInstanceAsync(id);
        await _app.Client.RaiseEventAsync(id, "answer", "1");
        await _app.Clock.WhenIdleAsync(CancellationToken.None);
        await _app.Client.TerminateInstanceAsync(id);
        await _app.Clock.WhenIdleAsync(CancellationToken.None);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await _app.GetAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task A_start_can_be_scheduled()
    {
        var options = new Microsoft.DurableTask.StartOrchestrationOptions("later", _app.Clock.GetUtcNow().AddDays(2));
        var id = await _app.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(SampleOrchestrators.SayInTurn),
            new[] { "a" },
            options
        );
        await _app.PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await _app.GetAsync(id)).RuntimeStatus);
        await _app.PassAsync(TimeSpan.FromDays(1.5));
        Assert.Equal("a!", (await _app.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_for_nobody_or_for_an_ended_instance_is_refused_and_has_no_effect()
    {
        var unknown = await Assert.ThrowsAsync<RpcException>(() =>
            _app.Client.RaiseEventAsync("nobody", "answer", "1")
        );
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        var id = await _app.StartAsync(nameof(SampleOrchestrators.Empty));
        await _app.EndAsync(id);
        var ended = await Assert.ThrowsAsync<RpcException>(() => _app.Client.RaiseEventAsync(id, "answer", "1"));
        Assert.Equal(StatusCode.FailedPrecondition, ended.StatusCode);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await _app.EndAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Controls_of_an_ended_instance_are_refused()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.Empty));
        await _app.EndAsync(id);
        foreach (
            var control in new[]
            {
                () => _app.Client.TerminateInstanceAsync(id),
                () => _app.Client.SuspendInstanceAsync(id),
                () => _app.Client.ResumeInstanceAsync(id),
            }
        )
        {
            var refused = await Assert.ThrowsAsync<RpcException>(control);
            Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
            Assert.Contains("in the Completed state", refused.Status.Detail);
        }
    }

    [Fact]
    public async Task An_ended_instance_is_restarted_with_its_input_and_a_running_one_is_refused()
    {
        await _app.RunAsync(nameof(SampleOrchestrators.SayInTurn), new[] { "a" }, id: "again");
        await _app.Client.RestartAsync("again");
        Assert.Equal("a!", (await _app.EndAsync("again")).ReadOutputAs<string>());
        var other = await _app.Client.RestartAsync("again", restartWithNewInstanceId: true);
        Assert.Equal("a!", (await _app.EndAsync(other)).ReadOutputAs<string>());
        Assert.Equal(["a", "a", "a"], _app.Journal);
        await _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "waiting");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _app.Client.RestartAsync("waiting"));
    }

    [Fact]
    public async Task The_history_is_that_of_the_platform()
    {
        await _app.RunAsync(nameof(SampleOrchestrators.SayInTurn), new[] { "a" }, id: "told");
        var history = await _app.Client.GetOrchestrationHistoryAsync("told");
        Assert.Equal(
            [
                "OrchestratorStarted",
                "ExecutionStarted",
                "TaskScheduled",
                "OrchestratorCompleted",
                "OrchestratorStarted",
                "TaskCompleted",
                "ExecutionCompleted",
                "OrchestratorCompleted",
            ],
            history.Select(happened => happened.EventType.ToString())
        );
    }

    [Fact]
    public async Task A_call_that_the_host_does_not_implement_is_refused_with_a_sentence()
    {
        var client = new Microsoft.DurableTask.Protobuf.TaskHubSidecarService.TaskHubSidecarServiceClient(_app.Channel);
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.GetEntityAsync(new() { InstanceId = "@counter@one" })
        );
        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
        Assert.StartsWith("The local host does not implement 'GetEntity'.", refused.Status.Detail);
    }

    private async Task<int> CountAsync(OrchestrationQuery query)
    {
        var count = 0;
        await foreach (var _ in _app.Client.GetAllInstancesAsync(query))
        {
            count++;
        }

        return count;
    }
}
