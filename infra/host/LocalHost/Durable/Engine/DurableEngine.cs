using System.Collections.Concurrent;
using Azure;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.Logging;
using EventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace LocalHost.Durable.Engine;

/// <summary>
/// The instances that this process runs, and the effects of their steps: activities, sub-orchestrations, timers and
/// events.
/// </summary>
internal sealed class DurableEngine : IDisposable
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, InstanceActor> _actors = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Activities _activities;
    private readonly WorkerRegister _workers;
    private readonly SubOrchestrations _children;

    public DurableEngine(
        InstanceStore store,
        Orchestrators orchestrators,
        Activities activities,
        WorkerRegister workers,
        TimeProvider clock,
        ILogger<DurableEngine> logger
    )
    {
        (Store, Orchestrators, Clock, Logger) = (store, orchestrators, clock, logger);
        (_activities, _workers) = (activities, workers);
        _children = new(this);
        (Rewinds, Delivery) = (new(this), new(this, workers));
    }

    /// <summary>The store of the instances.</summary>
    public InstanceStore Store { get; }

    /// <summary>Runs orchestrators.</summary>
    public Orchestrators Orchestrators { get; }

    /// <summary>The time of the app.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The log.</summary>
    public ILogger Logger { get; }

    /// <summary>Delivers messages to instances.</summary>
    public MessageDelivery Delivery { get; }

    /// <summary>Restarts failed instances at the point of failure.</summary>
    public Rewinds Rewinds { get; }

    /// <summary>The id of this process in the register.</summary>
    public string OwnId => _workers.Id;

    /// <summary>Counts the work that runs.</summary>
    public BusyCount Busy { get; } = new();

    /// <summary>The durable timers of the instances.</summary>
    public TimerQueue Timers { get; } = new();

    /// <summary>Cancelled when the host stops.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Whether the host is stopping.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Prevents further activities and attempts. The running steps end normally.</summary>
    public void Stop()
    {
        _stopping.Cancel();
        _activities.Stop();
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Finds the actor of an instance.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <returns>The actor; null when this process does not run the instance.</returns>
    public InstanceActor? Find(string instanceId) => _actors.GetValueOrDefault(instanceId);

    /// <summary>Starts an orchestration. The id of an instance that has ended can be used again.</summary>
    /// <param name="head">The instance.</param>
    /// <param name="isReplaceable">Whether an instance with an ended status can be replaced.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that ends when the start is stored.</returns>
    /// <exception cref="InstanceExistsException">The id is in use.</exception>
    /// <exception cref="TooLargeException">The input is too large.</exception>
    public async Task StartAsync(
        InstanceHead head,
        Func<OrchestrationStatus, bool> isReplaceable,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            if (await Store.AddAsync(head, cancellationToken) is { } added)
            {
                Run(new(head, added, [], []));
                return;
            }

            if (await Store.FindAsync(head.Id, cancellationToken) is not var (existing, etag))
            {
                continue;
            }

            if (existing.IsActive || !isReplaceable(existing.Status))
            {
                throw new InstanceExistsException(
                    $"An orchestration with the id '{head.Id}' is already {existing.Status}."
                );
            }

            await Store.DeleteAsync(head.Id, key => key != InstanceKeys.Head, cancellationToken);
            var next = head with { Generation = existing.Generation + 1 };
            if (await Store.ReplaceAsync(next, etag, cancellationToken) is { } replaced)
            {
                Run(new(next, replaced, [], []));
                return;
            }
        }
    }

    /// <summary>Takes over an instance of a process that has ended.</summary>
    /// <param name="head">The instance.</param>
    /// <param name="etag">Its ETag.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that ends when this process owns the instance, or another one was faster.</returns>
    public async Task AdoptAsync(InstanceHead head, ETag etag, CancellationToken cancellationToken)
    {
        var owned = head with { Owner = OwnId };
        if (await Store.CommitAsync(new(head, owned, etag), cancellationToken) is not { } adopted)
        {
            return;
        }

        if (owned.IsActive)
        {
            _actors.GetOrAdd(head.Id, id => new InstanceActor(id, this, state: null)).Deliver(InstanceMessage.Wake);
        }
        else
        {
            Report(owned, adopted);
        }
    }

    /// <summary>Starts the work that an orchestrator requests.</summary>
    /// <param name="current">The instance.</param>
    /// <param name="request">The call or timer.</param>
    public void Dispatch(InstanceState current, HistoryEvent request)
    {
        var (head, isRewound) = (current.Head, current.IsRewound(request.EventId));
        switch (request.EventTypeCase)
        {
            case EventType.TaskScheduled:
                Busy.Run(() => RunActivityAsync(head, request));
                break;
            case EventType.SubOrchestrationInstanceCreated:
                RunUntilDone(() => _children.StartAsync(head, request, isRewound));
                break;
            case EventType.TimerCreated:
                Timers.Add(
                    new(request.TimerCreated.FireAt.ToDateTimeOffset(), head.Id, head.Generation, request.EventId)
                );
                break;
        }
    }

    /// <summary>
    /// Marks an ended instance whose parent, which another process runs, has to be notified.
    /// </summary>
    /// <param name="head">The instance.</param>
    /// <returns>The marked instance.</returns>
    public InstanceHead MarkUnreported(InstanceHead head) =>
        head is { IsActive: false, Parent: { } parent } && Find(parent.InstanceId) is null
            ? head with
            {
                IsUnreported = true,
            }
            : head;

    /// <summary>Notifies the parent of an instance that has ended, in the background.</summary>
    /// <param name="head">The instance.</param>
    /// <param name="etag">Its ETag.</param>
    public void Report(InstanceHead head, ETag etag)
    {
        Timers.RemoveAll(head.Id);
        if (head.Parent is not null)
        {
            RunUntilDone(() => _children.NotifyParentAsync(head, etag));
        }
    }

    /// <summary>Passes messages on to the process that has taken over an instance, in the background.</summary>
    /// <param name="head">The instance.</param>
    /// <param name="messages">The messages that this process has received for it.</param>
    public void Forward(InstanceHead head, IReadOnlyList<InstanceMessage> messages) =>
        RunUntilDone(() => Delivery.ForwardAsync(head, messages));

    /// <summary>Deletes the history of a run that another run has followed, in the background.</summary>
    /// <param name="run">The instance in that run.</param>
    public void DeleteRun(InstanceHead run)
    {
        var prefix = InstanceKeys.Run(run.Generation);
        RunUntilDone(() =>
            Store.DeleteAsync(run.Id, key => key.StartsWith(prefix, StringComparison.Ordinal), CancellationToken.None)
        );
    }

    /// <summary>Runs an instance in this process.</summary>
    /// <param name="state">The instance.</param>
    public void Run(InstanceState state)
    {
        var actor = new InstanceActor(state.Head.Id, this, state);
        _actors[state.Head.Id] = actor;
        actor.Begin();
    }

    /// <summary>Stops running an instance in this process.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="actor">The actor that ran it.</param>
    public void Forget(string instanceId, InstanceActor actor) => _actors.TryRemove(new(instanceId, actor));

    /// <summary>Waits before the next attempt.</summary>
    /// <returns>Whether there is a next attempt; false when the host stops.</returns>
    public async Task<bool> PauseAfterFaultAsync()
    {
        try
        {
            await Task.Delay(PauseAfterFault, TimeProvider.System, _stopping.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RunActivityAsync(InstanceHead head, HistoryEvent call)
    {
        if (await _activities.RunAsync(head, call) is { } result)
        {
            Find(head.Id)?.Deliver(result);
        }
    }

    // This work is repeated after every take-over until it has its effect, so a stop can interrupt it.
    private void RunUntilDone(Func<Task> work) =>
        Busy.Run(async () =>
        {
            do
            {
                try
                {
                    await work();
                    return;
                }
                catch (Exception fault)
                {
                    Logger.LogWarning(fault, "A part of an orchestration's work failed; it is retried");
                }
            } while (await PauseAfterFaultAsync());
        });
}

/// <summary>The id of a new instance is in use.</summary>
internal sealed class InstanceExistsException(string message) : InvalidOperationException(message);
