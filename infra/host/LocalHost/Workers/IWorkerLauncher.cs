namespace LocalHost.Workers;

/// <summary>Starts the app's worker.</summary>
internal interface IWorkerLauncher
{
    /// <summary>The folder of the app: its assemblies and host.json.</summary>
    string Directory { get; }

    /// <summary>Starts a worker that connects to this host.</summary>
    /// <param name="workerId">The id by which it tells the host which worker it is.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <returns>The worker, which need not have connected yet.</returns>
    Task<ILaunchedWorker> LaunchAsync(string workerId, CancellationToken cancellationToken);
}

/// <summary>A worker that was started.</summary>
internal interface ILaunchedWorker : IAsyncDisposable
{
    /// <summary>Ends when the worker has ended; fails with what it failed with, before or after it was ready.</summary>
    Task Ended { get; }

    /// <summary>
    /// Where the worker answers HTTP, when its launcher chose the address; else the worker itself tells it.
    /// </summary>
    Uri? HttpAddress { get; }

    /// <summary>The services of the app; null when it runs in a process of its own.</summary>
    IServiceProvider? Services { get; }
}
