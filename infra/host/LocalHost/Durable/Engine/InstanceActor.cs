using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Engine;

/// <summary>
/// Runs one instance: it receives messages in batches and makes one step of each batch. No message has its effect
/// twice, because a step is stored in one transaction, and only by the process that knows the latest ETag.
/// </summary>
internal sealed class InstanceActor(string id, DurableEngine engine, InstanceState? state)
{
    private const int MaxBatchBytes = 1_000_000;

    private readonly Lock _gate = new();
    private readonly LinkedList<InstanceMessage> _messages = [];
    private readonly HashSet<(int Generation, int Task)> _dispatched = [];

    // The messages that wait until the instance is resumed or its start is due.
    private readonly List<InstanceMessage> _held = [];

    // A message can arrive twice: from the sender, and from the inbox when it was read in between.
    private readonly HashSet<string> _rows = [];
    private InstanceState? _state = state;
    private volatile bool _reloads;
    private bool _isRunning;
    private bool _isGone;

    /// <summary>Ends when the instance has ended.</summary>
    public TaskCompletionSource<InstanceHead> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts the instance, or continues it after a take-over.</summary>
    public void Begin()
    {
        if (_state is { } current)
        {
            Dispatch(current, [.. current.Open]);
        }

        Deliver(InstanceMessage.Wake);
    }

    /// <summary>Delivers a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether this process still runs the instance.</returns>
    public bool Deliver(InstanceMessage message)
    {
        lock (_gate)
        {
            if (_isGone)
            {
                return false;
            }

            if (message.Row is { } row && !_rows.Add(row))
            {
                return true;
            }

            _messages.AddLast(message);
            if (!_isRunning)
            {
                _isRunning = true;
                engine.Busy.Run(RunAsync);
            }

            return true;
        }
    }

    /// <summary>Reads the inbox again before the next step, because another process has stored a message.</summary>
    public void Reload()
    {
        _reloads = true;
        Deliver(InstanceMessage.Wake);
    }

    private async Task RunAsync()
    {
        while (NextBatch() is { } messages)
        {
            try
            {
                await ProcessAsync(messages);
                continue;
            }
            catch (StepInterruptedException gone)
            {
                engine.Logger.LogWarning(
                    "Orchestration {Instance} was interrupted; its step is repeated: {Reason}",
                    id,
                    gone.Message
                );
            }
            catch (Exception fault)
            {
                engine.Logger.LogError(
                    fault,
                    "The step of orchestration {Instance} was not stored; it is repeated",
                    id
                );
                _state = null;
            }

            Return(messages);
            if (!await engine.PauseAfterFaultAsync())
            {
                return;
            }
        }
    }

    private async Task ProcessAsync(List<InstanceMessage> messages)
    {
        if (_state is not { } current || _reloads)
        {
            await LoadAsync(messages);
            return;
        }

        var now = engine.Clock.GetUtcNow();
        var controls = messages.FindAll(message => message.IsControl);
        if (controls.Count > 0)
        {
            await StoreAsync(current, Step.OfControls(current, controls, now), controls);
            Return(messages.Where(message => !message.IsControl));
            ReturnHeld();
        }
        else if (current.Head.Status == OrchestrationStatus.Suspended || current.Head.StartAt > now)
        {
            _held.AddRange(messages);
            WakeAtStart(current.Head);
        }
        else if (_held.Count > 0)
        {
            Return(messages);
            ReturnHeld();
        }
        else if (await Step.OfMessagesAsync(current, messages, engine.Orchestrators, now) is { } step)
        {
            await StoreAsync(current, step, messages);
        }
    }

    private async Task StoreAsync(InstanceState current, Step step, List<InstanceMessage> messages)
    {
        var before = current.Head;
        var change = ChangeOf(current, step, messages);
        Azure.ETag? stored;
        try
        {
            await engine.Delivery.SendEventsAsync(before, step.Requests);
            stored = await engine.Store.CommitAsync(change, CancellationToken.None);
        }
        catch (TooLargeException tooLarge)
        {
            change = FailureOf(change, tooLarge);
            stored = await engine.Store.CommitAsync(change, CancellationToken.None);
        }

        if (stored is not { } etag)
        {
            _state = null;
            Return(messages);
            return;
        }

        current.Advance(change, etag);
        if (!change.After.IsActive)
        {
            engine.Report(change.After, etag);
            Leave(change.After);
        }
        else if (change.BeginsRun)
        {
            engine.Timers.RemoveAll(id);
            engine.DeleteRun(before);
            Deliver(InstanceMessage.Wake);
        }
        else
        {
            Dispatch(current, step.Requests);
        }
    }

