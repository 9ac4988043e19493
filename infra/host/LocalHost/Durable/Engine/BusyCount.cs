namespace LocalHost.Durable.Engine;

/// <summary>Counts the work that is running or about to run, so that the clock knows when the app is idle.</summary>
internal sealed class BusyCount
{
    private int _running;
    private long _begun;

    /// <summary>Whether nothing runs.</summary>
    public bool IsIdle => Volatile.Read(ref _running) == 0;

    /// <summary>The number of pieces of work that have begun so far.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Runs work in the background. The work handles its own faults.</summary>
    /// <param name="work">The work.</param>
    public void Run(Func<Task> work)
    {
        Interlocked.Increment(ref _running);
        Interlocked.Increment(ref _begun);
        _ = Task.Run(async () =>
        {
            try
            {
                await work();
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        });
    }

    /// <summary>Waits until nothing runs.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that ends when nothing runs.</returns>
    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        while (!IsIdle)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }
}
