using LocalHost.Hosting;
using LocalHost.Http;
using LocalHost.Workers.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalHost.Workers;

/// <summary>
/// Keeps a worker running: starts it once the host listens, starts the triggers once it has loaded its functions, and
/// starts another worker if it ends unexpectedly. At the end the triggers stop first, so that a running function can
/// still use all services.
/// </summary>
internal sealed class WorkerLifetime(
    IWorkerLauncher launcher,
    WorkerConnections connections,
    FunctionCatalog functions,
    WorkerAddress address,
    FunctionCheck check,
    FunctionEndpoints endpoints,
    HttpFunctions http,
    IEnumerable<ITrigger> triggers,
    ILogger<WorkerLifetime> logger
) : IHostedLifecycleService, IAsyncDisposable
{
    private static readonly TimeSpan PauseBeforeRestart = TimeSpan.FromSeconds(1);

    // The platform also limits the start of a worker to 60 seconds (WorkerProcessCountOptions,
    // "ProcessStartupTimeout").
    private static readonly TimeSpan MaxStart = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stopping = new();
    private (WorkerChannel Channel, ILaunchedWorker Worker)? _current;
    private Task _keeping = Task.CompletedTask;

    /// <summary>The services of the app; null if it runs in a process of its own, or has not started yet.</summary>
    public IServiceProvider? AppServices => _current?.Worker.Services;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await StartWorkerAsync(cancellationToken);
        if (check.FindProblems() is { Count: > 0 } problems)
        {
            throw new StartRefusedException(problems);
        }

        endpoints.Open();
        foreach (var trigger in triggers)
        {
            await trigger.StartAsync(cancellationToken);
        }

        _keeping = Task.Run(KeepRunningAsync, CancellationToken.None);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll([
                http.StopAsync(cancellationToken),
                .. triggers.Select(trigger => trigger.StopAsync(cancellationToken)),
            ]);
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning("Functions were still running when the time to stop was over; they are interrupted");
        }

        // The worker ends before the server stops, because the server waits for the worker's stream. No other worker
        // can start in the meantime.
        await _stopping.CancelAsync();
        await _keeping;
        await DisposeAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_current is var (channel, worker))
        {
            _current = null;
            Terminate(channel);
            await worker.DisposeAsync();
            connections.Remove(channel);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task StartWorkerAsync(CancellationToken cancellationToken)
    {
        var channel = connections.Expect();
        var worker = await launcher.LaunchAsync(channel.WorkerId, cancellationToken);
        _current = (channel, worker);
        try
        {
            await LoadAsync(channel, worker, cancellationToken);
        }
        catch
        {
            _current = null;
            connections.Remove(channel);
            await worker.DisposeAsync();
            throw;
        }
    }

    private async Task LoadAsync(WorkerChannel channel, ILaunchedWorker worker, CancellationToken cancellationToken)
    {
        var handshake = ConnectAsync(channel, cancellationToken);
        var tooLong = Task.Delay(MaxStart, TimeProvider.System, cancellationToken);
        var first = await Task.WhenAny(handshake, worker.Ended, tooLong);
        if (first == tooLong)
        {
            throw new WorkerRefusedException(
                $"The worker did not respond within {MaxStart.TotalSeconds} seconds of its start."
            );
        }

        if (first == worker.Ended)
        {
            await worker.Ended;
            throw new WorkerRefusedException("The worker ended before it was ready.");
        }

        var loaded = await handshake;
        await address.SetAsync(worker.HttpAddress ?? loaded.HttpAddress, cancellationToken);
        functions.Set(loaded.Functions);
        connections.SetCurrent(channel);
    }

    private async Task<LoadedWorker> ConnectAsync(WorkerChannel channel, CancellationToken cancellationToken)
    {
        await channel.Connected.WaitAsync(cancellationToken);
        return await WorkerHandshake.RunAsync(channel, launcher.Directory, cancellationToken);
    }

    private async Task KeepRunningAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            if (_current is var (channel, worker))
            {
                await Task.WhenAny(channel.Ended, worker.Ended, Task.Delay(Timeout.Infinite, _stopping.Token));
                if (_stopping.IsCancellationRequested)
                {
                    return;
                }

                logger.LogError("The worker ended; another one is started");
                _current = null;
                connections.Remove(channel);
                await worker.DisposeAsync();
            }

            await RestartAsync();
        }
    }

    private async Task RestartAsync()
    {
        try
        {
            await StartWorkerAsync(_stopping.Token);
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The host is stopping, so no other worker is needed.
        }
        catch (Exception fault)
        {
            logger.LogError(fault, "The worker could not be started; the start is retried");
            await Task.Delay(PauseBeforeRestart, TimeProvider.System, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Terminate(WorkerChannel channel)
    {
        try
        {
            channel.Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });
        }
        catch (WorkerGoneException)
        {
            // The worker has ended.
        }
    }
}
