using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DurableTask;

namespace LocalHost.Durable.Storage;

/// <summary>The kinds of events in an orchestration's history.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HistoryKind>))]
internal enum HistoryKind
{
    /// <summary>A step of the orchestrator begins; its time is the orchestrator's until the next step.</summary>
    StepStarted,

    /// <summary>The orchestrator begins.</summary>
    ExecutionStarted,

    /// <summary>An activity was called.</summary>
    TaskScheduled,

    /// <summary>An activity has ended.</summary>
    TaskCompleted,

    /// <summary>An activity has failed.</summary>
    TaskFailed,

    /// <summary>A sub-orchestration was called.</summary>
    ChildScheduled,

    /// <summary>A sub-orchestration has ended.</summary>
    ChildCompleted,

    /// <summary>A sub-orchestration has failed.</summary>
    ChildFailed,

    /// <summary>A timer was set.</summary>
    TimerCreated,

    /// <summary>A timer has fired.</summary>
    TimerFired,

    /// <summary>An event was sent to another instance.</summary>
    EventSent,

    /// <summary>An event has come.</summary>
    EventRaised,
}

/// <summary>One event in an orchestration's history.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Id">The number of the task that it belongs to, in the order in which the orchestrator made them.</param>
/// <param name="Name">The name of the activity, orchestrator or event.</param>
/// <param name="Data">Its input, output or payload.</param>
/// <param name="At">The step's time, or when the timer fires.</param>
/// <param name="Instance">The other instance.</param>
/// <param name="Failure">What went wrong.</param>
internal sealed record HistoryEvent(
    HistoryKind Kind,
    int Id = 0,
    string? Name = null,
    string? Data = null,
    DateTimeOffset? At = null,
    string? Instance = null,
    TaskFailureDetails? Failure = null)
{
    // Never shown as HTML, so letters and quotes within the data need not grow by their escapes.
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>In words, for messages.</summary>
    [JsonIgnore]
    public string Words => Kind switch
    {
        HistoryKind.TaskScheduled => $"call the activity '{Name}'",
        HistoryKind.ChildScheduled => $"call the orchestrator '{Name}'",
        HistoryKind.TimerCreated => "set a timer",
        HistoryKind.EventSent => $"send the event '{Name}'",
        _ => Kind.ToString(),
    };

    public static string Write(IReadOnlyList<HistoryEvent> events) => JsonSerializer.Serialize(events, Json);

    public static List<HistoryEvent> Read(string json) => JsonSerializer.Deserialize<List<HistoryEvent>>(json, Json)!;
}
