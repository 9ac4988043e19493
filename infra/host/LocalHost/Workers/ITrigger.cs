namespace LocalHost.Workers;

/// <summary>A part of the host that starts functions: queues, timers, orchestrations.</summary>
internal interface ITrigger
{
    /// <summary>Checks the functions of this kind before the first function starts, without storage.</summary>
    /// <param name="functions">All functions of the app.</param>
    /// <returns>The problems, each with the name of its function.</returns>
    IEnumerable<StartProblem> Validate(FunctionCatalog functions);

    /// <summary>Begins to start functions. Called once the worker has loaded them.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task that ends when the part runs.</returns>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops starting functions and waits for running work.</summary>
    /// <param name="cancellationToken">Cancelled when the time for the wait is over.</param>
    /// <returns>A task that ends when nothing runs.</returns>
    Task StopAsync(CancellationToken cancellationToken);
}
