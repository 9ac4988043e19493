using Google.Protobuf.WellKnownTypes;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;
using EventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace LocalHost.Durable.Engine;

/// <summary>One step of an instance: the change to store, and the orchestrator's requests.</summary>
internal sealed class Step
{
    /// <summary>The instance after the step.</summary>
    public required InstanceHead Head { get; init; }

    /// <summary>The events that are added to the history.</summary>
    public IReadOnlyList<HistoryEvent> Events { get; init; } = [];

    /// <summary>The events that the next run takes over.</summary>
    public IReadOnlyList<HistoryEvent> CarriedEvents { get; init; } = [];

    /// <summary>The calls, timers and sent events that the orchestrator requests.</summary>
    public IReadOnlyList<HistoryEvent> Requests { get; init; } = [];

    /// <summary>
    /// Creates a step in which the instance is terminated, suspended or resumed. The orchestrator does not run in it.
    /// </summary>
    /// <param name="current">The instance.</param>
    /// <param name="controls">The messages.</param>
    /// <param name="now">The time.</param>
    /// <returns>The step.</returns>
    public static Step OfControls(InstanceState current, IReadOnlyList<InstanceMessage> controls, DateTimeOffset now)
    {
        var head = current.Head;
        var end = controls
            .Select(control => control.Event!.ExecutionTerminated)
            .FirstOrDefault(terminated => terminated is not null);
        var status = end is not null
            ? OrchestrationStatus.Terminated
            : StatusAfter(controls[^1].Event!.EventTypeCase, current);
        var after = head with { Status = status, Output = end?.Input ?? head.Output, UpdatedAt = now };

        // Before the orchestrator has begun, there is no history to which events could be added.
        if (!current.HasBegun)
        {
            return new() { Head = after };
        }

        var at = TimeOf(current, now);
        List<HistoryEvent> events = [HistoryEvents.StepStarted(at), .. controls.Select(control => control.Event!)];
        if (end is not null)
        {
            events.Add(HistoryEvents.ExecutionCompleted(current.History.Count, status, at));
        }

        events.Add(HistoryEvents.StepCompleted(at));
        return new() { Head = after with { Steps = head.Steps + 1 }, Events = events };
    }

    /// <summary>Creates a step in which the orchestrator receives messages.</summary>
    /// <param name="current">The instance.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="orchestrators">Runs the orchestrator.</param>
    /// <param name="now">The time.</param>
    /// <returns>The step; null when the messages have no effect.</returns>
    /// <exception cref="StepInterruptedException">The worker has ended; the step has to be repeated.</exception>
    public static async Task<Step?> OfMessagesAsync(
        InstanceState current,
        IReadOnlyList<InstanceMessage> messages,
        Orchestrators orchestrators,
        DateTimeOffset now
    )
    {
        var arrived = current.EventsOf(messages);
        if (arrived.Count == 0 && current.HasBegun && !current.IsRewindPending)
        {
            return messages.Any(message => message.Row is not null)
                ? new() { Head = current.Head with { UpdatedAt = now } }
                : null;
        }

        var at = TimeOf(current, now);
        List<HistoryEvent> events = [HistoryEvents.StepStarted(at)];
        if (!current.HasBegun)
        {
            events.Add(HistoryEvents.ExecutionStarted(current.Head, at.ToTimestamp()));
            events.AddRange(current.CarriedEvents);
        }

        events.AddRange(arrived);
        return OrchestratorDecisions.Apply(current.Head, events, await orchestrators.RunAsync(current, events), at);
    }

    // The orchestrator's time does not go back, even when another process with a slower clock takes over.
    private static DateTimeOffset TimeOf(InstanceState current, DateTimeOffset now) =>
        now > current.LastStepAt ? now : current.LastStepAt;

    private static OrchestrationStatus StatusAfter(EventType control, InstanceState current) =>
        control switch
        {
            EventType.ExecutionSuspended => OrchestrationStatus.Suspended,
            _ when current.Head.Status != OrchestrationStatus.Suspended => current.Head.Status,
            _ => current.HasBegun ? OrchestrationStatus.Running : OrchestrationStatus.Pending,
        };
}
