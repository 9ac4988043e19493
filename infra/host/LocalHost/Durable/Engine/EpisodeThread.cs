namespace LocalHost.Durable.Engine;

/// <summary>
/// The one thread on which an orchestrator's code runs. What the code awaits continues here, in the order in which it was
/// completed, so that a replay goes the same way.
/// </summary>
internal sealed class EpisodeThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _continuations = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _ended;

    /// <summary>Whether something came from another thread, which only what is not durable does.</summary>
    public bool WasDisturbed { get; private set; }

    /// <summary>Runs the code with this as its context, and then whatever it continues with.</summary>
    public void Run(Action code)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            code();
            while (Next() is var (callback, state))
            {
                callback(state);
            }
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>The episode is over: what comes later has no effect.</summary>
    public void End()
    {
        lock (_continuations)
        {
            _ended = true;
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_continuations)
        {
            if (_ended)
            {
                return;
            }

            WasDisturbed |= Environment.CurrentManagedThreadId != _thread;
            _continuations.Enqueue((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
        => throw new NotSupportedException("An orchestrator's code runs on one thread.");

    public override SynchronizationContext CreateCopy() => this;

    private (SendOrPostCallback Callback, object? State)? Next()
    {
        lock (_continuations)
        {
            return _continuations.TryDequeue(out var next) ? next : null;
        }
    }
}
