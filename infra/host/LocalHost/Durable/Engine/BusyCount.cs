namespace LocalHost.Durable.Engine;

/// <summary>Counts what runs or is about to run, so that one can tell when nothing does.</summary>
internal sealed class BusyCount
{
    private int _running;
    private long _begun;

    /// <summary>Whether nothing runs.</summary>
    public bool IsIdle => Volatile.Read(ref _running) == 0;

    /// <summary>How much has begun so far.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Something begins; it must be ended with <see cref="Leave"/>.</summary>
    public void Enter()
    {
        Interlocked.Increment(ref _running);
        Interlocked.Increment(ref _begun);
    }

    /// <summary>It has ended.</summary>
    public void Leave() => Interlocked.Decrement(ref _running);

    /// <summary>Runs something in the background; what it throws is its own affair.</summary>
    public void Run(Func<Task> work)
    {
        Enter();
        _ = Task.Run(async () =>
        {
            try
            {
                await work();
            }
            finally
            {
                Leave();
            }
        });
    }

    /// <summary>Waits until nothing runs.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        while (!IsIdle)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }
}
