using System.Collections.Concurrent;
using Grpc.Core;
using LocalHost.Workers.Protocol;

namespace LocalHost.Workers;

/// <summary>The started workers by id, and the worker that runs functions now.</summary>
internal sealed class WorkerConnections(WorkerLogs logs)
{
    private readonly ConcurrentDictionary<string, WorkerChannel> _channels = [];
    private TaskCompletionSource<WorkerChannel> _ready = NewWait();

    /// <summary>Prepares for a worker that is about to be started.</summary>
    /// <returns>The channel that the worker will open.</returns>
    public WorkerChannel Expect()
    {
        var channel = new WorkerChannel(Guid.CreateVersion7().ToString(), logs);
        _channels[channel.WorkerId] = channel;
        return channel;
    }

    /// <summary>Returns the worker that runs functions.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The worker's channel, once a worker has loaded the functions.</returns>
    public Task<WorkerChannel> CurrentAsync(CancellationToken cancellationToken) =>
        _ready.Task.WaitAsync(cancellationToken);

    /// <summary>Whether a worker has loaded the functions.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>Sets the worker that has loaded the functions.</summary>
    /// <param name="channel">The worker's channel.</param>
    public void SetCurrent(WorkerChannel channel) => _ready.TrySetResult(channel);

    /// <summary>Removes a worker that has ended. Callers that need a worker wait for the next one.</summary>
    /// <param name="channel">The worker's channel.</param>
    public void Remove(WorkerChannel channel)
    {
        _channels.TryRemove(channel.WorkerId, out _);
        channel.End();
        var ready = _ready;
        if (ready.Task is { IsCompletedSuccessfully: true } current && current.Result == channel)
        {
            Interlocked.CompareExchange(ref _ready, NewWait(), ready);
        }
    }

    /// <summary>Returns the channel of a worker that has connected.</summary>
    /// <param name="workerId">The id that it was started with.</param>
    /// <returns>The channel; null when no such worker was started.</returns>
    public WorkerChannel? Find(string workerId) => _channels.GetValueOrDefault(workerId);

    private static TaskCompletionSource<WorkerChannel> NewWait() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The stream between host and worker (<c>AzureFunctionsRpcMessages.FunctionRpc</c>).</summary>
/// <param name="connections">The started workers.</param>
internal sealed class FunctionRpcService(WorkerConnections connections) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream,
        ServerCallContext context
    )
    {
        if (!await requestStream.MoveNext() || requestStream.Current is not { StartStream: { } start })
        {
            throw new Grpc.Core.RpcException(
                new Status(StatusCode.InvalidArgument, "A worker's first message is StartStream.")
            );
        }

        var channel =
            connections.Find(start.WorkerId)
            ?? throw new Grpc.Core.RpcException(
                new Status(StatusCode.NotFound, $"No worker '{start.WorkerId}' was started by this host.")
            );
        await channel.ServeAsync(requestStream, responseStream, context.CancellationToken);
    }
}
