using Microsoft.DurableTask.Client;
using SampleFunctions.Durable;

namespace LocalHost.Tests.Durable;

public sealed class FailureTests : IAsyncLifetime
{
    private DurableApp _app = null!;

    public async Task InitializeAsync() => _app = await DurableApp.StartAsync(await Testing.Azurite.NewAccountAsync());

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_failed_activity_is_tried_again_after_growing_pauses()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.TryAgain), 3);
        Assert.Single(_app.Journal);
        await _app.PassAsync(TimeSpan.FromSeconds(61));
        Assert.Equal(2, _app.Journal.Count);
        await _app.PassAsync(TimeSpan.FromSeconds(100));
        Assert.Equal(2, _app.Journal.Count);
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
        Assert.Equal(4, _app.Journal.Count);
        Assert.EndsWith("Not yet.", ended.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task A_handler_decides_whether_to_try_again()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.TryWhile), 5);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal(3, _app.Journal.Count);
    }

    [Fact]
    public async Task What_an_activity_throws_fails_its_orchestration()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.Fail));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", ended.FailureDetails!.ErrorType);
        Assert.Equal(
            "Task 'Refuse' (#0) failed with an unhandled exception: Never.",
            ended.FailureDetails.ErrorMessage
        );
    }

    // As on the platform, clients receive the outermost failure and the output repeats it.
    [Fact]
    public async Task A_client_receives_the_outermost_failure()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.Fail));
        Assert.Null(ended.FailureDetails!.InnerFailure);
        Assert.Equal(
            "Microsoft.DurableTask.TaskFailedException: Task 'Refuse' (#0) failed with an unhandled exception: Never.",
            ended.SerializedOutput
        );
    }

    [Fact]
    public async Task An_orchestrator_receives_the_types_and_messages_of_the_exception_and_its_inner_one()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.CatchFailure));
        Assert.Equal(
            ["System.InvalidOperationException", "Never.", "System.ArgumentException", "Because."],
            ended.ReadOutputAs<string[]>()!
        );
    }

    [Fact]
    public async Task Awaiting_what_the_context_did_not_give_fails()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.AwaitSomethingElse));
        Assert.Contains("An invalid asynchronous invocation was detected", ended.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task An_entity_is_refused_with_a_sentence()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.AskEntity));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("ntities", ended.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task A_result_that_cannot_be_stored_fails_with_its_size()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.RepeatMuch), 4_000_000);
        Assert.Contains("at most 2,900,000 can be stored", ended.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task An_output_that_cannot_be_stored_fails_with_its_size()
    {
        var ended = await _app.RunAsync(nameof(SampleOrchestrators.Return), 1_000_000);
        Assert.Contains("at most 700,000 can be stored", ended.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task An_unknown_orchestrator_fails_with_its_name()
    {
        var ended = await _app.RunAsync("Nobody");
        Assert.StartsWith(
            "The function 'Nobody' doesn't exist, is disabled, or is not an orchestrator",
            ended.FailureDetails!.ErrorMessage
        );
    }

    [Fact]
    public async Task A_failed_instance_is_rewound_and_makes_its_failed_call_again()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.TryOnce), 2);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await _app.EndAsync(id)).RuntimeStatus);
        await _app.Client.RewindInstanceAsync(id, "The server is back.");
        var ended = await _app.EndAsync(id);
        Assert.Equal(2, ended.ReadOutputAs<int>());
        Assert.Null(ended.FailureDetails);
    }

    [Fact]
    public async Task A_rewind_goes_on_in_the_failed_sub_orchestration()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.TryOnceInChild), 2);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await _app.EndAsync(id)).RuntimeStatus);
        await _app.Client.RewindInstanceAsync(id, "The server is back.");
        Assert.Equal(2, (await _app.EndAsync(id)).ReadOutputAs<int>());
        Assert.Equal(["before", "attempt", "attempt"], _app.Journal);
    }

    [Fact]
    public async Task Only_failed_instances_are_rewound()
    {
        var id = await _app.StartAsync(nameof(SampleOrchestrators.AskUntil));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _app.Client.RewindInstanceAsync(id, "Why not.")
        );
        Assert.Contains("only supported on failed", refused.Message);
        await Assert.ThrowsAsync<ArgumentException>(() => _app.Client.RewindInstanceAsync("nobody", "Why not."));
    }
}
