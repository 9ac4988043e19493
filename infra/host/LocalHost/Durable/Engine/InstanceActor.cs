using LocalHost.Durable.Storage;
using Azure;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Engine;

/// <summary>
/// Runs one instance: takes in its messages, one batch after the other, and makes a step of each. Nothing is taken in twice,
/// because a step is stored in one transaction, and only by the worker that knows the latest ETag.
/// </summary>
internal sealed class InstanceActor(string id, DurableEngine engine, InstanceState? state)
{
    // What is deleted from the inbox goes in the same transaction as the step.
    private const int MostRows = 80;
    private const int MostCharacters = 1_000_000;

    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<InstanceMessage> _mail = [];
    private readonly HashSet<(int Generation, int Task)> _dispatched = [];
    private readonly List<InstanceMessage> _later = [];

    // A message may come twice: from whoever stored it, and from the inbox when that was read meanwhile.
    private readonly HashSet<string> _rows = [];
    private InstanceState? _state = state;
    private volatile bool _reload;
    private bool _isRunning;
    private bool _isGone;

    /// <summary>Done when the instance has ended.</summary>
    public TaskCompletionSource<InstanceHead> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tells the instance something; false when this worker runs it no more.</summary>
    public bool Tell(InstanceMessage message)
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

            _mail.AddLast(message);
            if (!_isRunning)
            {
                _isRunning = true;
                engine.Busy.Run(RunAsync);
            }

            return true;
        }
    }

    /// <summary>Something was stored for the instance: its inbox is read again before the next step.</summary>
    public void Reload()
    {
        _reload = true;
        Tell(new InstanceMessage(MessageKind.Wake));
    }

    private async Task RunAsync()
    {
        while (TakeMail() is { } messages)
        {
            try
            {
                await TakeInAsync(messages);
            }
            catch (Exception fault)
            {
                engine.Logger.LogError(fault, "The step of orchestration {Instance} could not be stored; it is tried again", id);
                _state = null;
                Return(messages);
                await Task.Delay(PauseAfterFault, TimeProvider.System);
            }
        }
    }

    private async Task TakeInAsync(List<InstanceMessage> messages)
    {
        if (_state is null || _reload)
        {
            await LoadAsync(messages);
            return;
        }

        var now = engine.Clock.GetUtcNow();
        var controls = messages.FindAll(Step.IsControl);
        if (controls.Count > 0)
        {
            var others = messages.FindAll(message => !Step.IsControl(message));
            await StoreAsync(_state, Step.OfControls(_state.Head, controls, now), controls);
            Return(others);
            Return(_later);
            _later.Clear();
        }
        else if (_state.Head.Status == OrchestrationRuntimeStatus.Suspended || _state.Head.StartAt > now)
        {
            _later.AddRange(messages);
            WakeAtStart(_state.Head);
        }
        else if (_later.Count > 0)
        {
            Return(messages);
            Return(_later);
            _later.Clear();
        }
        else if (Step.Of(_state, messages, engine.Episodes, now) is { } step)
        {
            await StoreAsync(_state, step, messages);
        }
    }

    private async Task StoreAsync(InstanceState current, Step step, List<InstanceMessage> messages)
    {
        var before = current.Head;
        await engine.SendAsync(before, step.Asked);
        if (await CommitAsync(current, step, messages) is not { } stored)
        {
            _state = null;
            Return(messages);
            return;
        }

        current.Advance(stored.Head, stored.ETag, step.Events);
        Dispatch(current, step.Asked);
        if (!stored.Head.IsActive)
        {
            await engine.ReportAsync(current, step.EndsChildren);
            Leave(stored.Head);
        }
        else if (stored.Head.Generation != before.Generation)
        {
            engine.Timers.Keep(id, _ => false);
            engine.DeleteRun(before);
            Tell(new InstanceMessage(MessageKind.Wake));
        }
        else if (step.OpenTimers is { } open)
        {
            engine.Timers.Keep(id, timer => open.Contains(timer.Task));
        }
    }

    private async Task<(InstanceHead Head, ETag ETag)?> CommitAsync(InstanceState current, Step step, List<InstanceMessage> messages)
    {
        var head = engine.MarkUnreported(step.Head);
        var rows = messages.Select(message => message.Row).OfType<string>().ToList();
        try
        {
            var etag = await engine.Store.CommitAsync(current.Head, head, current.ETag, step.Events, rows, CancellationToken.None);
            return etag is null ? null : (head, etag.Value);
        }
        catch (StepTooLargeException tooLarge)
        {
            var failed = engine.MarkUnreported(Step.OfFailure(current.Head, tooLarge, head.UpdatedAt));
            step.Forget();
            var etag = await engine.Store.CommitAsync(current.Head, failed, current.ETag, [], rows, CancellationToken.None);
            return etag is null ? null : (failed, etag.Value);
        }
    }

    /// <summary>What is stored: after a take-over, or when it is not sure whether the last step was stored.</summary>
    private async Task LoadAsync(List<InstanceMessage> messages)
    {
        _reload = false;
        var loaded = await engine.Store.LoadAsync(id, CancellationToken.None);
        if (loaded is null || !loaded.Head.IsActive || loaded.Head.Owner != engine.WorkerId)
        {
            Leave(loaded?.Head);
            return;
        }

        _state = new InstanceState(loaded.Head, loaded.ETag, loaded.History);
        Return(messages);
        Return(loaded.Inbox.Where(message => _rows.Add(message.Row!)));
        Dispatch(_state, [.. _state.Open]);
    }

    private void WakeAtStart(InstanceHead head)
    {
        if (head.StartAt is { } start)
        {
            engine.Timers.Add(new DurableTimer(start, id, head.Generation, DurableTimer.Start));
        }
    }

    private void Dispatch(InstanceState current, IEnumerable<HistoryEvent> asked)
    {
        foreach (var one in asked)
        {
            if (_dispatched.Add((current.Head.Generation, one.Id)))
            {
                engine.Dispatch(current.Head, one);
            }
        }
    }

    private void Leave(InstanceHead? head)
    {
        lock (_gate)
        {
            _isGone = true;
            _mail.Clear();
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
    }

    private List<InstanceMessage>? TakeMail()
    {
        lock (_gate)
        {
            var (taken, rows, characters) = (new List<InstanceMessage>(), 0, 0);
            while (_mail.First is { } first && (taken.Count == 0 || (rows < MostRows && characters < MostCharacters)))
            {
                _mail.RemoveFirst();
                taken.Add(first.Value);
                rows += first.Value.Row is null ? 0 : 1;
                characters += first.Value.Data?.Length ?? 0;
            }

            _isRunning = taken.Count > 0;
            return _isRunning ? taken : null;
        }
    }

    private void Return(IEnumerable<InstanceMessage> messages)
    {
        lock (_gate)
        {
            foreach (var message in messages.ToList().AsEnumerable().Reverse())
            {
                _mail.AddFirst(message);
            }
        }
    }
}
