using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace AffiliateFunctions.LocalRuntime.Durable;

/// <summary>The state of an instance: one row, whose ETag guards everything else in its partition.</summary>
internal sealed record InstanceHead
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>The worker that runs the instance.</summary>
    public required string Owner { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The run, from 1; continue-as-new and a new start begin another.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>How many steps the run has stored.</summary>
    public int Steps { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public string? ParentId { get; init; }

    public string? ParentName { get; init; }

    public int ParentTask { get; init; }

    public int ParentGeneration { get; init; }

    public DateTimeOffset? StartAt { get; init; }

    public bool IsActive => Status is OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended;

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
