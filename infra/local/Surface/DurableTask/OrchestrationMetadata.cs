namespace Microsoft.DurableTask.Client;

/// <summary>The status of an instance.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>Runs.</summary>
    Running = 0,

    /// <summary>Has ended well.</summary>
    Completed = 1,

    /// <summary>Begins anew.</summary>
    ContinuedAsNew = 2,

    /// <summary>Has failed.</summary>
    Failed = 3,

    /// <summary>Not used.</summary>
    Canceled = 4,

    /// <summary>Was terminated.</summary>
    Terminated = 5,

    /// <summary>Has not begun.</summary>
    Pending = 6,

    /// <summary>Stands still until it is resumed.</summary>
    Suspended = 7,
}

/// <summary>An instance as queries show it.</summary>
public sealed class OrchestrationMetadata
{
    /// <summary>An instance.</summary>
    /// <param name="name">Its orchestrator's name.</param>
    /// <param name="instanceId">Its id.</param>
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    /// <summary>The orchestrator's name.</summary>
    public string Name { get; }

    /// <summary>The id.</summary>
    public string InstanceId { get; }

    /// <summary>How values are read; null where they were not asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    /// <summary>The status.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The input.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>The output.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>The custom status.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>The failure.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>Whether it has ended.</summary>
    public bool IsCompleted => RuntimeStatus is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>The input as a value.</summary>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput);

    /// <summary>The output as a value.</summary>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput);

    /// <summary>The custom status as a value.</summary>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus);

    private T? Read<T>(string? data)
        => (DataConverter ?? throw new InvalidOperationException("The instance was read without its inputs and outputs; ask for them with getInputsAndOutputs.")).Deserialize<T>(data);
}
