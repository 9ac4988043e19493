using Microsoft.DurableTask;

namespace LocalHost.Durable.Engine;

/// <summary>Something that the orchestrator's code has asked for and that has not ended. Completing it runs the code that awaits it.</summary>
/// <param name="name">What it is the result of.</param>
/// <param name="id">Its number.</param>
internal sealed class OpenTask(string name, int id)
{
    private readonly TaskCompletionSource<string?> _source = new();

    public Task<string?> Task => _source.Task;

    public bool Complete(string? data) => _source.TrySetResult(data);

    public bool Fail(TaskFailureDetails failure) => _source.TrySetException(new TaskFailedException(name, id, failure));

    public bool Cancel(CancellationToken cancellationToken) => _source.TrySetCanceled(cancellationToken);
}
