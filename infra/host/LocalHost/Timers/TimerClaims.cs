namespace LocalHost.Timers;

/// <summary>
/// One timer's progress through its schedule, shared with the other processes on the same storage. A process claims the
/// timer before a run, stores after the run that the occurrence is done, and keeps the claim for the next one, as a
/// host on the platform does. If the process crashes, the claim expires, and another process repeats the interrupted
/// run.
/// </summary>
/// <param name="function">The function's name.</param>
/// <param name="schedule">Its schedule.</param>
/// <param name="store">The rows.</param>
/// <param name="timing">How long a claim lasts.</param>
/// <param name="clock">The app's time.</param>
internal sealed class TimerClaims(
    string function,
    Schedule schedule,
    TimerStore store,
    TimerTiming timing,
    TimeProvider clock
)
{
    // Used only for comparisons. A process id could be reused after a restart.
    private readonly string _owner = Guid.CreateVersion7().ToString();
    private TimerRow _row = new();

    /// <summary>The last occurrence that was run; null before the first.</summary>
    public DateTimeOffset? Last => _row.Last;

    /// <summary>When the row was last stored, by the app's time.</summary>
    public DateTimeOffset LastUpdated => _row.LastUpdated;

    /// <summary>The occurrence to run next, as this process last read it.</summary>
    public DateTimeOffset Next => _row.Next;

    // If this much time is left when a run begins, the claim is renewed in time.
    private bool IsHeld => IsOwn && _row.ClaimedUntil - TimeProvider.System.GetUtcNow() > timing.Claim - timing.Renewal;

    private bool IsOwn => _row.Owner == _owner;

    private bool IsClaimedByAnother =>
        _row.Owner is { } owner && owner != _owner && _row.ClaimedUntil > TimeProvider.System.GetUtcNow();

    private DateTimeOffset NewExpiry => TimeProvider.System.GetUtcNow() + timing.Claim;

    /// <summary>Reads the timer's progress, and creates it if there is none.</summary>
    /// <param name="isMonitored">Whether a missed run is made up for.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The next occurrence, which can be in the past; null when there is none.</returns>
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
        } while (!await store.WriteAsync(_row, cancellationToken));
        return next;
    }

    /// <summary>Claims an occurrence for this process, unless its claim is still valid.</summary>
    /// <param name="due">The occurrence.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>Whether this process has the claim, another process has it, or the occurrence has been run.</returns>
    public async Task<ClaimResult> ClaimAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        while (_row.Next <= due)
        {
            if (IsHeld)
            {
                return ClaimResult.Own;
            }

            if (IsClaimedByAnother)
            {
                await ReadAsync(cancellationToken);
                if (IsClaimedByAnother)
                {
                    return _row.Next > due ? ClaimResult.Done : ClaimResult.Taken;
                }
            }
            else
            {
                (_row.Owner, _row.ClaimedUntil) = (_owner, NewExpiry);
                if (await store.WriteAsync(_row, cancellationToken))
                {
                    return ClaimResult.Own;
                }

                await ReadAsync(cancellationToken);
            }
        }

        return ClaimResult.Done;
    }

    /// <summary>Extends this process's claim.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the claim is stored.</returns>
    public Task RenewAsync(CancellationToken cancellationToken)
    {
        _row.ClaimedUntil = NewExpiry;
        return store.WriteAsync(_row, cancellationToken);
    }

    /// <summary>Releases the claim, so that another process need not wait until it expires.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends when the release is stored.</returns>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (IsOwn)
        {
            (_row.Owner, _row.ClaimedUntil) = (null, null);
            await store.WriteAsync(_row, cancellationToken);
        }
    }

    /// <summary>Stores that an occurrence has been run, and keeps the claim.</summary>
    /// <param name="due">The occurrence.</param>
    /// <param name="next">The next occurrence to run; null when there is none.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>A task that ends when the progress is stored.</returns>
    public async Task CompleteAsync(DateTimeOffset due, DateTimeOffset? next, CancellationToken cancellationToken)
    {
        // Another process can be further ahead if this process was delayed for longer than its claim.
        while (_row.Next <= due)
        {
            (_row.Last, _row.Next, _row.LastUpdated) = (due, next ?? DateTimeOffset.MaxValue, clock.GetUtcNow());
            (_row.Owner, _row.ClaimedUntil) = (_owner, NewExpiry);
            if (!await store.WriteAsync(_row, cancellationToken))
            {
                await ReadAsync(cancellationToken);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken) =>
        _row =
            await store.ReadAsync(function, cancellationToken)
            ?? new TimerRow
            {
                RowKey = function,
                Schedule = schedule.Text,
                Next = _row.Next,
                Last = _row.Last,
            };
}

/// <summary>The result of an attempt to claim an occurrence.</summary>
internal enum ClaimResult
{
    /// <summary>This process runs the occurrence.</summary>
    Own,

    /// <summary>Another process runs the occurrence.</summary>
    Taken,

    /// <summary>The occurrence has been run.</summary>
    Done,
}
