using System.Text;
using Microsoft.DurableTask.Protobuf;

namespace LocalHost.Durable.Storage;

/// <summary>The state of an instance: one row, whose ETag guards everything else in the instance's partition.</summary>
internal sealed record InstanceHead
{
    /// <summary>The instance's id.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the orchestrator.</summary>
    public required string Name { get; init; }

    /// <summary>The version that the caller requested.</summary>
    public string? Version { get; init; }

    /// <summary>The tags that the caller gave.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The status.</summary>
    public required OrchestrationStatus Status { get; init; }

    /// <summary>The id of the host process that runs the instance.</summary>
    public required string Owner { get; init; }

    /// <summary>When the instance was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the instance last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the instance starts; null to start at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>
    /// The number of the run, from 1. Continue-as-new, a rewind and another start of the same id begin a new run.
    /// </summary>
    public int Generation { get; init; } = 1;

    /// <summary>The id of the run, as the orchestrator sees it.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>The number of stored steps of the run.</summary>
    public int Steps { get; init; }

    /// <summary>The input as JSON.</summary>
    public string? Input { get; init; }

    /// <summary>The output as JSON.</summary>
    public string? Output { get; init; }

    /// <summary>The custom status as JSON.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>The reason why the instance failed.</summary>
    public TaskFailureDetails? Failure { get; init; }

    /// <summary>The call that started this instance; null for an instance that a client started.</summary>
    public ParentTask? Parent { get; init; }

    /// <summary>
    /// Whether the instance has ended and its parent, which another process runs, still has to be notified.
    /// </summary>
    public bool IsUnreported { get; init; }

    /// <summary>Whether the instance has not ended.</summary>
    public bool IsActive =>
        Status is OrchestrationStatus.Pending or OrchestrationStatus.Running or OrchestrationStatus.Suspended;

    /// <summary>The number of bytes of the values.</summary>
    public int Size => LengthOf(Input) + LengthOf(Output) + LengthOf(CustomStatus) + (Failure?.CalculateSize() ?? 0);

    /// <summary>Marks the instance as failed. As on the platform, the output repeats the failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="now">The time.</param>
    /// <returns>The failed instance.</returns>
    public InstanceHead Fail(TaskFailureDetails failure, DateTimeOffset now) =>
        this with
        {
            Status = OrchestrationStatus.Failed,
            Failure = failure,
            Output = $"{failure.ErrorType}: {failure.ErrorMessage}",
            UpdatedAt = now,
        };

    private static int LengthOf(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}

/// <summary>The call of a sub-orchestration.</summary>
/// <param name="InstanceId">The id of the calling instance.</param>
/// <param name="Name">The name of the calling orchestrator.</param>
/// <param name="Version">The version of the calling orchestrator.</param>
/// <param name="ExecutionId">The id of the calling run.</param>
/// <param name="Generation">The number of the calling run.</param>
/// <param name="Task">The number of the call in the run.</param>
internal sealed record ParentTask(
    string InstanceId,
    string Name,
    string? Version,
    string ExecutionId,
    int Generation,
    int Task
)
{
    /// <summary>Creates the call that an instance makes.</summary>
    /// <param name="caller">The calling instance.</param>
    /// <param name="task">The number of the call.</param>
    /// <returns>The call.</returns>
    public static ParentTask Of(InstanceHead caller, int task) =>
        new(caller.Id, caller.Name, caller.Version, caller.ExecutionId, caller.Generation, task);
}
