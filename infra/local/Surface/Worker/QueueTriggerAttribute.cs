using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function for a message of a storage queue.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueueTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Names the queue.</summary>
    /// <param name="queueName">The queue's name, or <c>%Setting%</c>.</param>
    public QueueTriggerAttribute(string queueName) => QueueName = queueName;

    /// <summary>The queue's name, or <c>%Setting%</c>.</summary>
    public string QueueName { get; }

    /// <summary>The setting that holds the storage connection; <c>AzureWebJobsStorage</c> when absent.</summary>
    public string? Connection { get; set; }
}
