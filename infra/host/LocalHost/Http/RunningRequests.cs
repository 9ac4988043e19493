namespace LocalHost.Http;

/// <summary>Counts the requests that run, so that a stop can wait for them.</summary>
internal sealed class RunningRequests
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _isStopping;

    /// <summary>Begins a request.</summary>
    /// <returns>Whether it may run; it may not once a stop has begun.</returns>
    public bool TryBegin()
    {
        lock (_gate)
        {
            _count += _isStopping ? 0 : 1;
            return !_isStopping;
        }
    }

    /// <summary>Ends a request that has begun.</summary>
    public void End()
    {
        lock (_gate)
        {
            _count--;
            CompleteWhenIdle();
        }
    }

    /// <summary>Lets no request begin and waits until those that run have ended.</summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
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
