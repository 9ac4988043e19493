namespace LocalHost.Clock;

/// <summary>A part of the host in which work falls due: timers, orchestrations, queues.</summary>
internal interface IDueSource
{
    /// <summary>The next moment at which work falls due; null when there is none.</summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>
    /// Whether work that fell due several times can be done once, at the last time. A move of the clock need not stop
    /// for it.
    /// </summary>
    bool CanRunLate => false;

    /// <summary>Whether work is running.</summary>
    bool IsAtWork { get; }

    /// <summary>
    /// The number of pieces of work that have begun so far, including finished ones. If the number is unchanged and no
    /// work is running, no work has run in the meantime.
    /// </summary>
    long Begun { get; }

    /// <summary>Starts the work that is due.</summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task that ends when the work has begun.</returns>
    Task FireDueAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Whether stored work is ready to run. Implementations can query the storage, so callers use this method only when
    /// no work is running.
    /// </summary>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>Whether there is such work.</returns>
    ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken);
}
