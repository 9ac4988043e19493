namespace AffiliateFunctions.LocalRuntime.Clock;

/// <summary>A part of the runtime in which things fall due: timers, orchestrations, queues.</summary>
internal interface IDueSource
{
    /// <summary>The next moment at which something falls due, or null.</summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>Starts what is due at the given time.</summary>
    Task FireDueAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Whether nothing runs and nothing waits to run at once.</summary>
    ValueTask<bool> IsIdleAsync(CancellationToken cancellationToken);
}
