namespace LocalHost.Http;

/// <summary>Counts the running requests, so that a stop can wait for them.</summary>
internal sealed class RunningRequests
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _isStopping;

    /// <summary>Begins a request.</summary>
    /// <returns>Whether the request can run; false once a stop has begun.</returns>
    public bool TryBegin()
    {
        lock (_gate)
        {
            _count += _isStopping ? 0 : 1;
            return !_isStopping;
        }
    }

    /// <summary>Ends a request.</summary>
    public void End()
    {
        lock (_gate)
        {
            _count--;
            CompleteWhenIdle();
        }
    }

    /// <summary>Rejects new requests and waits until the running ones have ended.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _isStopping = true;
            CompleteWhenIdle();
        }

        return _ended.Task.WaitAsync(cancellationToken);
    }

    private void CompleteWhenIdle()
    {
        if (_isStopping && _count == 0)
        {
            _ended.TrySetResult();
        }
    }
}
