using System.Text;
using Google.Protobuf.WellKnownTypes;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;
using ActionType = Microsoft.DurableTask.Protobuf.OrchestratorAction.OrchestratorActionTypeOneofCase;
using EventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace LocalHost.Durable.Engine;

/// <summary>Converts an orchestrator's response to a step.</summary>
internal static class OrchestratorDecisions
{
    // As on the platform: 16 KB of UTF-16.
    private const int MaxCustomStatusBytes = 16 * 1024;

    /// <summary>Applies a response.</summary>
    /// <param name="head">The instance before the step.</param>
    /// <param name="events">The events that the orchestrator has received in the step.</param>
    /// <param name="response">The response.</param>
    /// <param name="at">The time of the step.</param>
    /// <returns>The step.</returns>
    public static Step Apply(
        InstanceHead head,
        IReadOnlyList<HistoryEvent> events,
        OrchestratorResponse response,
        DateTimeOffset at
    )
    {
        if (ProblemOf(response) is { } problem)
        {
            return Fail(head, events, FaultDetails.Of(typeof(NotSupportedException), problem), at);
        }

        var after = head with { CustomStatus = response.CustomStatus ?? head.CustomStatus, UpdatedAt = at };
        var requests = response.Actions.Select(action => RequestOf(action, head, at)).OfType<HistoryEvent>().ToList();
        var end = response.Actions.FirstOrDefault(action =>
            action.OrchestratorActionTypeCase == ActionType.CompleteOrchestration
        );
        return end?.CompleteOrchestration switch
        {
            null => Continue(after, events, requests, at),
            { OrchestrationStatus: OrchestrationStatus.ContinuedAsNew } next => BeginRun(after, next, requests, at),
            _ => End(after, events, requests, end, at),
        };
    }

    /// <summary>A step in which the instance fails.</summary>
    /// <param name="head">The instance before the step.</param>
    /// <param name="events">The events that the orchestrator has received in the step.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="at">The time of the step.</param>
    /// <returns>The step.</returns>
    public static Step Fail(
        InstanceHead head,
        IReadOnlyList<HistoryEvent> events,
        TaskFailureDetails failure,
        DateTimeOffset at
    ) =>
        new()
        {
            Head = head.Fail(failure, at) with { Steps = head.Steps + 1 },
            Events = [.. events, .. Completion(id: 0, OrchestrationStatus.Failed, at)],
        };

    private static Step Continue(
        InstanceHead after,
        IReadOnlyList<HistoryEvent> events,
        List<HistoryEvent> requests,
        DateTimeOffset at
    ) =>
        new()
        {
            Head = after with { Status = OrchestrationStatus.Running, Steps = after.Steps + 1 },
            Events = [.. events, .. requests, HistoryEvents.StepCompleted(at)],
            Requests = requests,
        };

    // The next run begins with an empty history, except for the events that the orchestrator has not yet received.
    private static Step BeginRun(
        InstanceHead after,
        CompleteOrchestrationAction next,
        List<HistoryEvent> requests,
        DateTimeOffset at
    ) =>
        new()
        {
            Head = after with
            {
                Status = OrchestrationStatus.Running,
                Generation = after.Generation + 1,
                ExecutionId = Guid.CreateVersion7(at).ToString("N"),
                Version = next.NewVersion ?? after.Version,
                Steps = 0,
                Input = next.Result,
            },
            CarriedEvents = [.. next.CarryoverEvents.Where(carried => carried.EventTypeCase == EventType.EventRaised)],
            Requests = SentEvents(requests),
        };

    private static Step End(
        InstanceHead after,
        IReadOnlyList<HistoryEvent> events,
        List<HistoryEvent> requests,
        OrchestratorAction end,
        DateTimeOffset at
    )
    {
        var completed = end.CompleteOrchestration;
        var status = completed.OrchestrationStatus;
        var ended = after with { Status = status, Output = completed.Result };
        if (status == OrchestrationStatus.Failed)
        {
            ended = after.Fail(completed.FailureDetails ?? FaultDetails.Unknown(completed.Result ?? ""), at);
        }

        // The results of the other requests are no longer needed.
        var sent = SentEvents(requests);
        return new()
        {
            Head = ended with { Steps = after.Steps + 1 },
            Events = [.. events, .. sent, .. Completion(end.Id, status, at)],
            Requests = sent,
        };
    }

    private static HistoryEvent[] Completion(int id, OrchestrationStatus status, DateTimeOffset at) =>
        [HistoryEvents.ExecutionCompleted(id, status, at), HistoryEvents.StepCompleted(at)];

    private static List<HistoryEvent> SentEvents(List<HistoryEvent> requests) =>
        requests.FindAll(request => request.EventTypeCase == EventType.EventSent);

    private static string? ProblemOf(OrchestratorResponse response)
    {
        var unknown = response.Actions.FirstOrDefault(action =>
            action.OrchestratorActionTypeCase
                is not (
                    ActionType.ScheduleTask
                    or ActionType.CreateSubOrchestration
                    or ActionType.CreateTimer
                    or ActionType.SendEvent
                    or ActionType.CompleteOrchestration
                )
        );
        if (unknown is not null)
        {
            return $"The orchestrator asks for the action {unknown.OrchestratorActionTypeCase}, "
                + "which the local host does not support. It supports activities, sub-orchestrations, timers, events "
                + "and continue-as-new; it does not support entities.";
        }

        var size = Encoding.Unicode.GetByteCount(response.CustomStatus ?? "");
        return size > MaxCustomStatusBytes
            ? $"The custom status has {size:N0} bytes of UTF-16; at most {MaxCustomStatusBytes:N0} are allowed. "
                + "Shorten it."
            : null;
    }

    private static HistoryEvent? RequestOf(OrchestratorAction action, InstanceHead head, DateTimeOffset at)
    {
        var request = new HistoryEvent { EventId = action.Id, Timestamp = at.ToTimestamp() };
        switch (action.OrchestratorActionTypeCase)
        {
            case ActionType.ScheduleTask:
                var task = action.ScheduleTask;
                request.TaskScheduled = new()
                {
                    Name = task.Name,
                    Version = task.Version,
                    Input = task.Input,
                    Tags = { task.Tags },
                };
                return request;
            case ActionType.CreateSubOrchestration:
                var child = action.CreateSubOrchestration;
                request.SubOrchestrationInstanceCreated = new()
                {
                    InstanceId = string.IsNullOrWhiteSpace(child.InstanceId)
                        ? $"{head.ExecutionId}:{action.Id}"
                        : child.InstanceId,
                    Name = child.Name,
                    Version = child.Version,
                    Input = child.Input,
                    Tags = { TagsOf(child, head) },
                };
                return request;
            case ActionType.CreateTimer:
                request.TimerCreated = new() { FireAt = action.CreateTimer.FireAt };
                return request;
            case ActionType.SendEvent:
                var sent = action.SendEvent;
                request.EventSent = new()
                {
                    InstanceId = sent.Instance.InstanceId,
                    Name = sent.Name,
                    Input = sent.Data,
                };
                return request;
            default:
                return null;
        }
    }

    // A sub-orchestration has its parent's tags and its own. Its own tags have precedence.
    private static Dictionary<string, string> TagsOf(CreateSubOrchestrationAction child, InstanceHead head)
    {
        var tags = new Dictionary<string, string>(head.Tags);
        foreach (var (name, value) in child.Tags)
        {
            tags[name] = value;
        }

        return tags;
    }
}
