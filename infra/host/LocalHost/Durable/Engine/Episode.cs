using System.Runtime.ExceptionServices;
using LocalHost.Durable.Storage;
using LocalHost.Workers;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Engine;

/// <summary>Runs an orchestrator's code from its beginning through its history and on into the step that is new.</summary>
internal sealed class Episode(FunctionRunner runner, IServiceProvider services, ILoggerFactory loggerFactory)
{
    /// <summary>What the code does when the history goes on with these events.</summary>
    /// <param name="function">The orchestrator.</param>
    /// <param name="head">The instance.</param>
    /// <param name="history">What was stored.</param>
    /// <param name="step">What has happened since: a beginning of a step, then what came in.</param>
    public EpisodeOutcome Run(FunctionEntry function, InstanceHead head, IReadOnlyList<HistoryEvent> history, IReadOnlyList<HistoryEvent> step)
    {
        var context = new ReplayContext(head, loggerFactory);
        var thread = new EpisodeThread();
        Task<object?>? code = null;
        try
        {
            Follow(history, isReplaying: true);
            EndStep();
            Follow(step, isReplaying: false);
            return Outcome();
        }
        catch (NonDeterministicOrchestratorException different)
        {
            context.Asked.Clear();
            return EpisodeOutcome.Failed(TaskFailureDetails.FromException(different), context);
        }
        finally
        {
            thread.End();
        }

        void Follow(IReadOnlyList<HistoryEvent> events, bool isReplaying)
        {
            foreach (var happened in events)
            {
                switch (happened.Kind)
                {
                    case HistoryKind.StepStarted:
                        EndStep();
                        context.BeginStep(happened.At!.Value, isReplaying);
                        break;
                    case HistoryKind.ExecutionStarted:
                        thread.Run(() => code = runner.RunAsync(function, context, new InvocationOptions { Services = services, InvocationId = head.Id }));
                        break;
                    case HistoryKind.TaskScheduled or HistoryKind.ChildScheduled or HistoryKind.TimerCreated or HistoryKind.EventSent:
                        Confirm(happened);
                        break;
                    default:
                        thread.Run(() => context.Take(happened));
                        break;
                }
            }
        }

        void Confirm(HistoryEvent recorded)
        {
            if (!context.Asked.TryDequeue(out var asked))
            {
                throw NonDeterministicOrchestratorException.Missing(head.Name, recorded);
            }

            if (asked.Id != recorded.Id || asked.Kind != recorded.Kind || !string.Equals(asked.Name, recorded.Name, StringComparison.OrdinalIgnoreCase))
            {
                throw NonDeterministicOrchestratorException.Differs(head.Name, recorded, asked);
            }
        }

        // Whatever the code asked for in a step was stored with that step.
        void EndStep()
        {
            if (context.Asked.TryPeek(out var unrecorded))
            {
                throw NonDeterministicOrchestratorException.Unrecorded(head.Name, unrecorded);
            }
        }

        EpisodeOutcome Outcome()
        {
            if (thread.WasDisturbed || (code is { IsCompleted: false } && !context.IsWaiting))
            {
                throw NonDeterministicOrchestratorException.Foreign(head.Name);
            }

            return code switch
            {
                { IsFaulted: true } or { IsCanceled: true } => EpisodeOutcome.Failed(TaskFailureDetails.FromException(Fault(code)), context),
                { IsCompleted: true } when context.NextRun is not null => new EpisodeOutcome(EpisodeEnd.BeginsAnew, context),
                { IsCompleted: true } => new EpisodeOutcome(EpisodeEnd.Completed, context) { Output = JsonDataConverter.Default.Serialize(code.Result) },
                _ => new EpisodeOutcome(EpisodeEnd.Waits, context),
            };
        }
    }

    private static Exception Fault(Task code)
    {
        try
        {
            code.GetAwaiter().GetResult();
            throw new InvalidOperationException("The code has not failed.");
        }
        catch (Exception fault)
        {
            return ExceptionDispatchInfo.Capture(fault).SourceException;
        }
    }
}

/// <summary>How an episode ends.</summary>
internal enum EpisodeEnd
{
    /// <summary>The code waits for something.</summary>
    Waits,

    /// <summary>The code has ended.</summary>
    Completed,

    /// <summary>The code has failed.</summary>
    Failed,

    /// <summary>The code wants to begin anew.</summary>
    BeginsAnew,
}

/// <summary>What an episode has brought.</summary>
/// <param name="End">How it ends.</param>
/// <param name="Context">What the code asked for.</param>
internal sealed record EpisodeOutcome(EpisodeEnd End, ReplayContext Context)
{
    /// <summary>What the code returned.</summary>
    public string? Output { get; init; }

    /// <summary>What the code threw.</summary>
    public TaskFailureDetails? Failure { get; init; }

    /// <summary>A failure.</summary>
    public static EpisodeOutcome Failed(TaskFailureDetails failure, ReplayContext context) => new(EpisodeEnd.Failed, context) { Failure = failure };
}
