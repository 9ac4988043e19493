using System.Collections.Concurrent;
using LocalHost.Durable.Storage;
using Azure;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Engine;

/// <summary>The instances that this worker runs, and what their steps set off: activities, sub-orchestrations, timers, events.</summary>
internal sealed class DurableEngine(
    InstanceStore store, Episodes episodes, Activities activities, WorkerRegister workers, TimeProvider clock, ILogger<DurableEngine> logger)
{
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, InstanceActor> _actors = [];

    public InstanceStore Store => store;

    public Episodes Episodes => episodes;

    public TimeProvider Clock => clock;

    public ILogger Logger => logger;

    public string WorkerId => workers.Id;

    public BusyCount Busy { get; } = new();

    public TimerQueue Timers { get; } = new();

    /// <summary>The instance's actor, where this worker runs it.</summary>
    public InstanceActor? Find(string instanceId) => _actors.GetValueOrDefault(instanceId);

    /// <summary>Begins an orchestration. An id whose instance has ended may be used again.</summary>
    /// <exception cref="InvalidOperationException">The instance has not ended.</exception>
    public async Task<InstanceActor> StartAsync(InstanceHead head, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await store.AddAsync(head, cancellationToken) is { } added)
            {
                return Run(head, added);
            }

            if (await store.FindAsync(head.Id, cancellationToken) is not var (taken, etag))
            {
                continue;
            }

            if (taken.IsActive)
            {
                throw new InvalidOperationException($"An orchestration with the id '{head.Id}' is {taken.Status} already.");
            }

            await store.DeleteAsync(head.Id, row => row != InstanceKeys.Head, cancellationToken);
            var again = head with { Generation = taken.Generation + 1 };
            if (await store.ReplaceAsync(again, etag, cancellationToken) is { } replaced)
            {
                return Run(again, replaced);
            }
        }
    }

    /// <summary>Takes over an instance whose worker is gone.</summary>
    public async Task AdoptAsync(InstanceHead head, ETag etag, CancellationToken cancellationToken)
    {
        var mine = head with { Owner = WorkerId };
        if (await store.CommitAsync(head, mine, etag, [], [], cancellationToken) is not { } adopted)
        {
            return;
        }

        if (mine.IsActive)
        {
            _actors.GetOrAdd(head.Id, id => new InstanceActor(id, this, state: null)).Tell(new InstanceMessage(MessageKind.Wake));
        }
        else
        {
            await ReportAsync(new InstanceState(mine, adopted, []), endsChildren: false);
        }
    }

    /// <summary>Tells an instance something that is not lost, wherever it runs; one that is not there or has ended is told nothing.</summary>
    public async Task TellAsync(string instanceId, string name, InstanceMessage message, CancellationToken cancellationToken)
    {
        if (Find(instanceId) is null && await store.FindAsync(instanceId, cancellationToken) is not { Head.IsActive: true })
        {
            return;
        }

        var stored = await store.SendAsync(instanceId, name, message, cancellationToken);
        while (Find(instanceId)?.Tell(stored) != true && await store.FindAsync(instanceId, cancellationToken) is { Head: { IsActive: true } head })
        {
            await workers.RingAsync(head.Owner, instanceId, cancellationToken);
            if (await store.FindAsync(instanceId, cancellationToken) is not { } now || now.Head.Owner == head.Owner)
            {
                return;
            }
        }
    }

    /// <summary>Another worker has stored something for an instance of this one.</summary>
    public void Look(string instanceId)
    {
        // It reads its inbox when it loads; what it knows in memory has to be read anew.
        if (_actors.TryGetValue(instanceId, out var actor))
        {
            actor.Reload();
        }
    }

    /// <summary>Sets off what the code has asked for.</summary>
    public void Dispatch(InstanceHead head, HistoryEvent asked)
    {
        switch (asked.Kind)
        {
            case HistoryKind.TaskScheduled:
                Busy.Run(() => RunActivityAsync(head, asked));
                break;
            case HistoryKind.ChildScheduled:
                Busy.Run(() => UntilDoneAsync(() => StartChildAsync(head, asked)));
                break;
            case HistoryKind.TimerCreated:
                Timers.Add(new DurableTimer(asked.At!.Value, head.Id, head.Generation, asked.Id));
                break;
        }
    }

    /// <summary>Sends the events that the code has asked for; repeated, it changes nothing.</summary>
    public async Task SendAsync(InstanceHead head, IEnumerable<HistoryEvent> asked)
    {
        foreach (var sent in asked.Where(one => one.Kind == HistoryKind.EventSent))
        {
            var name = $"sent:{InstanceKeys.Partition(head.Id)}:{head.Generation}:{sent.Id}";
            await TellAsync(sent.Instance!, name, new InstanceMessage(MessageKind.Event) { Name = sent.Name, Data = sent.Data }, CancellationToken.None);
        }
    }

    /// <summary>Remembers that the caller of an instance that ends has to be told, where it runs elsewhere.</summary>
    public InstanceHead MarkUnreported(InstanceHead head)
        => head is { IsActive: false, Parent: { } parent } && Find(parent.InstanceId) is null ? head with { IsUnreported = true } : head;

    /// <summary>Tells the caller of an instance that has ended, and ends the instances that it called itself.</summary>
    public async Task ReportAsync(InstanceState ended, bool endsChildren)
    {
        var head = ended.Head;
        Timers.Keep(head.Id, _ => false);
        if (endsChildren)
        {
            foreach (var child in ended.Open.Where(task => task.Kind == HistoryKind.ChildScheduled))
            {
                await TellAsync(child.Instance!, "end", new InstanceMessage(MessageKind.Terminate) { Recursive = true }, CancellationToken.None);
            }
        }

        if (head.Parent is { } parent)
        {
            await TellParentAsync(head, parent);
            if (head.IsUnreported)
            {
                await store.CommitAsync(head, head with { IsUnreported = false }, ended.ETag, [], [], CancellationToken.None);
            }
        }
    }

    /// <summary>Deletes the history of a run that another has followed.</summary>
    public void DeleteRun(InstanceHead run)
    {
        var prefix = InstanceKeys.Run(run.Generation);
        Busy.Run(() => UntilDoneAsync(() => store.DeleteAsync(run.Id, row => row.StartsWith(prefix, StringComparison.Ordinal), CancellationToken.None)));
    }

    /// <summary>The actor runs its instance no more.</summary>
    public void Forget(string instanceId, InstanceActor actor) => _actors.TryRemove(new(instanceId, actor));

    private InstanceActor Run(InstanceHead head, ETag etag)
    {
        var actor = new InstanceActor(head.Id, this, new InstanceState(head, etag, []));
        _actors[head.Id] = actor;
        actor.Tell(new InstanceMessage(MessageKind.Wake));
        return actor;
    }

    private async Task RunActivityAsync(InstanceHead head, HistoryEvent asked)
    {
        if (await activities.RunAsync(head, asked) is { } ended)
        {
            Find(head.Id)?.Tell(ended);
        }
    }

    // The call is stored before this runs, and this is repeated after every take-over until the call has ended.
    private async Task StartChildAsync(InstanceHead head, HistoryEvent asked)
    {
        var parent = new ParentTask(head.Id, head.Name, head.Generation, asked.Id);
        var now = clock.GetUtcNow();
        var child = new InstanceHead
        {
            Id = asked.Instance!,
            Name = asked.Name!,
            Status = OrchestrationRuntimeStatus.Pending,
            Owner = WorkerId,
            CreatedAt = now,
            UpdatedAt = now,
            Input = asked.Data,
            Parent = parent,
        };
        if (await store.FindAsync(child.Id, CancellationToken.None) is { } found && found.Head.Parent == parent)
        {
            if (!found.Head.IsActive)
            {
                await TellParentAsync(found.Head, parent);
            }

            return;
        }

        try
        {
            await StartAsync(child, CancellationToken.None);
        }
        catch (InvalidOperationException taken)
        {
            Find(head.Id)?.Tell(EndOf(parent) with { Failure = TaskFailureDetails.FromException(taken) });
        }
    }

    private async Task TellParentAsync(InstanceHead head, ParentTask parent)
    {
        var ended = EndOf(parent) with
        {
            Data = head.Output,
            Failure = head.Status == OrchestrationRuntimeStatus.Completed ? null
                : head.Failure ?? new TaskFailureDetails(typeof(OperationCanceledException).FullName!, $"The orchestration '{head.Id}' was terminated.", null, null, null),
        };
        if (Find(parent.InstanceId)?.Tell(ended) != true)
        {
            await TellAsync(parent.InstanceId, $"child:{parent.Generation}:{parent.Task}", ended, CancellationToken.None);
        }
    }

    private static InstanceMessage EndOf(ParentTask parent) => new(MessageKind.ChildEnded) { Task = parent.Task, Generation = parent.Generation };

    private async Task UntilDoneAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (RequestFailedException fault)
            {
                logger.LogWarning(fault, "Storage refused a part of an orchestration's work; it is tried again");
                await Task.Delay(PauseAfterFault, TimeProvider.System);
            }
        }
    }
}
