using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;
using EventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace LocalHost.Durable.Engine;

/// <summary>Delivers messages to instances, regardless of the process that runs them.</summary>
internal sealed class MessageDelivery(DurableEngine engine, WorkerRegister workers)
{
    /// <summary>
    /// Delivers a message to an instance in any process. The message is stored first, so that it is not lost. An
    /// instance that does not exist or has ended receives nothing.
    /// </summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="name">The name of the message. A second message with the same name changes nothing.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that ends when the message is stored.</returns>
    /// <exception cref="TooLargeException">The message is too large.</exception>
    public async Task DeliverAsync(
        string instanceId,
        string name,
        InstanceMessage message,
        CancellationToken cancellationToken
    )
    {
        if (
            engine.Find(instanceId) is null
            && await engine.Store.FindAsync(instanceId, cancellationToken) is not { Head.IsActive: true }
        )
        {
            return;
        }

        var stored = await engine.Store.SendAsync(instanceId, name, message, cancellationToken);
        while (
            engine.Find(instanceId)?.Deliver(stored) != true
            && await engine.Store.FindAsync(instanceId, cancellationToken) is { Head: { IsActive: true } head }
        )
        {
            await workers.NotifyAsync(head.Owner, instanceId, cancellationToken);
            if (
                await engine.Store.FindAsync(instanceId, cancellationToken) is not { } after
                || after.Head.Owner == head.Owner
            )
            {
                return;
            }
        }
    }

    /// <summary>
    /// Sends the events that an orchestrator requests. A repetition before the step is stored changes nothing.
    /// </summary>
    /// <param name="head">The instance.</param>
    /// <param name="requests">The orchestrator's requests.</param>
    /// <returns>A task that ends when the events are stored.</returns>
    /// <exception cref="TooLargeException">An event is too large.</exception>
    public async Task SendEventsAsync(InstanceHead head, IEnumerable<HistoryEvent> requests)
    {
        foreach (var request in requests.Where(request => request.EventTypeCase == EventType.EventSent))
        {
            var sent = request.EventSent;
            var name = $"sent:{InstanceKeys.Partition(head.Id)}:{head.Generation}:{request.EventId}";
            var raised = HistoryEvents.EventRaised(sent.Name, sent.Input, engine.Clock.GetUtcNow());
            await DeliverAsync(sent.InstanceId, name, new(raised), CancellationToken.None);
        }
    }

    /// <summary>
    /// Passes messages on to the process that has taken over an instance. A stored message is in the inbox, so a
    /// notification is enough. The other process starts timers and activities again.
    /// </summary>
    /// <param name="head">The instance.</param>
    /// <param name="messages">The messages that this process has received for it.</param>
    /// <returns>A task that ends when the messages are stored.</returns>
    public async Task ForwardAsync(InstanceHead head, IReadOnlyList<InstanceMessage> messages)
    {
        foreach (var message in messages.Where(message => message is { IsChildResult: true, Row: null }))
        {
            var name = SubOrchestrations.ResultName(message.Generation, message.Event!);
            await DeliverAsync(head.Id, name, message, CancellationToken.None);
        }

        await workers.NotifyAsync(head.Owner, head.Id, CancellationToken.None);
    }
}
