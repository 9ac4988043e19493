using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace LocalHost.Durable.Storage;

/// <summary>The state of an instance: one row, whose ETag guards everything else in its partition.</summary>
internal sealed record InstanceHead
{
    public required string Id { get; init; }

    /// <summary>The orchestrator's name.</summary>
    public required string Name { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>The worker that runs the instance.</summary>
    public required string Owner { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it shall begin; at once where it is null.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>The run, from 1; continue-as-new and a new start of the same id begin another.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>How many steps of the run are stored.</summary>
    public int Steps { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    /// <summary>Who called it, or null.</summary>
    public ParentTask? Parent { get; init; }

    /// <summary>Whether it has ended and its caller, which runs elsewhere, has still to be told.</summary>
    public bool IsUnreported { get; init; }

    /// <summary>Whether it has not ended.</summary>
    public bool IsActive => Status is OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended;

    /// <summary>The instance as queries show it.</summary>
    public OrchestrationMetadata ToMetadata(bool withValues) => new(Name, Id)
    {
        RuntimeStatus = Status,
        CreatedAt = CreatedAt,
        LastUpdatedAt = UpdatedAt,
        DataConverter = withValues ? JsonDataConverter.Default : null,
        SerializedInput = withValues ? Input : null,
        SerializedOutput = withValues ? Output : null,
        SerializedCustomStatus = withValues ? CustomStatus : null,
        FailureDetails = Failure,
    };
}

/// <summary>The call that a sub-orchestration answers.</summary>
/// <param name="InstanceId">The calling instance.</param>
/// <param name="Name">Its orchestrator.</param>
/// <param name="Generation">Its run.</param>
/// <param name="Task">The number of the call in the run.</param>
internal sealed record ParentTask(string InstanceId, string Name, int Generation, int Task);
