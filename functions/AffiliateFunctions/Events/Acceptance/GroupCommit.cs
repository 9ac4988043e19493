using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Telemetry;
using Azure.Storage.Queues;

namespace AffiliateFunctions.Events.Acceptance;

/// <summary>
/// Stores accepted events and puts them on the queue. Events that arrive within a few milliseconds, or while storage is
/// busy with earlier events, share transactions and messages. A caller continues when its own events are stored and
/// queued.
/// </summary>
public sealed class GroupCommit(QueueServiceClient queues, EventStore events) : IDisposable
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(4);

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    // Two concurrent messages keep storage busy; more would only make the messages smaller.
    private const int MaxUnderWay = 2;

    private readonly SemaphoreSlim underWay = new(MaxUnderWay);
    private readonly Lock gate = new();
    private Group? open;

    private QueueClient Queue => field ??= queues.GetQueueClient(EventMessage.Queue);

    /// <summary>
    /// Stores and queues events. An event that was accepted before and has not been applied is queued again, because it
    /// may not have been queued. Completes when the events are stored and queued.
    /// </summary>
    /// <param name="accepted">The events. A further attempt of an event has a row already.</param>
    /// <returns>
    /// The ids under which a different event is stored already. The events with these ids are not accepted.
    /// </returns>
    public async Task<IReadOnlySet<EventId>> AcceptAsync(IReadOnlyList<TrackingEvent> accepted) =>
        (await AddToGroup(accepted, isQueued: true)).Of(accepted).Conflicts;

    /// <summary>
    /// Stores events without queueing them. The caller applies or queues the returned events before it sends its
    /// response.
    /// </summary>
    /// <param name="accepted">The events, each in its first attempt.</param>
    public async Task<AcceptedEvents> StoreAsync(IReadOnlyList<TrackingEvent> accepted) =>
        (await AddToGroup(accepted, isQueued: false)).Of(accepted);

    /// <summary>Puts stored events on the queue. Their rows may have changed since they were stored.</summary>
    public Task QueueAsync(IReadOnlyList<TrackingEvent> stored, CancellationToken cancellationToken) =>
        SendAsync([.. stored.Select(WithoutVersion)], TimeSpan.Zero, cancellationToken);

    /// <summary>Puts stored events on the queue, to be applied a second later.</summary>
    public Task PutOffAsync(IReadOnlyList<TrackingEvent> putOff, CancellationToken cancellationToken) =>
        SendAsync([.. putOff.Select(WithoutVersion)], Moment, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => underWay.Dispose();

    private Task<StoredGroup> AddToGroup(IReadOnlyList<TrackingEvent> accepted, bool isQueued)
    {
        var traced = InCurrentTrace(accepted);
        lock (gate)
        {
            if (open is null)
            {
                open = new Group();
                _ = CommitAsync(open);
            }

            open.Add(traced, isQueued);
            return isQueued ? open.Queued.Task : open.Stored.Task;
        }
    }

    // The callers of a group share its result: if storage fails, each of them gets the fault, and their senders retry.
    // Events of such a group may be stored and not queued. A retry queues them, and QueueAccepted queues those that are
    // not sent again.
    private async Task CommitAsync(Group group)
    {
        // On a busy machine the delay can be over before it is awaited. The group must not be closed within its
        // caller's lock.
        await Task.Delay(Gathering, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await underWay.WaitAsync();
        lock (gate)
        {
            open = null;
        }

        try
        {
            var stored = await events.AddAsync(group.FirstAttempts, areStored: false, CancellationToken.None);
            var result = new StoredGroup(stored);
            group.Stored.SetResult(result);
            var toQueue = stored
                .Where(receivedEvent => receivedEvent.IsToBeApplied && group.IsQueued(receivedEvent.Event))
                .Select(Versioned);
            await SendAsync([.. toQueue, .. group.LaterAttempts], TimeSpan.Zero, CancellationToken.None);
            group.Queued.SetResult(result);
        }
        catch (Exception fault)
        {
            // Callers that apply their events themselves do not depend on the queue.
            group.Stored.TrySetException(fault);
            group.Queued.SetException(fault);
        }
        finally
        {
            underWay.Release();
        }
    }

    // Only a row that was just added is certain to be unchanged when its event is applied.
    private static TrackingEvent Versioned(ReceivedEvent stored) =>
        stored.Event with
        {
            RowVersion = stored.Standing == EventStanding.New ? stored.Version.ToString() : null,
        };

    // A group has events of several requests: each event names the trace of its own.
    private static IReadOnlyList<TrackingEvent> InCurrentTrace(IReadOnlyList<TrackingEvent> accepted) =>
        TraceParents.Current is { } trace
            ? [.. accepted.Select(trackingEvent => trackingEvent with { TraceParent = trace })]
            : accepted;

    private static TrackingEvent WithoutVersion(TrackingEvent stored) => stored with { RowVersion = null };

    private async Task SendAsync(
        IReadOnlyList<TrackingEvent> stored,
        TimeSpan unseen,
        CancellationToken cancellationToken
    )
    {
        foreach (var message in stored.Count == 0 ? [] : EventMessage.Body.Pack(stored))
        {
            await Queue.SendMessageAsync(message, unseen, Forever, cancellationToken);
        }
    }

    /// <summary>Events of several callers that are stored together.</summary>
    private sealed class Group
    {
        private readonly List<TrackingEvent> events = [];
        private readonly HashSet<(ProgramSlug Program, EventId Id)> queued = [];

        /// <summary>Completes when all events are stored.</summary>
        public TaskCompletionSource<StoredGroup> Stored { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when all events are stored and those of the queue are queued.</summary>
        public TaskCompletionSource<StoredGroup> Queued { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<TrackingEvent> FirstAttempts => [.. events.Where(accepted => accepted.Attempt == 0)];

        /// <summary>Events that already have a row and are only queued.</summary>
        public IEnumerable<TrackingEvent> LaterAttempts => events.Where(accepted => accepted.Attempt > 0);

        public bool IsQueued(TrackingEvent stored) => queued.Contains((stored.Program, stored.Id));

        public void Add(IReadOnlyList<TrackingEvent> accepted, bool isQueued)
        {
            events.AddRange(accepted);
            queued.UnionWith(
                isQueued ? accepted.Select(trackingEvent => (trackingEvent.Program, trackingEvent.Id)) : []
            );
        }
    }

    /// <summary>The stored events of a group.</summary>
    private sealed class StoredGroup(IReadOnlyList<ReceivedEvent> stored)
    {
        private readonly Dictionary<(ProgramSlug Program, EventId Id), ReceivedEvent> byId = stored.ToDictionary(
            received => (received.Event.Program, received.Event.Id)
        );

        public AcceptedEvents Of(IReadOnlyList<TrackingEvent> accepted)
        {
            var conflicts = new HashSet<EventId>();
            var open = new Dictionary<EventId, TrackingEvent>();
            foreach (var trackingEvent in accepted.Where(item => item.Attempt == 0))
            {
                var received = byId[(trackingEvent.Program, trackingEvent.Id)];
                if (received.SentHash != trackingEvent.BodyHash)
                {
                    conflicts.Add(trackingEvent.Id);
                }
                else if (received.IsToBeApplied)
                {
                    open[trackingEvent.Id] = Versioned(received);
                }
            }

            return new AcceptedEvents(conflicts, [.. open.Values]);
        }
    }
}

/// <summary>Events of a caller that were stored.</summary>
/// <param name="Conflicts">
/// The ids under which a different event is stored already. The events with these ids are not accepted.
/// </param>
/// <param name="ToApply">The accepted events that have not been applied yet, each once.</param>
public sealed record AcceptedEvents(IReadOnlySet<EventId> Conflicts, IReadOnlyList<TrackingEvent> ToApply);
