using LocalHost.Workers;
using Microsoft.Extensions.Logging;

namespace LocalHost.Timers;

/// <summary>A timer function and its next occurrence. The function never runs twice at the same time.</summary>
internal sealed class ScheduledFunction(
    WorkerFunction function,
    TimerTrigger trigger,
    TimerClaims claims,
    IFunctionInvoker invoker,
    TimerTiming timing,
    TimeProvider clock,
    ILogger logger
)
{
    // A busy process, or one that starts its function slightly later than planned, is not late yet.
    private static readonly TimeSpan MaxPunctualDelay = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private bool _isMonitored;
    private DateTimeOffset? _next;
    private Task _running = Task.CompletedTask;
    private long _begun;

    /// <summary>When the function is due next; null while it runs.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _running.IsCompleted ? _next : null;
            }
        }
    }

    /// <summary>The current run, or the last.</summary>
    public Task Running
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    /// <summary>The number of runs that have begun.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>
    /// Finds the next occurrence, and runs the function at once if an occurrence was missed while no process ran.
    /// </summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="ending">Ends a run early.</param>
    /// <returns>A task that ends when the next occurrence is known.</returns>
    public async Task StartAsync(CancellationToken cancellationToken, CancellationToken ending)
    {
        var now = clock.GetUtcNow();
        _isMonitored = trigger.UseMonitor && trigger.Schedule.CanBeMonitored(now);
        _next = await claims.BeginAsync(_isMonitored, cancellationToken);
        if (!Fire(now, ending) && trigger.RunOnStartup)
        {
            lock (_gate)
            {
                _begun++;
                _running = Task.Run(() => RunAsync(_next, false, ending), CancellationToken.None);
            }
        }
    }

    /// <summary>Runs the function when it is due.</summary>
    /// <param name="now">The time.</param>
    /// <param name="ending">Ends the run early.</param>
    /// <returns>Whether a run was begun.</returns>
    public bool Fire(DateTimeOffset now, CancellationToken ending)
    {
        lock (_gate)
        {
            if (!_running.IsCompleted || _next is not { } due || due > now)
            {
                return false;
            }

            _begun++;
            _running = Task.Run(() => RunOnceAsync(due, ending), CancellationToken.None);
            return true;
        }
    }

    /// <summary>Lets other processes run the function; called when this process no longer runs it.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the release is stored.</returns>
    public Task ReleaseAsync(CancellationToken cancellationToken) => claims.ReleaseAsync(cancellationToken);

    /// <summary>Runs an occurrence unless another process on the same storage runs it.</summary>
    private async Task RunOnceAsync(DateTimeOffset due, CancellationToken ending)
    {
        var isPastDue = clock.GetUtcNow() - due > MaxPunctualDelay;
        var isReported = false;
        while (!ending.IsCancellationRequested)
        {
            try
            {
                if (await TryRunAsync(due, isPastDue, ending))
                {
                    return;
                }
            }
            catch (Exception fault) when (!ending.IsCancellationRequested)
            {
                var level = isReported ? LogLevel.Debug : LogLevel.Error;
                logger.Log(level, fault, "{Function} waits for storage", function.Name);
                isReported = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(timing.RetryInterval, TimeProvider.System, ending)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether the occurrence has been run, by this process or another.</returns>
    private async Task<bool> TryRunAsync(DateTimeOffset due, bool isPastDue, CancellationToken ending)
    {
        switch (await claims.ClaimAsync(due, ending))
        {
            case ClaimResult.Own:
                await RunClaimedAsync(due, isPastDue, ending);
                return true;
            case ClaimResult.Done:
                _next = claims.Next;
                return true;
            default:
                return false;
        }
    }

    private async Task RunClaimedAsync(DateTimeOffset due, bool isPastDue, CancellationToken ending)
    {
        using var done = new CancellationTokenSource();
        var renewing = RenewClaimAsync(done.Token);
        await RunAsync(due, isPastDue, ending);
        await done.CancelAsync();
        await renewing;
        // As on the platform, occurrences that passed while the function ran are skipped.
        _next = trigger.Schedule.After(Later(due, clock.GetUtcNow()));
        await claims.CompleteAsync(due, _next, CancellationToken.None);
    }

    private async Task RunAsync(DateTimeOffset? occurrence, bool isPastDue, CancellationToken ending)
    {
        var status = _isMonitored ? new TimerStatus(claims.Last, occurrence, claims.LastUpdated) : null;
        try
        {
            var invocation = TimerPayload.ToInvocation(status, isPastDue, clock.GetUtcNow());
            var outcome = await invoker.InvokeAsync(function, invocation, ending);
            if (!outcome.Succeeded)
            {
                // As on the platform, a failed run is not retried before the next occurrence.
                logger.LogError("{Function} failed: {Reason}", function.Name, outcome.Fault?.Message);
            }
        }
        catch (Exception fault)
        {
            logger.LogError(fault, "{Function} could not be run", function.Name);
        }
    }

    private async Task RenewClaimAsync(CancellationToken done)
    {
        while (true)
        {
            await Task.Delay(timing.Renewal, TimeProvider.System, done)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await claims.RenewAsync(CancellationToken.None);
            }
            catch (Exception fault)
            {
                // The function and the renewal attempts continue. At worst, another process runs the occurrence once
                // more.
                logger.LogWarning(fault, "The claim of {Function} could not be renewed", function.Name);
            }
        }
    }

    private static DateTimeOffset Later(DateTimeOffset first, DateTimeOffset second) => first > second ? first : second;
}
