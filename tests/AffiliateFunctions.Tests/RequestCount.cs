using Azure.Core;
using Azure.Core.Pipeline;

namespace AffiliateFunctions.Tests;

/// <summary>Counts the requests to storage.</summary>
internal sealed class RequestCount : HttpPipelinePolicy
{
    private int count;

    public int Count
    {
        get => count;
        set => count = value;
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Interlocked.Increment(ref count);
        ProcessNext(message, pipeline);
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Interlocked.Increment(ref count);
        return ProcessNextAsync(message, pipeline);
    }
}
