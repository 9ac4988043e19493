using Azure.Core;
using Azure.Core.Pipeline;

namespace LocalHost.Tests.Queues;

/// <summary>Lets requests to the storage fail.</summary>
/// <param name="fault">Creates the fault.</param>
/// <param name="method">The method of the requests that fail; every method when absent.</param>
/// <param name="count">How many requests fail; all when absent, until <see cref="Repair"/>.</param>
internal sealed class FaultyStorage(Func<Exception> fault, RequestMethod? method = null, int? count = null)
    : HttpPipelinePolicy
{
    private readonly TaskCompletionSource _failedTwice = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isRepaired;
    private int _failures;

    /// <summary>Completed when two requests have failed.</summary>
    public Task FailedTwice => _failedTwice.Task;

    /// <summary>Lets all requests pass from now on.</summary>
    public void Repair() => _isRepaired = true;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        FailIfWanted(message);
        ProcessNext(message, pipeline);
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        FailIfWanted(message);
        return ProcessNextAsync(message, pipeline);
    }

    private void FailIfWanted(HttpMessage message)
    {
        var isWanted = method is null || message.Request.Method == method;
        if (_isRepaired || !isWanted || _failures >= (count ?? int.MaxValue))
        {
            return;
        }

        if (Interlocked.Increment(ref _failures) == 2)
        {
            _failedTwice.SetResult();
        }

        throw fault();
    }
}
