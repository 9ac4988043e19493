using Azure.Core;
using Azure.Core.Pipeline;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>
/// Lets another piece of work go first at every request to storage, so that two workers meet at each of them.
/// </summary>
internal sealed class BetweenRequests : HttpPipelinePolicy
{
    private int sent;

    /// <summary>What goes before the request of the given number, from 1 since it was set.</summary>
    public Func<int, Task>? Before
    {
        get;
        set => (sent, field) = (0, value);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is only called asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await (Before?.Invoke(Interlocked.Increment(ref sent)) ?? Task.CompletedTask);
        await ProcessNextAsync(message, pipeline);
    }
}
