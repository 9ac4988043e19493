using System.Runtime.CompilerServices;
using Microsoft.DurableTask.Protobuf;
using EventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace AffiliateFunctions.Tests.Orchestrations;

/// <summary>The history of an orchestration that a version of the app has run, divided into its steps.</summary>
/// <param name="Version">The version of the orchestrators, the <c>defaultVersion</c> of host.json at that time.</param>
/// <param name="Orchestrator">The orchestrator.</param>
/// <param name="Course">The name of the file, which is made from the course that the orchestrator took.</param>
internal sealed record RecordedHistory(string Version, string Orchestrator, string Course)
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Here())!, "Histories");

    /// <summary>All histories of all versions.</summary>
    public static IEnumerable<RecordedHistory> All() =>
        from version in Directory.EnumerateDirectories(Folder)
        from orchestrator in Directory.EnumerateDirectories(version)
        from file in Directory.EnumerateFiles(orchestrator, "*.json")
        select new RecordedHistory(
            Path.GetFileName(version),
            Path.GetFileName(orchestrator),
            Path.GetFileNameWithoutExtension(file)
        );

    /// <summary>The activities that were called, with their inputs as JSON.</summary>
    public IEnumerable<(string Activity, string Input)> Calls() =>
        Read()
            .PastEvents.Select(happened => happened.TaskScheduled)
            .Where(call => call is not null)
            .Select(call => (call.Name, call.Input));

    /// <summary>Reads the steps in their order.</summary>
    public IReadOnlyList<RecordedStep> Steps()
    {
        var request = Read();
        var steps = new List<RecordedStep>();
        for (var from = 0; from < request.PastEvents.Count; )
        {
            var length = request
                .PastEvents.Skip(from)
                .TakeWhile(happened => happened.EventTypeCase != EventType.OrchestratorCompleted)
                .Count();
            steps.Add(RecordedStep.Of(request, from, length));
            from += length + 1;
        }

        return steps;
    }

    public override string ToString() => $"{Version} {Orchestrator} {Course}";

    private OrchestratorRequest Read() =>
        OrchestratorRequest.Parser.ParseJson(
            File.ReadAllText(Path.Combine(Folder, Version, Orchestrator, $"{Course}.json"))
        );

    private static string Here([CallerFilePath] string path = "") => path;
}

/// <summary>One step: what the orchestrator knew and received, and what it then asked for.</summary>
/// <param name="Request">The request to the orchestrator.</param>
/// <param name="Actions">What it asked for, by number, kind and name.</param>
/// <param name="End">How the orchestration ended; null if the step did not end it.</param>
internal sealed record RecordedStep(
    OrchestratorRequest Request,
    IReadOnlyList<string> Actions,
    OrchestrationStatus? End
)
{
    /// <summary>Whether a person ended, held or rewound the orchestration, so that the orchestrator did not run.</summary>
    public bool IsControl =>
        Request.NewEvents.Any(happened =>
            happened.EventTypeCase
                is EventType.ExecutionTerminated
                    or EventType.ExecutionSuspended
                    or EventType.ExecutionResumed
                    or EventType.ExecutionRewound
        );

    /// <summary>Reads a step.</summary>
    /// <param name="whole">The whole history.</param>
    /// <param name="from">The position of the first event of the step.</param>
    /// <param name="length">The number of events.</param>
    public static RecordedStep Of(OrchestratorRequest whole, int from, int length)
    {
        var events = whole.PastEvents.Skip(from).Take(length).ToList();
        var actions = events.FindAll(happened => ActionOf(happened) is not null);
        var end = events.Find(happened => happened.EventTypeCase == EventType.ExecutionCompleted);
        var request = new OrchestratorRequest
        {
            InstanceId = whole.InstanceId,
            ExecutionId = whole.ExecutionId,
            PastEvents = { whole.PastEvents.Take(from) },
            NewEvents = { events.Except(actions).Where(happened => happened != end) },
        };
        return new(
            request,
            [.. actions.Select(ActionOf).OfType<string>()],
            end?.ExecutionCompleted.OrchestrationStatus
        );
    }

    /// <summary>Returns an action of a response in the same form as <see cref="Actions"/>.</summary>
    /// <param name="action">The action.</param>
    /// <returns>The action; null for the end of the orchestration.</returns>
    public static string? ActionOf(OrchestratorAction action) =>
        action.OrchestratorActionTypeCase switch
        {
            OrchestratorAction.OrchestratorActionTypeOneofCase.ScheduleTask => Activity(
                action.Id,
                action.ScheduleTask.Name
            ),
            OrchestratorAction.OrchestratorActionTypeOneofCase.CreateSubOrchestration => Child(
                action.Id,
                action.CreateSubOrchestration.Name
            ),
            OrchestratorAction.OrchestratorActionTypeOneofCase.CreateTimer => Timer(action.Id),
            OrchestratorAction.OrchestratorActionTypeOneofCase.SendEvent => Sent(action.Id, action.SendEvent.Name),
            _ => null,
        };

    private static string? ActionOf(HistoryEvent happened) =>
        happened.EventTypeCase switch
        {
            EventType.TaskScheduled => Activity(happened.EventId, happened.TaskScheduled.Name),
            EventType.SubOrchestrationInstanceCreated => Child(
                happened.EventId,
                happened.SubOrchestrationInstanceCreated.Name
            ),
            EventType.TimerCreated => Timer(happened.EventId),
            EventType.EventSent => Sent(happened.EventId, happened.EventSent.Name),
            _ => null,
        };

    private static string Activity(int id, string name) => $"{id}: activity {name}";

    private static string Child(int id, string name) => $"{id}: sub-orchestration {name}";

    private static string Timer(int id) => $"{id}: timer";

    private static string Sent(int id, string name) => $"{id}: event {name}";
}