    private InstanceChange ChangeOf(InstanceState current, Step step, List<InstanceMessage> messages) =>
        new(current.Head, engine.MarkUnreported(step.Head), current.ETag)
        {
            Events = step.Events,
            CarriedEvents = step.CarriedEvents,
            ConsumedRows = [.. messages.Select(message => message.Row).OfType<string>()],
        };

    private InstanceChange FailureOf(InstanceChange change, TooLargeException tooLarge)
    {
        var failure = FaultDetails.Of(tooLarge.GetType(), tooLarge.Message);
        var failed = engine.MarkUnreported(change.Before.Fail(failure, change.After.UpdatedAt));
        engine.Logger.LogError(
            "Orchestration {Instance} ({Orchestrator}) failed: {Message}",
            id,
            failed.Name,
            tooLarge.Message
        );
        return change with { After = failed, Events = [], CarriedEvents = [] };
    }

    /// <summary>
    /// Reads the stored instance after a take-over, or when it is unknown whether the last step was stored.
    /// </summary>
    private async Task LoadAsync(List<InstanceMessage> messages)
    {
        _reloads = false;
        var stored = await engine.Store.LoadAsync(id, CancellationToken.None);
        if (stored is not { Head.IsActive: true } || stored.Head.Owner != engine.OwnId)
        {
            LeaveTo(stored, messages);
            return;
        }

        var current = new InstanceState(stored.Head, stored.ETag, stored.History, stored.CarriedEvents);
        _state = current;
        Return(messages);
        Return(stored.Inbox.Where(message => _rows.Add(message.Row!)));
        Dispatch(current, [.. current.Open]);
    }

    private void WakeAtStart(InstanceHead head)
    {
        if (head.StartAt is { } start)
        {
            engine.Timers.Add(new(start, id, head.Generation, DurableTimer.Start));
        }
    }

    private void Dispatch(InstanceState current, IEnumerable<HistoryEvent> requests)
    {
        foreach (var request in requests)
        {
            if (_dispatched.Add((current.Head.Generation, request.EventId)))
            {
                engine.Dispatch(current, request);
            }
        }
    }

    // The instance has ended, or another process has taken it over.
    private void LeaveTo(StoredInstance? stored, List<InstanceMessage> messages)
    {
        var undelivered = Leave(stored?.Head);
        if (stored is { Head.IsActive: true })
        {
            engine.Forward(stored.Head, [.. messages, .. _held, .. undelivered]);
        }
        else if (stored is not null && stored.Head.Owner == engine.OwnId)
        {
            engine.Report(stored.Head, stored.ETag);
        }
    }

    private List<InstanceMessage> Leave(InstanceHead? head)
    {
        List<InstanceMessage> undelivered;
        lock (_gate)
        {
            _isGone = true;
            undelivered = [.. _messages];
            _messages.Clear();
        }

        engine.Forget(id, this);
        if (head is { IsActive: false })
        {
            Ended.TrySetResult(head);
        }
        else
        {
            Ended.TrySetCanceled();
        }

        return undelivered;
    }

    private List<InstanceMessage>? NextBatch()
    {
        lock (_gate)
        {
            var (batch, rows, bytes) = (new List<InstanceMessage>(), 0, 0);
            while (
                _messages.First is { Value: var first }
                && (batch.Count == 0 || (rows < InstanceStore.MaxConsumedRows && bytes < MaxBatchBytes))
            )
            {
                _messages.RemoveFirst();
                batch.Add(first);
                rows += first.Row is null ? 0 : 1;
                bytes += first.Size;
            }

            _isRunning = batch.Count > 0;
            return _isRunning ? batch : null;
        }
    }

    private void ReturnHeld()
    {
        Return(_held);
        _held.Clear();
    }

    private void Return(IEnumerable<InstanceMessage> messages)
    {
        lock (_gate)
        {
            // An instance that has ended or that another process runs receives no messages.
            foreach (var message in _isGone ? [] : messages.Reverse())
            {
                _messages.AddFirst(message);
            }
        }
    }
}
