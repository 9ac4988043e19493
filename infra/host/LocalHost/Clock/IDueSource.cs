namespace LocalHost.Clock;

/// <summary>A part of the host in which work falls due: timers, orchestrations, queues.</summary>
internal interface IDueSource
{
    /// <summary>The next moment at which work falls due; null when there is none.</summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>Whether work runs.</summary>
    bool IsAtWork { get; }

    /// <summary>
    /// How many pieces of work have begun so far, finished ones included. When the number has not changed and nothing
    /// runs, nothing ran in the meantime.
    /// </summary>
    long Begun { get; }

    /// <summary>Starts the work that is due.</summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task that ends when the work has begun.</returns>
    Task FireDueAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Whether work in storage waits to run at once. Implementations may query the storage, so callers ask only when
    /// nothing runs.
    /// </summary>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>Whether there is such work.</returns>
    ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken);
}
