using LocalHost.Clock;
using LocalHost.Workers;
using Microsoft.Extensions.Logging;

namespace LocalHost.Timers;

/// <summary>The timer functions of the app, driven by its clock.</summary>
internal sealed class TimerWorker(
    FunctionCatalog catalog,
    TimerTriggers triggers,
    TimerStore store,
    IFunctionInvoker invoker,
    TimerTiming timing,
    TimeProvider clock,
    ILogger<TimerWorker> logger
) : ITrigger, IDueSource, IDisposable
{
    // The loop notices a new occurrence at the latest this long after a run. A system timer cannot wait for months.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private List<ScheduledFunction> _functions = [];
    private Task _loop = Task.CompletedTask;

    public DateTimeOffset? NextDue => _functions.Min(function => function.NextDue);

    public bool CanRunLate => true;

    public bool IsAtWork => _functions.Exists(function => !function.Running.IsCompleted);

    public long Begun => _functions.Sum(function => function.Begun);

    public IEnumerable<StartProblem> Validate(FunctionCatalog functions) =>
        triggers.FindProblems([.. functions.TriggeredBy(TimerTrigger.BindingType)]);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        List<ScheduledFunction> functions = [.. catalog.TriggeredBy(TimerTrigger.BindingType).Select(Create)];
        if (functions.Count == 0)
        {
            return;
        }

        await store.PrepareAsync(cancellationToken);
        await Task.WhenAll(functions.Select(function => function.StartAsync(cancellationToken, _ending.Token)));
        _functions = functions;
        _loop = LoopAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await using var end = cancellationToken.UnsafeRegister(_ => _ending.Cancel(), null);
        try
        {
            await _loop;
            await Task.WhenAll(_functions.Select(function => function.Running)).WaitAsync(cancellationToken);
            await Task.WhenAll(_functions.Select(function => function.ReleaseAsync(cancellationToken)));
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning(
                "Timer functions still ran when the host stopped; their missed runs start at the next start"
            );
        }
        catch (Exception fault)
        {
            // The claims expire without a release.
            logger.LogWarning(fault, "The claims of the timer functions could not be released");
        }
    }

    public Task FireDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!_stopping.IsCancellationRequested)
        {
            _functions.ForEach(function => function.Fire(now, _ending.Token));
        }

        return Task.CompletedTask;
    }

    public ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public void Dispose()
    {
        _stopping.Dispose();
        _ending.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var now = clock.GetUtcNow();
            await FireDueAsync(now, _stopping.Token);
            var wait = Math.Clamp((NextDue - now ?? MaxWait).Ticks, 0, MaxWait.Ticks);
            await Task.Delay(TimeSpan.FromTicks(wait), TimeProvider.System, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ScheduledFunction Create(WorkerFunction function)
    {
        var trigger = triggers.Read(function);
        var claims = new TimerClaims(function.Name, trigger.Schedule, store, timing, clock);
        return new(function, trigger, claims, invoker, timing, clock, logger);
    }
}
