using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>How the worker treats what goes in and comes out.</summary>
public class WorkerOptions
{
    /// <summary>How queue messages and activity values are read and written; System.Text.Json when absent.</summary>
    public ObjectSerializer? Serializer { get; set; }
}
