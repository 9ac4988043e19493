namespace LocalHost.Timers;

/// <summary>
/// One timer's progress through its schedule, shared with the other processes on the same storage. An occurrence is claimed before its
/// run and ticked off after it; when the process dies in between, the claim runs out and the occurrence is run again.
/// </summary>
/// <param name="function">The function's name.</param>
/// <param name="schedule">Its schedule.</param>
/// <param name="store">The rows.</param>
/// <param name="timing">How long a claim lasts.</param>
/// <param name="clock">The application's time.</param>
internal sealed class TimerClaims(string function, Schedule schedule, TimerStore store, TimerTiming timing, TimeProvider clock)
{
    // Only ever compared with itself; a process id would come again after a restart.
    private readonly string _owner = Guid.CreateVersion7().ToString();
    private TimerRow _row = new();

    /// <summary>The occurrence that was run last.</summary>
    public DateTimeOffset? Last => _row.Last;

    /// <summary>When that was noted.</summary>
    public DateTimeOffset LastUpdated => _row.LastUpdated;

    /// <summary>The occurrence to run next, as this process last saw it.</summary>
    public DateTimeOffset Next => _row.Next;

    private bool IsAnothers => _row.Owner is { } owner && owner != _owner && _row.ClaimedUntil > TimeProvider.System.GetUtcNow();

    private DateTimeOffset Until => TimeProvider.System.GetUtcNow() + timing.Claim;

    /// <summary>Finds where the timer stands.</summary>
    /// <param name="isMonitored">Whether a run that was missed is made up for.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The next occurrence, which may have passed; null when there is none.</returns>
    public async Task<DateTimeOffset?> BeginAsync(bool isMonitored, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (schedule.After(now) is not { } next)
        {
            return null;
        }

        do
        {
            _row = await store.ReadAsync(function, cancellationToken) ?? new TimerRow { RowKey = function };
            if (isMonitored && _row.ETag != default && _row.Schedule == schedule.Text)
            {
                return _row.Next;
            }

            _row.Next = next;
            _row.Schedule = schedule.Text;
            _row.LastUpdated = now;
        }
        while (!await store.WriteAsync(_row, cancellationToken));
        return next;
    }

    /// <summary>Claims an occurrence.</summary>
    /// <param name="due">The occurrence.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Whether it is this process's, another's at the moment, or has been run.</returns>
    public async Task<ClaimResult> ClaimAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        while (_row.Next <= due)
        {
            if (IsAnothers)
            {
                await ReadAsync(cancellationToken);
                if (IsAnothers)
                {
                    return _row.Next > due ? ClaimResult.Done : ClaimResult.Taken;
                }
            }
            else
            {
                (_row.Owner, _row.ClaimedUntil) = (_owner, Until);
                if (await store.WriteAsync(_row, cancellationToken))
                {
                    return ClaimResult.Own;
                }

                await ReadAsync(cancellationToken);
            }
        }

        return ClaimResult.Done;
    }

    /// <summary>Keeps the claim for a while from now on.</summary>
    public Task RenewAsync(CancellationToken cancellationToken)
    {
        _row.ClaimedUntil = Until;
        return store.WriteAsync(_row, cancellationToken);
    }

    /// <summary>Ticks an occurrence off.</summary>
    /// <param name="due">The occurrence that was run.</param>
    /// <param name="next">The one to run next; null when there is none.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task TickOffAsync(DateTimeOffset due, DateTimeOffset? next, CancellationToken cancellationToken)
    {
        // Another process may have come further, when this one was held up longer than its claim.
        while (_row.Next <= due)
        {
            (_row.Last, _row.Next, _row.LastUpdated) = (due, next ?? DateTimeOffset.MaxValue, clock.GetUtcNow());
            (_row.Owner, _row.ClaimedUntil) = (null, null);
            if (!await store.WriteAsync(_row, cancellationToken))
            {
                await ReadAsync(cancellationToken);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken) =>
        _row = await store.ReadAsync(function, cancellationToken)
            ?? new TimerRow { RowKey = function, Schedule = schedule.Text, Next = _row.Next, Last = _row.Last };
}

/// <summary>What became of the attempt to claim an occurrence.</summary>
internal enum ClaimResult
{
    /// <summary>It is this process's to run.</summary>
    Own,

    /// <summary>Another process runs it.</summary>
    Taken,

    /// <summary>It has been run.</summary>
    Done,
}
