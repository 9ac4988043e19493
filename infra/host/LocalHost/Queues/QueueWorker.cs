using LocalHost.Clock;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LocalHost.Queues;

/// <summary>The queue functions of the application, a pump for each.</summary>
internal sealed class QueueWorker(
    FunctionCatalog catalog,
    Settings settings,
    QueueConnections connections,
    QueueInvoker invoker,
    HostJson hostJson,
    QueueTiming timing,
    ILogger<QueueWorker> logger)
    : ILocalTrigger, IDueSource, IDisposable
{
    private readonly List<QueuePump> _pumps = [];

    /// <summary>Nothing falls due here by the application's clock: the storage hides messages for real seconds.</summary>
    public DateTimeOffset? NextDue => null;

    public IEnumerable<StartProblem> Validate(FunctionCatalog catalog)
    {
        var functions = catalog.TriggeredBy<QueueTriggerAttribute>().ToList();
        return functions.Count == 0
            ? []
            :
            [
                .. QueueCheck.Of(hostJson.Extensions.Queues, timing),
                .. functions.SelectMany(one => QueueCheck.Of(one.Function, one.Trigger, settings, connections)),
            ];
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (function, trigger) in catalog.TriggeredBy<QueueTriggerAttribute>())
        {
            var pump = PumpOf(function, trigger);
            await pump.StartAsync(cancellationToken);
            _pumps.Add(pump);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_pumps.Select(pump => pump.StopAsync(cancellationToken)));

    public Task FireDueAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.CompletedTask;

    public bool IsAtWork => _pumps.Exists(pump => pump.IsAtWork);

    public long Begun => _pumps.Sum(pump => pump.Begun);

    public async ValueTask<bool> HasWaitingAsync(CancellationToken cancellationToken)
    {
        var waiting = await Task.WhenAll(_pumps.Select(pump => pump.HasWaitingAsync(cancellationToken)));
        return Array.Exists(waiting, one => one);
    }

    public void Dispose() => _pumps.ForEach(pump => pump.Dispose());

    // Checked at start: the setting and the account are there.
    private QueuePump PumpOf(FunctionEntry function, QueueTriggerAttribute trigger)
    {
        var account = connections.Find(trigger.Connection) ?? throw new InvalidOperationException($"{function.Name} has no storage.");
        var name = settings.TryExpand(trigger.QueueName, out var queue, out var missing)
            ? queue
            : throw new InvalidOperationException($"{function.Name} lacks the setting {missing}.");
        return new(
            function, account.GetQueueClient(name), account.GetQueueClient($"{name}-poison"), invoker, hostJson.Extensions.Queues, timing, logger);
    }
}
