using LocalHost.Clock;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Extensions.Logging;

namespace LocalHost.Queues;

/// <summary>The queue functions of the app, with a pump for each.</summary>
internal sealed class QueueWorker(
    FunctionCatalog catalog,
    QueueTriggers triggers,
    QueueConnections connections,
    QueueInvoker invoker,
    HostJson hostJson,
    QueueTiming timing,
    ILogger<QueueWorker> logger
) : ITrigger, IDueSource, IDisposable
{
    private volatile IReadOnlyList<QueuePump> _pumps = [];

    /// <summary>
    /// Null, because no queue work is due by the app's clock: the storage keeps messages invisible in real time.
    /// </summary>
    public DateTimeOffset? NextDue => null;

    public bool IsAtWork => _pumps.Any(pump => pump.IsAtWork);

    public long Begun => _pumps.Sum(pump => pump.Begun);

    public IEnumerable<StartProblem> Validate(FunctionCatalog functions)
    {
        var triggered = functions.TriggeredBy(QueueTrigger.BindingType).ToList();
        return triggered.Count == 0
            ? []
            :
            [
                .. QueueSettingsCheck.FindProblems(hostJson.Extensions.Queues, timing),
                .. triggered.SelectMany(triggers.FindProblems),
            ];
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _pumps = [.. catalog.TriggeredBy(QueueTrigger.BindingType).Select(CreatePump)];
        foreach (var pump in _pumps)
        {
            pump.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_pumps.Select(pump => pump.StopAsync(cancellationToken)));

    public Task FireDueAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken)
    {
        var waiting = await Task.WhenAll(_pumps.Select(pump => pump.HasWaitingAsync(cancellationToken)));
        return Array.Exists(waiting, hasMessages => hasMessages);
    }

    public void Dispose()
    {
        foreach (var pump in _pumps)
        {
            pump.Dispose();
        }
    }

    // The setting and the account exist, because they were validated before the start.
    private QueuePump CreatePump(WorkerFunction function)
    {
        var trigger = triggers.Read(function);
        var account =
            connections.Find(trigger.Connection)
            ?? throw new InvalidOperationException($"{function.Name} has no storage.");
        var poison = QueueTriggers.PoisonQueueOf(trigger.Name);
        return new(
            function,
            account.GetQueueClient(trigger.Name),
            poison is null ? null : account.GetQueueClient(poison),
            invoker,
            hostJson.Extensions.Queues,
            timing,
            logger
        );
    }
}
