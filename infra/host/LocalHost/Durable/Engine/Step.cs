using LocalHost.Durable.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalHost.Durable.Engine;

/// <summary>One step of an instance: what is to be stored, and what follows from it.</summary>
internal sealed class Step
{
    /// <summary>The instance after the step.</summary>
    public required InstanceHead Head { get; init; }

    /// <summary>What the history gains.</summary>
    public IReadOnlyList<HistoryEvent> Events { get; private set; } = [];

    /// <summary>What the code has asked for.</summary>
    public IReadOnlyList<HistoryEvent> Asked { get; private set; } = [];

    /// <summary>The timers that the code still waits for; null when no code has run.</summary>
    public IReadOnlySet<int>? OpenTimers { get; private init; }

    /// <summary>Whether the sub-orchestrations are to be ended too.</summary>
    public bool EndsChildren { get; private init; }

    /// <summary>Whether a message is about the instance itself, and not for its code.</summary>
    public static bool IsControl(InstanceMessage message) => message.Kind is MessageKind.Terminate or MessageKind.Suspend or MessageKind.Resume;

    /// <summary>The instance is ended, or stands still, or goes on.</summary>
    public static Step OfControls(InstanceHead head, IReadOnlyList<InstanceMessage> controls, DateTimeOffset now)
    {
        var end = controls.FirstOrDefault(control => control.Kind == MessageKind.Terminate);
        var status = end is not null ? OrchestrationRuntimeStatus.Terminated
            : controls[^1].Kind == MessageKind.Suspend ? OrchestrationRuntimeStatus.Suspended
            : head.Status != OrchestrationRuntimeStatus.Suspended ? head.Status
            : head.Steps == 0 ? OrchestrationRuntimeStatus.Pending
            : OrchestrationRuntimeStatus.Running;
        return new Step { Head = head with { Status = status, Output = end?.Data ?? head.Output, UpdatedAt = now }, EndsChildren = end?.Recursive ?? false };
    }

    /// <summary>The instance fails for a reason that its code knows nothing of.</summary>
    public static InstanceHead OfFailure(InstanceHead head, Exception fault, DateTimeOffset now)
        => head with { Status = OrchestrationRuntimeStatus.Failed, Failure = TaskFailureDetails.FromException(fault), UpdatedAt = now };

    /// <summary>The code takes in the messages; null when they mean nothing any more.</summary>
    public static Step? Of(InstanceState current, IReadOnlyList<InstanceMessage> messages, Episodes episodes, DateTimeOffset now)
    {
        var taken = Meanings(current, messages);
        if (taken.Count == 0 && current.HasBegun)
        {
            return messages.Any(message => message.Row is not null) ? new Step { Head = current.Head with { UpdatedAt = now } } : null;
        }

        var begin = new HistoryEvent(HistoryKind.StepStarted, At: now > current.LastStepAt ? now : current.LastStepAt);
        List<HistoryEvent> events = current.HasBegun ? [begin, .. taken] : [begin, new HistoryEvent(HistoryKind.ExecutionStarted), .. taken];
        var outcome = episodes.Run(current, events);
        return outcome.End == EpisodeEnd.BeginsAnew ? AnotherRun(current.Head, outcome.Context, now) : SameRun(current.Head, events, outcome, now);
    }

    /// <summary>Nothing of what the code did is stored.</summary>
    public void Forget() => (Events, Asked) = ([], []);

    private static Step SameRun(InstanceHead head, List<HistoryEvent> events, EpisodeOutcome outcome, DateTimeOffset now)
    {
        var asked = outcome.Context.Asked.ToList();
        return new Step
        {
            Head = head with
            {
                Status = outcome.End switch
                {
                    EpisodeEnd.Completed => OrchestrationRuntimeStatus.Completed,
                    EpisodeEnd.Failed => OrchestrationRuntimeStatus.Failed,
                    _ => OrchestrationRuntimeStatus.Running,
                },
                Steps = head.Steps + 1,
                Output = outcome.Output,
                Failure = outcome.Failure,
                CustomStatus = CustomStatus(head, outcome.Context),
                UpdatedAt = now,
            },
            Events = [.. events, .. asked],
            Asked = asked,
            OpenTimers = outcome.Context.OpenTimers,
        };
    }

    // The next run begins with an empty history, but for the events that nobody has taken.
    private static Step AnotherRun(InstanceHead head, ReplayContext context, DateTimeOffset now)
    {
        var (input, preserve) = context.NextRun!.Value;
        List<HistoryEvent> kept = preserve ? [.. context.Events.Kept.Select(one => new HistoryEvent(HistoryKind.EventRaised, Name: one.Name, Data: one.Data))] : [];
        return new Step
        {
            Head = head with
            {
                Status = OrchestrationRuntimeStatus.Running,
                Generation = head.Generation + 1,
                Steps = kept.Count > 0 ? 1 : 0,
                Input = input,
                CustomStatus = CustomStatus(head, context),
                UpdatedAt = now,
            },
            Events = kept,
            Asked = [.. context.Asked.Where(asked => asked.Kind == HistoryKind.EventSent)],
        };
    }

    private static string? CustomStatus(InstanceHead head, ReplayContext context) => context.CustomStatus.IsSet ? context.CustomStatus.Text : head.CustomStatus;

    private static List<HistoryEvent> Meanings(InstanceState current, IReadOnlyList<InstanceMessage> messages)
    {
        var ended = new HashSet<int>();
        return [.. messages.Select(current.Meaning).OfType<HistoryEvent>().Where(happened => happened.Kind == HistoryKind.EventRaised || ended.Add(happened.Id))];
    }
}
