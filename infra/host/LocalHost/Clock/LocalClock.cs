using LocalHost.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalHost.Clock;

/// <summary>
/// The app's time: the system's time, moved forward on request. A move goes from one due moment to the next. At each of
/// them, it waits until all work that it started has ended, so a month passes as in real time, only faster. A move can
/// leave the timer functions out until its end.
/// </summary>
internal sealed class LocalClock(IServiceProvider services) : TimeProvider, IDisposable
{
    /// <summary>The reason why a clock that is not driven cannot be moved.</summary>
    public const string NotDriven = "The app runs as a process of its own (--published): its time cannot be moved.";

    private static readonly TimeSpan WorkPollInterval = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan StoragePollInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan WarningInterval = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _moving = new(1, 1);
    private readonly HashSet<LocalTimer> _timers = [];
    private long _offset;

    /// <summary>
    /// Whether the clock can be moved. If the app runs as a process of its own, the host cannot move its time, so the
    /// clock stays at the system's time.
    /// </summary>
    public bool IsDriven { get; init; } = true;

    /// <summary>The offset of this time from the system's time.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

    /// <summary>Sets the clock to the time that an earlier process stored; never moves it back.</summary>
    /// <param name="cancellationToken">Cancels the request to the storage.</param>
    /// <returns>A task that ends when the clock is set.</returns>
    /// <exception cref="StartRefusedException">The stored time is ahead, and the clock is not driven.</exception>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<ClockStore>() is not { } store)
        {
            return;
        }

        var offset = await store.ReadAsync(cancellationToken);
        if (offset > TimeSpan.Zero && !IsDriven)
        {
            throw new StartRefusedException([
                new(
                    "AzureWebJobsStorage",
                    $"Its data is from a clock that was moved {offset.TotalDays:0.0} days forward, and the time of an "
                        + "app that runs as a process of its own (--published) cannot follow.",
                    "Use another storage, or delete the folder .azurite to start with empty data."
                ),
            ]);
        }

