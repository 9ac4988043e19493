using LocalHost.Clock;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LocalHost.Timers;

/// <summary>The timer functions of the application, driven by its clock.</summary>
internal sealed class TimerWorker(
    FunctionCatalog catalog,
    Settings settings,
    TimerStore store,
    FunctionRunner runner,
    HostJson hostJson,
    TimerTiming timing,
    TimeProvider clock,
    ILogger<TimerWorker> logger)
    : ILocalTrigger, IDueSource, IDisposable
{
    // A new occurrence is noticed this soon after a run; delays of more than some weeks are no delays for a timer anyway.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private List<ScheduledFunction> _functions = [];
    private Task _loop = Task.CompletedTask;

    public DateTimeOffset? NextDue => _functions.Min(function => function.NextDue);

    public IEnumerable<StartProblem> Validate(FunctionCatalog catalog) =>
        from timer in catalog.TriggeredBy<TimerTriggerAttribute>()
        from problem in ProblemsOf(timer.Function, timer.Trigger)
        select problem;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        List<ScheduledFunction> functions = [.. catalog.TriggeredBy<TimerTriggerAttribute>().Select(timer => Of(timer.Function, timer.Trigger))];
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
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning("Timer functions still ran when the application stopped; their runs are made up for with the next start");
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

    public bool IsAtWork => _functions.Exists(function => !function.Running.IsCompleted);

    public long Begun => _functions.Sum(function => function.Begun);

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
            var wait = NextDue - now ?? LongestWait;
            wait = wait > LongestWait ? LongestWait : wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
            await Task.Delay(wait, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IEnumerable<StartProblem> ProblemsOf(FunctionEntry function, TimerTriggerAttribute trigger)
    {
        if (!settings.TryExpand(trigger.Schedule, out var text, out var missing))
        {
            yield return new(function.Name, $"Its schedule '{trigger.Schedule}' refers to the setting '{missing}', which has no value.", "Set it.");
        }
        else if (!Schedule.TryParse(text, out var schedule))
        {
            yield return new(
                function.Name,
                $"Its schedule '{text}' is no NCRONTAB expression.",
                "Give second, minute, hour, day, month and day of the week, such as '0 30 7 * * 1-5'.");
        }
        else if (schedule.After(clock.GetUtcNow()) is null)
        {
            yield return new(function.Name, $"Its schedule '{text}' never falls due.", "Give days that the months have.");
        }

        if (function.TriggerParameter.ParameterType != typeof(TimerInfo))
        {
            yield return new(function.Name, "Its timer's value is no TimerInfo.", $"Give the parameter '{function.TriggerParameter.Name}' that type.");
        }
    }

    // Checked at start: the setting is there and the expression is one.
    private ScheduledFunction Of(FunctionEntry function, TimerTriggerAttribute trigger)
    {
        var schedule = settings.TryExpand(trigger.Schedule, out var text, out _) && Schedule.TryParse(text, out var parsed)
            ? parsed
            : throw new InvalidOperationException($"{function.Name} has no schedule.");
        var claims = new TimerClaims(function.Name, schedule, store, timing, clock);
        return new(function, trigger, schedule, claims, runner, timing, clock, hostJson.FunctionTimeout, logger);
    }
}
