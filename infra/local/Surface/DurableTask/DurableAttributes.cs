using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts an orchestrator.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The orchestrator's name; the function's where it is null.</summary>
    public string? Orchestration { get; set; }
}

/// <summary>Starts an activity.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The activity's name; the function's where it is null.</summary>
    public string? Activity { get; set; }
}

/// <summary>Gives a function the client of the task hub.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub; the one of host.json where it is null.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting of the storage account.</summary>
    public string? ConnectionName { get; set; }
}
