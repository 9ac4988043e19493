namespace LocalHost.Clock;

/// <summary>A part of the runtime in which things fall due: timers, orchestrations, queues.</summary>
internal interface IDueSource
{
    /// <summary>The next moment at which something falls due, or null.</summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>Starts what is due at the given time.</summary>
    Task FireDueAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Whether something runs.</summary>
    bool IsAtWork { get; }

    /// <summary>How much has begun to run so far, with what has ended: where it is the same as before and nothing runs, nothing ran meanwhile.</summary>
    long Begun { get; }

    /// <summary>Whether something waits in storage to run at once. It may ask storage, so it is asked only where nothing runs.</summary>
    ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken);
}
