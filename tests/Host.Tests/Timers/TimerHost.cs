using System.Collections.Concurrent;
using System.Text.Json;
using LocalHost.Clock;
using LocalHost.Timers;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Tests.Timers;

/// <summary>A run of a timer function.</summary>
internal sealed record TimerRun(DateTime At, JsonElement TimerInfo)
{
    public bool IsPastDue => TimerInfo.GetProperty(nameof(IsPastDue)).GetBoolean();

    public JsonElement Status => TimerInfo.GetProperty("ScheduleStatus");

    public DateTimeOffset StatusTime(string name) => Status.GetProperty(name).GetDateTimeOffset();
}

/// <summary>The timer trigger of one function with a fake worker, and its clock.</summary>
internal sealed class TimerHost : IAsyncDisposable
{
    private readonly TriggerHost _host;

    private TimerHost(TriggerHost host, TimerRuns runs) => (_host, Runs) = (host, runs);

    public TimerRuns Runs { get; }

    public static async Task<TimerHost> StartAsync(
        string storage,
        WorkerFunction function,
        TimerRuns? runs = null,
        TimerTiming? timing = null
    )
    {
        runs ??= new();
        var host = await TriggerHost.StartAsync(
            storage,
            runs.ConnectTo,
            [function],
            services => services.AddSingleton(timing ?? new TimerTiming())
        );
        return new TimerHost(host, runs);
    }

    public Task MoveToAsync(DateTimeOffset to) =>
        _host.Clock.MoveToAsync(to, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

    public Task SkipToAsync(DateTimeOffset to)
    {
        var body = JsonSerializer.Serialize(new { to = $"{to:yyyy-MM-dd'T'HH:mm:ss}Z", timers = "once" });
        Assert.True(ClockMove.TryRead(body, out var move, out var problem), problem);
        return _host.Clock.MoveAsync(move, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
    }

    public Task WhenIdleAsync() => _host.WhenIdleAsync();

    /// <summary>A midnight that lies some days ahead, so that no occurrence is near when a test begins.</summary>
    public DateTimeOffset Midnight(int days) =>
        new(_host.Clock.GetUtcNow().UtcDateTime.Date.AddDays(days), TimeSpan.Zero);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>The runs of timer functions, of one host or several.</summary>
internal sealed class TimerRuns
{
    public ConcurrentQueue<TimerRun> All { get; } = new();

    /// <summary>What ends a run; at once when absent.</summary>
    public TaskCompletionSource? MayEnd { get; init; }

    /// <summary>Whether every run fails.</summary>
    public bool Fail { get; init; }

    /// <summary>The fake worker of a host, which records the runs with the host's time.</summary>
    public IFunctionInvoker ConnectTo(TimeProvider clock) => new Invoker(this, clock);

    private sealed class Invoker(TimerRuns runs, TimeProvider clock) : IFunctionInvoker
    {
        public async Task<InvocationOutcome> InvokeAsync(
            WorkerFunction function,
            Invocation invocation,
            CancellationToken cancellationToken
        )
        {
            var timerInfo = JsonDocument.Parse(invocation.TriggerValue.Json).RootElement;
            runs.All.Enqueue(new(clock.GetUtcNow().UtcDateTime, timerInfo));
            if (runs.MayEnd is not null)
            {
                await runs.MayEnd.Task;
            }

            return runs.Fail
                ? InvocationOutcome.Failed("The test wants it to fail.")
                : new InvocationOutcome(true, null, null);
        }
    }
}
