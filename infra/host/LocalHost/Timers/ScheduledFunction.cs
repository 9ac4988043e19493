using LocalHost.Workers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LocalHost.Timers;

/// <summary>A timer function and the occurrence that it waits for. It never runs twice at once.</summary>
internal sealed class ScheduledFunction(
    FunctionEntry function,
    TimerTriggerAttribute trigger,
    Schedule schedule,
    TimerClaims claims,
    FunctionRunner runner,
    TimerTiming timing,
    TimeProvider clock,
    TimeSpan? longest,
    ILogger logger)
{
    // A process that is busy, or starts its function a little later than planned, is not late yet.
    private static readonly TimeSpan Punctual = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private bool _isMonitored;
    private DateTimeOffset? _next;
    private Task _running = Task.CompletedTask;
    private long _begun;

    /// <summary>When it falls due next; null while it runs.</summary>
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

    /// <summary>How many runs have begun.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Finds the next occurrence, and makes up at once for one that was missed while no process ran.</summary>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <param name="ending">Ends a run early.</param>
    public async Task StartAsync(CancellationToken cancellationToken, CancellationToken ending)
    {
        var now = clock.GetUtcNow();
        _isMonitored = trigger.UseMonitor && schedule.IsSlow(now);
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

    /// <summary>Sees to it that an occurrence is run by one process.</summary>
    private async Task RunOnceAsync(DateTimeOffset due, CancellationToken ending)
    {
        var isPastDue = clock.GetUtcNow() - due > Punctual;
        while (!ending.IsCancellationRequested)
        {
            try
            {
                var claim = await claims.ClaimAsync(due, ending);
                if (claim == ClaimResult.Own)
                {
                    await RunClaimedAsync(due, isPastDue, ending);
                    return;
                }

                if (claim == ClaimResult.Done)
                {
                    _next = claims.Next;
                    return;
                }
            }
            catch (Exception fault) when (!ending.IsCancellationRequested)
            {
                logger.LogError(fault, "{Function}: the storage does not let it run", function.Name);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(timing.Look, TimeProvider.System, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunClaimedAsync(DateTimeOffset due, bool isPastDue, CancellationToken ending)
    {
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(done.Token);
        await RunAsync(schedule.After(due), isPastDue, ending);
        await done.CancelAsync();
        await renewing;
        // What fell due while the function ran is not made up for, as on the platform.
        _next = schedule.After(Later(due, clock.GetUtcNow()));
        await claims.TickOffAsync(due, _next, CancellationToken.None);
    }

    private async Task RunAsync(DateTimeOffset? next, bool isPastDue, CancellationToken ending)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ending);
        timeout.CancelAfter(longest ?? Timeout.InfiniteTimeSpan);
        try
        {
            var info = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = _isMonitored ? Status(next) : null };
            await runner.RunAsync(function, info, cancellationToken: timeout.Token);
        }
        catch (Exception fault)
        {
            // A failed run is not tried again before the next occurrence, as on the platform.
            logger.LogError(fault, "{Function} failed", function.Name);
        }
    }

    private async Task RenewAsync(CancellationToken done)
    {
        try
        {
            while (true)
            {
                await Task.Delay(timing.Renewal, TimeProvider.System, done);
                await claims.RenewAsync(CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The function has ended.
        }
        catch (Exception fault)
        {
            // The function goes on: at worst another process runs it once more.
            logger.LogWarning(fault, "{Function}: its claim could not be renewed", function.Name);
        }
    }

    private ScheduleStatus Status(DateTimeOffset? next) => new()
    {
        Last = claims.Last?.UtcDateTime ?? default,
        Next = next?.UtcDateTime ?? default,
        LastUpdated = claims.LastUpdated.UtcDateTime,
    };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
