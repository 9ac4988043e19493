namespace Microsoft.DurableTask.Client;

/// <summary>Which instances are asked for.</summary>
/// <param name="CreatedFrom">Made at or after this time.</param>
/// <param name="CreatedTo">Made at or before this time.</param>
/// <param name="Statuses">In one of these statuses.</param>
/// <param name="TaskHubNames">Not used.</param>
/// <param name="InstanceIdPrefix">With an id that begins so.</param>
/// <param name="PageSize">How many at a time.</param>
/// <param name="FetchInputsAndOutputs">Whether inputs and outputs are read.</param>
/// <param name="ContinuationToken">Where to begin.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>100 at a time.</summary>
    public const int DefaultPageSize = 100;
}

/// <summary>Which instances are deleted.</summary>
/// <param name="CreatedFrom">Made at or after this time.</param>
/// <param name="CreatedTo">Made at or before this time.</param>
/// <param name="Statuses">In one of these statuses.</param>
public record PurgeInstancesFilter(DateTimeOffset? CreatedFrom = null, DateTimeOffset? CreatedTo = null, IEnumerable<OrchestrationRuntimeStatus>? Statuses = null);

/// <summary>How an instance is deleted.</summary>
/// <param name="Recursive">Whether its sub-orchestrations are deleted too.</param>
public record PurgeInstanceOptions(bool Recursive = false);

/// <summary>How an instance is ended.</summary>
/// <param name="Output">Its output.</param>
/// <param name="Recursive">Whether its sub-orchestrations are ended too.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);

/// <summary>What was deleted.</summary>
public class PurgeResult
{
    /// <summary>A result.</summary>
    /// <param name="count">How many instances.</param>
    public PurgeResult(int count) => PurgedInstanceCount = count;

    /// <summary>How many instances were deleted.</summary>
    public int PurgedInstanceCount { get; }
}
