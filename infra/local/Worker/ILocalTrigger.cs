namespace AffiliateFunctions.LocalRuntime.Worker;

/// <summary>A part of the runtime that starts functions: queues, timers, durable orchestrations.</summary>
internal interface ILocalTrigger
{
    /// <summary>Checks the functions of this kind before anything starts, without storage.</summary>
    /// <param name="catalog">All functions.</param>
    /// <returns>Every problem, each naming its function.</returns>
    IEnumerable<StartProblem> Validate(FunctionCatalog catalog);

    /// <summary>Begins to start functions; called when the application's own services run and HTTP is answered.</summary>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <returns>A task that ends when the part runs.</returns>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes nothing new and finishes what runs.</summary>
    /// <param name="cancellationToken">Cancelled when the time for finishing is over.</param>
    /// <returns>A task that ends when nothing runs.</returns>
    Task StopAsync(CancellationToken cancellationToken);
}
