using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Grpc.Core;
using LocalHost.Workers.Protocol;
using Content = LocalHost.Workers.Protocol.StreamingMessage.ContentOneofCase;
using RpcFault = LocalHost.Workers.Protocol.RpcException;

namespace LocalHost.Workers;

/// <summary>
/// The message stream with one worker. Responses are matched to requests, and results to invocations, by their ids.
/// When the worker ends, all pending requests and invocations fail.
/// </summary>
/// <param name="workerId">The id that the worker was started with.</param>
/// <param name="logs">Receives the worker's log entries.</param>
internal sealed class WorkerChannel(string workerId, WorkerLogs logs)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _requests = [];
    private readonly ConcurrentDictionary<string, RunningInvocation> _invocations = [];
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastRequest;

    /// <summary>The id that the worker was started with.</summary>
    public string WorkerId => workerId;

    /// <summary>Ends when the worker has opened its stream.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Ends when the worker has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Serves the worker's stream until either side ends it.</summary>
    /// <param name="incoming">The worker's messages, after its first one.</param>
    /// <param name="outgoing">The messages to the worker.</param>
    /// <param name="cancellationToken">Cancelled when the worker's connection ends.</param>
    public async Task ServeAsync(
        IAsyncStreamReader<StreamingMessage> incoming,
        IServerStreamWriter<StreamingMessage> outgoing,
        CancellationToken cancellationToken
    )
    {
        _connected.TrySetResult();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAllAsync(outgoing, over.Token);
        var receiving = ReceiveAllAsync(incoming, over.Token);
        await Task.WhenAny(receiving, _ended.Task);
        await over.CancelAsync();
        End();
        await Task.WhenAll(sending, receiving);
    }

    /// <summary>Sends a request and waits for its response.</summary>
    /// <param name="request">The request, which is given an id.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The response.</returns>
    /// <exception cref="WorkerGoneException">The worker ended before it responded.</exception>
    public async Task<StreamingMessage> AskAsync(StreamingMessage request, CancellationToken cancellationToken)
    {
        request.RequestId = $"{workerId}:{Interlocked.Increment(ref _lastRequest)}";
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests[request.RequestId] = answer;
        try
        {
            Send(request);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _requests.TryRemove(request.RequestId, out _);
        }
    }

    /// <summary>Sends a message that has no response.</summary>
    /// <param name="message">The message.</param>
    public void Send(StreamingMessage message)
    {
        if (!_outgoing.Writer.TryWrite(message))
        {
            throw new WorkerGoneException();
        }
    }

    /// <summary>Runs a function.</summary>
    /// <param name="functionName">The function's name, for its logs.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Asks the function to end early.</param>
    /// <returns>The outcome.</returns>
    public async Task<InvocationOutcome> InvokeAsync(
        string functionName,
        InvocationRequest request,
        CancellationToken cancellationToken
    )
    {
        var running = new RunningInvocation(functionName);
        _invocations[request.InvocationId] = running;
        try
        {
            Send(new StreamingMessage { InvocationRequest = request });
            await using var asked = cancellationToken.UnsafeRegister(_ => Cancel(request.InvocationId), null);
            return OutcomeOf(await running.Response.Task);
        }
        finally
        {
            _invocations.TryRemove(request.InvocationId, out _);
        }
    }

    /// <summary>Ends the stream: no further response will arrive.</summary>
    public void End()
    {
        _outgoing.Writer.TryComplete();
        foreach (var request in _requests.Values)
        {
            request.TrySetException(new WorkerGoneException());
        }

        foreach (var invocation in _invocations.Values)
        {
            invocation.Response.TrySetException(new WorkerGoneException());
        }

        _ended.TrySetResult();
    }

    private async Task ReceiveAllAsync(IAsyncStreamReader<StreamingMessage> incoming, CancellationToken over)
    {
        try
        {
            await foreach (var message in incoming.ReadAllAsync(over))
            {
                Receive(message);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or Grpc.Core.RpcException)
        {
            // The worker has ended or was killed.
        }
    }

    private async Task SendAllAsync(IServerStreamWriter<StreamingMessage> outgoing, CancellationToken over)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(over))
            {
                await outgoing.WriteAsync(message, over);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The stream has ended; End fails all pending requests.
        }
    }

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case Content.RpcLog:
                logs.Write(message.RpcLog, _invocations.GetValueOrDefault(message.RpcLog.InvocationId)?.FunctionName);
                break;
            case Content.InvocationResponse:
                _invocations
                    .GetValueOrDefault(message.InvocationResponse.InvocationId)
                    ?.Response.TrySetResult(message.InvocationResponse);
                break;
            default:
                _requests.GetValueOrDefault(message.RequestId)?.TrySetResult(message);
                break;
        }
    }

    private void Cancel(string invocationId)
    {
        try
        {
            Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocationId } });
        }
        catch (WorkerGoneException)
        {
            // The invocation fails when the worker's end is noticed.
        }
    }

    private static InvocationOutcome OutcomeOf(InvocationResponse response) =>
        response.Result.Status switch
        {
            StatusResult.Types.Status.Success => new(true, response.ReturnValue, null),
            StatusResult.Types.Status.Failure or StatusResult.Types.Status.Cancelled => new(
                false,
                null,
                response.Result.Exception
                    ?? new RpcFault { Message = $"The function ended as {response.Result.Status}." }
            ),
            _ => throw new UnreachableException($"The worker's status {response.Result.Status} is not known."),
        };

    private sealed record RunningInvocation(string FunctionName)
    {
        public TaskCompletionSource<InvocationResponse> Response { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>The worker ended before it responded.</summary>
internal sealed class WorkerGoneException() : Exception("The worker ended before it responded.");
