using LocalHost.Clock;
using LocalHost.Workers;
using Azure;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Engine;

/// <summary>Keeps this worker going: it fires timers, shows that it lives, and takes over the instances of workers that are gone.</summary>
internal sealed class DurableWorker(
    DurableFunctions functions, DurableEngine engine, WorkerRegister workers, Activities activities, DurableTiming timing, TimeProvider clock, ILogger<DurableWorker> logger)
    : ILocalTrigger, IDueSource, IDisposable
{
    private const int BeatsBetweenSweeps = 10;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private HashSet<string> _living = [];
    private int _beats;
    private Task _running = Task.CompletedTask;

    public DateTimeOffset? NextDue => engine.Timers.NextDue;

    public IEnumerable<StartProblem> Validate(FunctionCatalog catalog) => DurableFunctions.Problems(catalog);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!functions.Exist)
        {
            return;
        }

        await engine.Store.PrepareAsync(cancellationToken);
        await workers.EnterAsync(cancellationToken);
        _living = await workers.LivingAsync(cancellationToken);
        await TakeOverAsync(_living, cancellationToken);
        _running = Task.WhenAll(LoopAsync(FireTimersAsync), LoopAsync(BeatAsync), LoopAsync(AnswerBellAsync));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        activities.Stop();
        await _running;
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
            logger.LogWarning("Orchestrations were still at work when the application stopped; they go on with the next start");
        }
    }

    public Task FireDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var timer in engine.Timers.TakeDue(now))
        {
            engine.Find(timer.InstanceId)?.Tell(timer.Task == DurableTimer.Start
                ? new InstanceMessage(MessageKind.Wake)
                : new InstanceMessage(MessageKind.TimerDue) { Task = timer.Task, Generation = timer.Generation });
        }

        return Task.CompletedTask;
    }

    public bool IsAtWork => !engine.Busy.IsIdle;

    public long Begun => engine.Busy.Begun;

    // What is stored for an orchestration here wakes it up at once.
    public ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public void Dispose() => _stopping.Dispose();

    private async Task FireTimersAsync(CancellationToken cancellationToken)
    {
        var wait = NextDue - clock.GetUtcNow() ?? LongestWait;
        await Task.Delay(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait, TimeProvider.System, cancellationToken);
        await FireDueAsync(clock.GetUtcNow(), cancellationToken);
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(timing.Beat, TimeProvider.System, cancellationToken);
        await workers.BeatAsync(cancellationToken);
        var living = await workers.LivingAsync(cancellationToken);
        // Now and then without a reason too: a worker may have come and gone between two heart-beats.
        if (!_living.IsSubsetOf(living) || ++_beats % BeatsBetweenSweeps == 0)
        {
            await TakeOverAsync(living, cancellationToken);
        }

        _living = living;
    }

    private async Task AnswerBellAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(timing.BellPause, TimeProvider.System, cancellationToken);
        if (_living.Count > 1)
        {
            foreach (var instance in await workers.AnswerAsync(cancellationToken))
            {
                engine.Look(instance);
            }
        }
    }

    private async Task TakeOverAsync(HashSet<string> living, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var (head, etag) in engine.Store.HeadsAsync("(IsActive eq true or IsUnreported eq true)", cancellationToken))
        {
            if (!living.Contains(head.Owner))
            {
                await engine.AdoptAsync(head, etag, cancellationToken);
                count++;
            }
        }

        if (count > 0)
        {
            logger.LogInformation("Took over {Count} orchestrations of a worker that is gone", count);
        }
    }

    private async Task LoopAsync(Func<CancellationToken, Task> turn)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await turn(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (RequestFailedException fault)
            {
                logger.LogWarning(fault, "Storage refused the upkeep of the durable worker; it is tried again");
            }
        }
    }
}
