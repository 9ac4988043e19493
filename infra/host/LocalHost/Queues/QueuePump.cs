using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Extensions.Logging;

namespace LocalHost.Queues;

/// <summary>
/// Receives the messages of one queue for one function, up to the concurrency limit of host.json. A missing queue
/// counts as empty: as on the platform, the app creates its own queues.
/// </summary>
internal sealed class QueuePump(
    WorkerFunction function,
    QueueClient queue,
    QueueClient? poison,
    QueueInvoker invoker,
    QueueSettings settings,
    QueueTiming timing,
    ILogger logger
) : IDisposable
{
    private readonly int _threshold = settings.NewBatchThreshold ?? settings.BatchSize / 2;
    private readonly ConcurrentDictionary<Task, byte> _running = [];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _loop = Task.CompletedTask;
    private QueueState _state = QueueState.Readable;
    private long _lastPoll;
    private long _begun;

    private enum QueueState
    {
        Readable,
        Missing,
        Unreadable,
    }

    /// <summary>Whether messages are being handled.</summary>
    public bool IsAtWork => !_running.IsEmpty;

    /// <summary>The number of messages that have been received so far.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Begins to receive messages.</summary>
    public void Start() => _loop = Task.Run(LoopAsync, CancellationToken.None);

    /// <summary>Stops receiving messages and waits for those that are being handled.</summary>
    /// <param name="cancellationToken">Cancelled when the functions have to end early.</param>
    /// <returns>A task that ends when no message is being handled, or the wait was cancelled.</returns>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await using var end = cancellationToken.UnsafeRegister(_ => _ending.Cancel(), null);
        try
        {
            await _loop.WaitAsync(cancellationToken);
            await Task.WhenAll(_running.Keys).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning(
                "Messages of {Queue} were still being handled when the host stopped; they are delivered again",
                queue.Name
            );
        }
    }

    /// <summary>
    /// Whether the queue contains messages, including invisible ones. If it does, the pump polls at once.
    /// </summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Whether there are messages.</returns>
    public async Task<bool> HasWaitingAsync(CancellationToken cancellationToken)
    {
        if (await CountAsync(cancellationToken) == 0)
        {
            return false;
        }

        Wake();
        return true;
    }

    public void Dispose()
    {
        _wake.Dispose();
        _stopping.Dispose();
        _ending.Dispose();
    }

    private static bool IsMissing(RequestFailedException fault) => fault.ErrorCode == "QueueNotFound";

    private async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong;
        }
        catch (RequestFailedException fault) when (IsMissing(fault))
        {
            return 0;
        }
    }

    private async Task LoopAsync()
    {
        var pause = TimeSpan.Zero;
        while (!_stopping.IsCancellationRequested)
        {
            pause = await PollAsync() ? TimeSpan.Zero : Lengthen(pause);
            if (pause > TimeSpan.Zero)
            {
                await PauseAsync(pause);
            }

            await WaitForRoomAsync();
        }
    }

    /// <summary>
    /// Receives a batch and runs the function for each of its messages. Storage faults are logged.
    /// </summary>
    /// <returns>Whether the queue returned a message.</returns>
    private async Task<bool> PollAsync()
    {
        Interlocked.Exchange(ref _lastPoll, TimeProvider.System.GetTimestamp());
        try
        {
            // A stop does not cancel this request: messages that the storage has delivered must be handled, or they
            // stay invisible.
            var batch = await queue.ReceiveMessagesAsync(settings.BatchSize, timing.Lease, CancellationToken.None);
            Report(QueueState.Readable, null);
            foreach (var message in batch.Value)
            {
                Begin(new ReceivedMessage(queue, message));
            }

            return batch.Value.Length > 0;
        }
        catch (RequestFailedException fault) when (IsMissing(fault))
        {
            Report(QueueState.Missing, null);
        }
        catch (Exception fault)
        {
            // After any fault of the storage client, the next poll can succeed.
            Report(QueueState.Unreadable, fault);
        }

        return false;
    }

    // Logged once at each change, not at each poll.
    private void Report(QueueState state, Exception? fault)
    {
        if (state == _state)
        {
            return;
        }

        _state = state;
        switch (state)
        {
            case QueueState.Readable:
                logger.LogInformation("The queue {Queue} can be read again", queue.Name);
                break;
            case QueueState.Missing:
                logger.LogWarning(
                    "The queue {Queue} of {Function} does not exist; the app has to create it",
                    queue.Name,
                    function.Name
                );
                break;
            default:
                logger.LogError(fault, "The queue {Queue} cannot be read; the host keeps trying", queue.Name);
                break;
        }
    }

    private void Begin(ReceivedMessage message)
    {
        Interlocked.Increment(ref _begun);
        var handling = HandleAsync(message);
        _running.TryAdd(handling, 0);
        _ = handling.ContinueWith(
            ended => _running.TryRemove(ended, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    private async Task HandleAsync(ReceivedMessage message)
    {
        await Task.Yield();
        try
        {
            await invoker.HandleAsync(function, message, poison, _ending.Token);
        }
        catch (Exception fault)
        {
            // A storage request failed. The message becomes visible again when its lease expires.
            logger.LogError(
                fault,
                "Message {Id} of {Queue} could not be settled",
                message.Stored.MessageId,
                queue.Name
            );
        }
    }

    /// <summary>Waits until few enough messages are being handled to receive the next batch.</summary>
    private async Task WaitForRoomAsync()
    {
        while (_running.Keys is var running && running.Count > _threshold && !_stopping.IsCancellationRequested)
        {
            await Task.WhenAny(running);
        }
    }

    private void Wake()
    {
        // Callers call this every few milliseconds. More polls do not make an invisible message visible sooner.
        if (TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _lastPoll)) < timing.MinPause)
        {
            return;
        }

        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // The pump is already awake.
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        try
        {
            await _wake.WaitAsync(pause, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The pump is stopping.
        }
    }

    // The pause is doubled, with a random spread of a fifth, so that several processes do not poll at the same moment.
    private TimeSpan Lengthen(TimeSpan pause)
    {
        var spread = 0.8 + (0.4 * Random.Shared.NextDouble());
        var longer = pause == TimeSpan.Zero ? timing.FirstPause : pause * 2 * spread;
        return longer < settings.MaxPollingInterval ? longer : settings.MaxPollingInterval;
    }
}
