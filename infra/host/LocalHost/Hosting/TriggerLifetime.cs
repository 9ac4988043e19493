using LocalHost.Workers;
using Microsoft.Extensions.Hosting;

namespace LocalHost.Hosting;

/// <summary>
/// Starts the triggers when everything else runs, and stops them before anything else does: a function that runs to its end
/// while the application stops still finds all it needs.
/// </summary>
internal sealed class TriggerLifetime(IEnumerable<ILocalTrigger> triggers) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var trigger in triggers)
        {
            await trigger.StartAsync(cancellationToken);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(triggers.Select(trigger => trigger.StopAsync(cancellationToken)));

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
