using System.Collections.Concurrent;
using LocalHost.Hosting;
using LocalHost.Workers;
using Azure;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;

namespace LocalHost.Queues;

/// <summary>Takes the messages of one queue for one function, as many at once as host.json allows.</summary>
internal sealed class QueuePump(
    FunctionEntry function, QueueClient queue, QueueClient poison, QueueInvoker invoker, QueueSettings settings, QueueTiming timing, ILogger logger)
    : IDisposable
{
    private readonly int _threshold = settings.NewBatchThreshold ?? settings.BatchSize / 2;
    private readonly ConcurrentDictionary<Task, byte> _running = [];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _loop = Task.CompletedTask;
    private long _lastLook;
    private long _begun;

    /// <summary>Creates the queue when it is missing and begins to take messages.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        _loop = Task.Run(LoopAsync, CancellationToken.None);
    }

    /// <summary>Takes nothing more and waits for the messages that were taken.</summary>
    /// <param name="cancellationToken">Cancelled when the functions shall end early.</param>
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
            logger.LogWarning("Messages of {Queue} were still in work when the application stopped; they are delivered again", queue.Name);
        }
    }

    /// <summary>Whether messages are in work.</summary>
    public bool IsAtWork => !_running.IsEmpty;

    /// <summary>How many messages have come to work so far.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>
    /// Whether messages are in the queue; those that are hidden for a while, as those in work are, are in it too. When there are, the pump
    /// looks again at once.
    /// </summary>
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

    private async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong;
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == "QueueNotFound")
        {
            return 0;
        }
    }

    private async Task LoopAsync()
    {
        var pause = TimeSpan.Zero;
        while (!_stopping.IsCancellationRequested)
        {
            pause = await TakeAsync() ? TimeSpan.Zero : Longer(pause);
            if (pause > TimeSpan.Zero)
            {
                await PauseAsync(pause);
            }

            await RoomAsync();
        }
    }

    /// <summary>Takes a batch and starts the function on each of its messages.</summary>
    /// <returns>Whether there was any message.</returns>
    private async Task<bool> TakeAsync()
    {
        Interlocked.Exchange(ref _lastLook, TimeProvider.System.GetTimestamp());
        try
        {
            // Not cut off by a stop: what the storage has given must be handled, or it stays hidden.
            var batch = (await queue.ReceiveMessagesAsync(settings.BatchSize, timing.Lease, CancellationToken.None)).Value;
            foreach (var message in batch)
            {
                Begin(new TakenMessage(queue, message));
            }

            return batch.Length > 0;
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == "QueueNotFound")
        {
            logger.LogWarning("The queue {Queue} was deleted; it is made anew when somebody sends to it", queue.Name);
        }
        catch (Exception fault)
        {
            logger.LogError(fault, "The queue {Queue} cannot be read", queue.Name);
        }

        return false;
    }

    private void Begin(TakenMessage message)
    {
        Interlocked.Increment(ref _begun);
        var handling = HandleAsync(message);
        _running.TryAdd(handling, 0);
        _ = handling.ContinueWith(
            ended => _running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task HandleAsync(TakenMessage message)
    {
        await Task.Yield();
        try
        {
            await invoker.HandleAsync(function, message, poison, _ending.Token);
        }
        catch (Exception fault)
        {
            // The storage failed: the message appears again when its time is over.
            logger.LogError(fault, "Message {Id} of {Queue} could not be settled", message.Stored.MessageId, queue.Name);
        }
    }

    /// <summary>Waits until so few messages are in work that the next batch may be taken.</summary>
    private async Task RoomAsync()
    {
        while (_running.Count > _threshold && !_stopping.IsCancellationRequested)
        {
            await Task.WhenAny(_running.Keys);
        }
    }

    private void Wake()
    {
        // Somebody who waits asks every few milliseconds; a hidden message does not come sooner for being looked for more often.
        if (TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _lastLook)) < timing.LeastPause)
        {
            return;
        }

        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is woken already.
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
            // It stops.
        }
    }

    // Doubled with a spread of a fifth, so that many processes do not look all at once.
    private TimeSpan Longer(TimeSpan pause)
    {
        var spread = 0.8 + (0.4 * Random.Shared.NextDouble());
        var longer = pause == TimeSpan.Zero ? timing.FirstPause : pause * 2 * spread;
        return longer < settings.MaxPollingInterval ? longer : settings.MaxPollingInterval;
    }
}
