using Affiliate.Domain.Identity;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Store;
using Azure.Storage.Queues;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// Accepts events: stores them, and puts them on the queue. Those that come within a few milliseconds, or while storage is busy with those
/// before, share transactions and messages, and each caller goes on only when its events are stored and queued.
/// </summary>
public sealed class GroupCommit(QueueServiceClient queues, EventStore events) : IDisposable
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(4);

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    // Two messages under way keep storage busy; more would only be smaller ones.
    private const int MostUnderWay = 2;

    private readonly SemaphoreSlim underWay = new(MostUnderWay);
    private readonly Lock gate = new();
    private Group? open;

    private QueueClient Queue => field ??= queues.GetQueueClient(EventMessage.Queue);

    /// <summary>Accepts events. What was accepted before and has not had its effect is queued once more, since nobody knows whether it was.</summary>
    /// <param name="accepted">The events; a further attempt of one has a row already.</param>
    /// <returns>The ids that another event has; the events are not accepted. Ends when the others are stored and queued.</returns>
    public async Task<IReadOnlySet<EventId>> AcceptAsync(IReadOnlyList<TrackingEvent> accepted)
    {
        var stored = await AddToGroup(accepted);
        return accepted.Where(one => one.Attempt == 0 && stored[(one.Program, one.Id)].SentHash != one.BodyHash).Select(one => one.Id).ToHashSet();
    }

    /// <summary>Puts events back on the queue, to be taken a moment later.</summary>
    public async Task PutOffAsync(IReadOnlyList<TrackingEvent> putOff, CancellationToken cancellationToken)
    {
        foreach (var message in EventMessage.Pack([.. putOff.Select(one => one with { RowVersion = null })]))
        {
            await Queue.SendMessageAsync(message, Moment, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => underWay.Dispose();

    private Task<IReadOnlyDictionary<(ProgramSlug Program, EventId Id), ReceivedEvent>> AddToGroup(IReadOnlyList<TrackingEvent> accepted)
    {
        lock (gate)
        {
            if (open is null)
            {
                open = new Group();
                _ = CommitAsync(open);
            }

            open.Events.AddRange(accepted);
            return open.Stored.Task;
        }
    }

    // The callers of a group share its fate: when storage refuses, each is told so and sends again. Events of such a group may be stored and
    // not queued; sent again they are queued, and QueueAccepted queues those that nobody sends again.
    private async Task CommitAsync(Group group)
    {
        // On a busy machine the delay can be over before it is awaited. The group must not be closed within its caller's
        // lock.
        await Task.Delay(Gathering, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await underWay.WaitAsync();
        lock (gate)
        {
            open = null;
        }

        try
        {
            var stored = await events.AddAsync([.. group.Events.Where(one => one.Attempt == 0)], areStored: false, CancellationToken.None);
            await QueueAsync([.. stored.Where(one => one.IsToBeApplied).Select(Versioned), .. group.Events.Where(one => one.Attempt > 0)]);
            group.Stored.SetResult(stored.ToDictionary(one => (one.Event.Program, one.Event.Id)));
        }
        catch (Exception fault)
        {
            group.Stored.SetException(fault);
        }
        finally
        {
            underWay.Release();
        }
    }

    // Only a row that was added just now is sure to be unchanged when its message comes first.
    private static TrackingEvent Versioned(ReceivedEvent stored)
        => stored.Event with { RowVersion = stored.Standing == EventStanding.New ? stored.Version.ToString() : null };

    private async Task QueueAsync(IReadOnlyList<TrackingEvent> stored)
    {
        foreach (var message in stored.Count == 0 ? [] : EventMessage.Pack(stored))
        {
            await Queue.SendMessageAsync(message, timeToLive: TimeSpan.FromSeconds(-1));
        }
    }

    private sealed class Group
    {
        public List<TrackingEvent> Events { get; } = [];

        public TaskCompletionSource<IReadOnlyDictionary<(ProgramSlug Program, EventId Id), ReceivedEvent>> Stored { get; }
            = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
