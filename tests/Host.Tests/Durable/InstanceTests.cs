using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalHost.Tests.Durable;

public sealed class InstanceTests : IAsyncLifetime
{
    private static readonly Type[] Functions = [typeof(SampleActivities), typeof(SampleOrchestrators)];

    private DurableHost _app = null!;

    public async Task InitializeAsync() => _app = await DurableHost.StartAsync(Functions, await Testing.Azurite.NewAccountAsync());

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
    public async Task Values_are_read_only_when_asked_for()
    {
        await _app.RunAsync(nameof(SampleOrchestrators.DoubleAll), 3, id: "three");
        Assert.Null((await _app.Client.GetInstanceAsync("three"))!.SerializedOutput);
        Assert.Equal(12, (await _app.Client.GetInstanceAsync("three", getInputsAndOutputs: true))!.ReadOutputAs<int>());
    }

    [Fact]
    public async Task Ended_instances_are_purged_with_what_they_called_and_running_ones_are_not()
    {
        await _app.RunAsync(nameof(SampleOrchestrators.AskChildren), id: "parent");
        await _app.StartAsync(nameof(SampleOrchestrators.AskUntil), id: "waiting");
        Assert.Equal(0, (await _app.Client.PurgeInstanceAsync("waiting")).PurgedInstanceCount);
        Assert.Equal(4, (await _app.Client.PurgeInstanceAsync("parent", new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount);
        await _app.RunAsync(nameof(SampleOrchestrators.Empty));
        Assert.Equal(1, (await _app.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Completed]))).PurgedInstanceCount);
        Assert.Equal(1, await CountAsync(new OrchestrationQuery()));
    }

    [Fact]
    public async Task A_terminated_instance_ends_at_once_and_with_it_what_it_called()
    {
        await _app.StartAsync(nameof(SampleOrchestrators.CallChild), "child", id: "parent");
        await _app.Client.TerminateInstanceAsync("parent", new TerminateInstanceOptions("enough", Recursive: true));
        var parent = await _app.EndAsync("parent");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, parent.RuntimeStatus);
        Assert.Equal("enough", parent.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await _app.EndAsync("child")).RuntimeStatus);
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
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await _app.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await _app.Client.ResumeInstanceAsync(id);
        Assert.Equal("12", (await _app.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_start_can_be_put_off()
    {
        var id = await _app.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(SampleOrchestrators.SayInTurn), new[] { "a" }, new StartOrchestrationOptions("later", _app.Clock.GetUtcNow().AddDays(2)));
        await _app.PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await _app.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await _app.PassAsync(TimeSpan.FromDays(1.5));
        Assert.Equal("a!", (await _app.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_for_nobody_or_for_an_ended_instance_has_no_effect()
    {
        await _app.Client.RaiseEventAsync("nobody", "answer", "1");
        var id = await _app.StartAsync(nameof(SampleOrchestrators.Empty));
        await _app.EndAsync(id);
        await _app.Client.RaiseEventAsync(id, "answer", "1");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await _app.EndAsync(id)).RuntimeStatus);
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
