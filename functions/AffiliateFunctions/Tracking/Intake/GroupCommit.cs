using AffiliateFunctions.Tracking.Events;
using Azure.Storage.Queues;

namespace AffiliateFunctions.Tracking.Intake;

/// <summary>
/// Puts events on the queue: those that come within a few milliseconds, or while storage is busy with those before, share messages,
/// and each caller goes on only when its events are stored.
/// </summary>
public sealed class GroupCommit(QueueServiceClient queues, UnappliedEvents unapplied) : IDisposable
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(4);

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    // Two messages under way keep storage busy; more would only be smaller ones.
    private const int MostUnderWay = 2;

    private readonly SemaphoreSlim underWay = new(MostUnderWay);
    private readonly Lock gate = new();
    private Group? open;

    private QueueClient Queue => field ??= queues.GetQueueClient(EventMessage.Queue);

    /// <summary>Ends when the events are stored.</summary>
    public Task StoreAsync(IReadOnlyList<TrackingEvent> events)
    {
        lock (gate)
        {
            if (open is null)
            {
                open = new Group();
                _ = CommitAsync(open);
            }

            open.Events.AddRange(events);
            return open.Stored.Task;
        }
    }

    /// <summary>Puts events back on the queue, to be taken a moment later.</summary>
    public async Task PutOffAsync(IReadOnlyList<TrackingEvent> events, CancellationToken cancellationToken)
    {
        foreach (var (message, _) in EventMessage.Pack(events))
        {
            await Queue.SendMessageAsync(message, Moment, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => underWay.Dispose();

    // The callers of a group share its fate: when storage refuses, each is told so and sends again; what was stored already is
    // recognised by its id.
    private async Task CommitAsync(Group group)
    {
        await Task.Delay(Gathering, TimeProvider.System);
        await underWay.WaitAsync();
        lock (gate)
        {
            open = null;
        }

        try
        {
            foreach (var (message, events) in EventMessage.Pack(group.Events))
            {
                await unapplied.NoteAsync(message, events);
                await SendAsync(message, events);
            }

            group.Stored.SetResult();
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

    private async Task SendAsync(BinaryData message, IReadOnlyList<TrackingEvent> events)
    {
        try
        {
            await Queue.SendMessageAsync(message, timeToLive: TimeSpan.FromSeconds(-1));
        }
        catch
        {
            // Nobody is told that they were taken in, so nobody may read it. The message may be there all the same; then it is applied.
            await unapplied.ForgetAsync(message, events);
            throw;
        }
    }

    private sealed class Group
    {
        public List<TrackingEvent> Events { get; } = [];

        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
