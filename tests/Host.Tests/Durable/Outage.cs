using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace LocalHost.Tests.Durable;

/// <summary>Tables that can be away for a while: every call fails as it does without a network.</summary>
internal sealed class Outage : HttpPipelinePolicy
{
    private const int MinFailures = 5;

    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isAway;
    private int _failures;

    /// <summary>Options of a client whose calls pass through here.</summary>
    /// <returns>The options.</returns>
    public TableClientOptions Options()
    {
        var options = new TableClientOptions();
        options.Retry.MaxRetries = 0;
        options.AddPolicy(this, HttpPipelinePosition.PerCall);
        return options;
    }

    /// <summary>The tables go away.</summary>
    public void Begin() => _isAway = true;

    /// <summary>The tables come back.</summary>
    public void End() => _isAway = false;

    /// <summary>Waits until several calls have failed.</summary>
    /// <returns>A task that ends then.</returns>
    public Task SeenAsync() => _seen.Task;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException();

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (!_isAway)
        {
            return ProcessNextAsync(message, pipeline);
        }

        var failures = Interlocked.Increment(ref _failures);
        if (failures >= MinFailures)
        {
            _seen.TrySetResult();
        }

        // The kinds of faults that the client throws, one after the other.
        throw (failures % 3) switch
        {
            0 => new HttpRequestException("The network is away."),
            1 => new AggregateException(new IOException("The connection was reset.")),
            _ => new TaskCanceledException("The call timed out."),
        };
    }
}
