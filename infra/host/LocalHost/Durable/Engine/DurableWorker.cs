using LocalHost.Clock;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Engine;

/// <summary>
/// Drives the instances of this process: fires timers, sends heartbeats, and takes over the instances of processes that
/// have ended.
/// </summary>
internal sealed class DurableWorker(
    DurableFunctions functions,
    DurableEngine engine,
    OrchestrationVersions versions,
    WorkerRegister workers,
    DurableTiming timing,
    HostJson host,
    TimeProvider clock,
    ILogger<DurableWorker> logger
) : ITrigger, IDueSource, IDisposable
{
    private const int HeartbeatsBetweenSearches = 10;
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private HashSet<string> _running = [];
    private int _heartbeats;
    private Task _loops = Task.CompletedTask;

    public DateTimeOffset? NextDue => engine.Timers.NextDue;

    public bool IsAtWork => !engine.Busy.IsIdle;

    public long Begun => engine.Busy.Begun;

    public IEnumerable<StartProblem> Validate(FunctionCatalog functions) => DurableFunctions.Validate(functions, host);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!functions.Exist)
        {
            return;
        }

        await engine.Store.PrepareAsync(cancellationToken);
        await workers.EnterAsync(cancellationToken);
        _running = await workers.FindRunningAsync(cancellationToken);
        await TakeOverAsync(_running, cancellationToken);
        _loops = Task.WhenAll(
            RepeatAsync(FireTimersAsync),
            RepeatAsync(SendHeartbeatAsync),
            RepeatAsync(ReadNotificationsAsync)
        );
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        engine.Stop();
        await _loops;
        try
        {
            await engine.Busy.WhenIdleAsync(cancellationToken);
            if (functions.Exist)
            {
                await workers.LeaveAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning(
                "Orchestrations were still running when the host stopped; they continue after the next start"
            );
        }
        catch (Exception fault)
        {
            logger.LogWarning(fault, "This process was not removed from the register; its lease expires by itself");
        }
    }

    public Task FireDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var timer in engine.Timers.RemoveDue(now))
        {
            engine
                .Find(timer.InstanceId)
                ?.Deliver(
                    timer.Task == DurableTimer.Start
                        ? InstanceMessage.Wake
                        : new(HistoryEvents.TimerFired(timer.Task, timer.Due, now), timer.Generation)
                );
        }

        return Task.CompletedTask;
    }

    // A stored message for an orchestration of this process also wakes the orchestration at once.
    public ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public void Dispose() => _stopping.Dispose();

    private async Task FireTimersAsync(CancellationToken cancellationToken)
    {
        var wait = NextDue - clock.GetUtcNow() ?? MaxWait;
        var pause =
            wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait > MaxWait ? MaxWait
            : wait;
        await Task.Delay(pause, TimeProvider.System, cancellationToken);
        await FireDueAsync(clock.GetUtcNow(), cancellationToken);
    }

    private async Task SendHeartbeatAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(timing.HeartbeatInterval, TimeProvider.System, cancellationToken);
        await workers.SendHeartbeatAsync(cancellationToken);
        var running = await workers.FindRunningAsync(cancellationToken);

        // A process can start and end between two heartbeats, so a search also runs at regular intervals.
        if (!_running.IsSubsetOf(running) || ++_heartbeats % HeartbeatsBetweenSearches == 0)
        {
            await TakeOverAsync(running, cancellationToken);
        }

        _running = running;
    }

    private async Task ReadNotificationsAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(timing.NotificationInterval, TimeProvider.System, cancellationToken);
        if (_running.Count > 1)
        {
            foreach (var instance in await workers.ReadNotificationsAsync(cancellationToken))
            {
                engine.Find(instance)?.Reload();
            }
        }
    }

    private async Task TakeOverAsync(HashSet<string> running, CancellationToken cancellationToken)
    {
        var count = 0;
        var unfinished = engine.Store.HeadsAsync("(IsActive eq true or IsUnreported eq true)", cancellationToken);
        await foreach (var (head, etag) in unfinished)
        {
            // What has a newer version waits for a process of that version.
            if (!running.Contains(head.Owner) && (!head.IsActive || versions.Runs(head.Version)))
            {
                await engine.AdoptAsync(head, etag, cancellationToken);
                count++;
            }
        }

        if (count > 0)
        {
            logger.LogInformation("Took over {Count} orchestrations of a process that has ended", count);
        }
    }

    // A fault of storage or network does not end a loop; only the stop does.
    private async Task RepeatAsync(Func<CancellationToken, Task> turn)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await turn(_stopping.Token);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                logger.LogWarning(fault, "The maintenance of orchestrations failed; it is retried");
                await Task.Delay(PauseAfterFault, TimeProvider.System, _stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
