namespace LocalHost.Workers;

/// <summary>Starts the app's worker.</summary>
internal interface IWorkerLauncher
{
    /// <summary>The folder of the app: its assemblies and host.json.</summary>
    string Directory { get; }

    /// <summary>Starts a worker that connects to this host.</summary>
    /// <param name="workerId">The id with which the worker identifies itself to the host.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The worker, which may not have connected yet.</returns>
    Task<ILaunchedWorker> LaunchAsync(string workerId, CancellationToken cancellationToken);
}

/// <summary>A started worker.</summary>
internal interface ILaunchedWorker : IAsyncDisposable
{
    /// <summary>Ends when the worker has ended; fails with the worker's fault, before or after it was ready.</summary>
    Task Ended { get; }

    /// <summary>
    /// The worker's HTTP address, if its launcher chose it; otherwise the worker itself reports the address.
    /// </summary>
    Uri? HttpAddress { get; }

    /// <summary>The services of the app; null if it runs in a process of its own.</summary>
    IServiceProvider? Services { get; }
}