        Shift(offset);
    }

    /// <summary>Moves the clock to a time.</summary>
    /// <param name="to">The time.</param>
    /// <param name="cancellationToken">Cancels the move.</param>
    /// <returns>The time that was reached.</returns>
    /// <exception cref="ClockMoveException">The time has passed, or the clock is not driven.</exception>
    public Task<DateTimeOffset> MoveToAsync(DateTimeOffset to, CancellationToken cancellationToken) =>
        MoveAsync(_ => to, stopsAtTimers: true, cancellationToken);

    /// <summary>Moves the clock.</summary>
    /// <param name="move">The move.</param>
    /// <param name="cancellationToken">Cancels the move.</param>
    /// <returns>The time that was reached.</returns>
    /// <exception cref="ClockMoveException">
    /// The time has passed or lies beyond the end of the calendar, or the clock is not driven.
    /// </exception>
    public Task<DateTimeOffset> MoveAsync(ClockMove move, CancellationToken cancellationToken) =>
        MoveAsync(now => move.To ?? Later(now, move.By ?? TimeSpan.Zero), move.StopsAtTimers, cancellationToken);

    /// <summary>Waits until no work is running or ready to run.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that ends when the app is idle.</returns>
    public Task WhenIdleAsync(CancellationToken cancellationToken) =>
        WhenIdleAsync([.. services.GetServices<IDueSource>()], cancellationToken);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LocalTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Dispose() => _moving.Dispose();

    private async Task<DateTimeOffset> MoveAsync(
        Func<DateTimeOffset, DateTimeOffset> target,
        bool stopsAtTimers,
        CancellationToken cancellationToken
    )
    {
        if (!IsDriven)
        {
            throw new ClockMoveException(NotDriven);
        }

        await _moving.WaitAsync(cancellationToken);
        try
        {
            await ResumeAsync(cancellationToken);
            var now = GetUtcNow();
            var to = target(now);
            if (to < now)
            {
                throw new ClockMoveException($"'to' has passed: it is {now:O}, and time only goes forward.");
            }

            var sources = services.GetServices<IDueSource>().ToList();
            await WhenIdleAsync(sources, cancellationToken);
            var stops = sources.FindAll(source => stopsAtTimers || !source.CanRunLate);
            while (stops.Min(source => source.NextDue) is { } due && due <= to)
            {
                await SetAsync(due, sources, cancellationToken);
            }

            await SetAsync(to, sources, cancellationToken);
            return GetUtcNow();
        }
        finally
        {
            _moving.Release();
        }
    }

    private static DateTimeOffset Later(DateTimeOffset now, TimeSpan by) =>
        DateTimeOffset.MaxValue - now > by
            ? now + by
            : throw new ClockMoveException("'advance' leads past the year 9999.");

    // Work that is due at the new time stores later times, so the new time is stored first.
    private async Task SetAsync(DateTimeOffset now, List<IDueSource> sources, CancellationToken cancellationToken)
    {
        var ahead = now - System.GetUtcNow();
        if (ahead > Offset)
        {
            if (services.GetService<ClockStore>() is { } store)
            {
                await store.WriteAsync(ahead, cancellationToken);
            }

            Shift(ahead);
        }

        foreach (var source in sources)
        {
            await source.FireDueAsync(GetUtcNow(), cancellationToken);
        }

        await WhenIdleAsync(sources, cancellationToken);
    }

    private async Task WhenIdleAsync(List<IDueSource> sources, CancellationToken cancellationToken)
    {
        var lastWarning = System.GetTimestamp();
        while (await BusyAsync(sources, cancellationToken) is { } busy)
        {
            if (System.GetElapsedTime(lastWarning) > WarningInterval)
            {
                lastWarning = System.GetTimestamp();
                services
                    .GetService<ILogger<LocalClock>>()
                    ?.LogWarning(
                        "The clock stays at {Now} until {Part} has finished its work",
                        GetUtcNow(),
                        busy.GetType().Name
                    );
            }

            await Task.Delay(busy.IsAtWork ? WorkPollInterval : StoragePollInterval, System, cancellationToken);
        }
    }

    // One part can start work in another, and that part in a third. All parts are idle only if no work began during the
    // queries.
    private static async Task<IDueSource?> BusyAsync(List<IDueSource> sources, CancellationToken cancellationToken)
    {
        var begun = sources.ConvertAll(source => source.Begun);
        if (sources.Find(source => source.IsAtWork) is { } working)
        {
            return working;
        }

        foreach (var source in sources)
        {
            if (await source.HasWaitingAsync(cancellationToken))
            {
                return source;
            }
        }

        return sources.Where((source, index) => source.Begun != begun[index]).FirstOrDefault();
    }

    private void Shift(TimeSpan offset)
    {
        if (offset > Offset)
        {
            Interlocked.Exchange(ref _offset, offset.Ticks);
            FireTimers();
        }
    }

    private void FireTimers()
    {
        LocalTimer[] timers;
        lock (_timers)
        {
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Follow();
        }
    }

    /// <summary>A timer of this clock: a system timer that is changed when the clock moves.</summary>
    private sealed class LocalTimer : ITimer
    {
        private readonly LocalClock _clock;
        private readonly ITimer _system;
        private DateTimeOffset? _due;
        private TimeSpan _period;

        public LocalTimer(LocalClock clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _system = System.CreateTimer(
                _ =>
                {
                    _due = _period > TimeSpan.Zero ? _clock.GetUtcNow() + _period : null;
                    callback(state);
                },
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + dueTime;
            _period = period;
            lock (_clock._timers)
            {
                _clock._timers.Add(this);
            }

            return _system.Change(dueTime, period);
        }

        /// <summary>Shortens the remaining wait after the clock has moved.</summary>
        public void Follow()
        {
            if (_due is { } due)
            {
                var left = due - _clock.GetUtcNow();
                _system.Change(
                    left > TimeSpan.Zero ? left : TimeSpan.Zero,
                    _period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan
                );
            }
        }

        public void Dispose()
        {
            lock (_clock._timers)
            {
                _clock._timers.Remove(this);
            }

            _system.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
