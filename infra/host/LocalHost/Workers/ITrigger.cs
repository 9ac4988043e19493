namespace LocalHost.Workers;

/// <summary>A part of the host that starts functions: queues, timers, orchestrations.</summary>
internal interface ITrigger
{
    /// <summary>Checks the functions of this kind before the first of them is started, without storage.</summary>
    /// <param name="functions">All functions of the app.</param>
    /// <returns>Every problem, each naming its function.</returns>
    IEnumerable<StartProblem> Validate(FunctionCatalog functions);

    /// <summary>Begins to start functions; called once the worker has loaded them.</summary>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <returns>A task that ends when the part runs.</returns>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes nothing new and finishes what runs.</summary>
    /// <param name="cancellationToken">Cancelled when the time for finishing is over.</param>
    /// <returns>A task that ends when nothing runs.</returns>
    Task StopAsync(CancellationToken cancellationToken);
}
