using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace LocalHost.Tests.Durable;

/// <summary>
/// Counts the calls to tables, and from one of them on lets none through: the process is cut off, as if it were killed.
/// </summary>
internal sealed class CutStorage : HttpPipelinePolicy
{
    private readonly int _last;
    private readonly bool _isAnswered;
    private int _count;

    private CutStorage(int last, bool isAnswered) => (_last, _isAnswered) = (last, isAnswered);

    /// <summary>How many calls there were.</summary>
    public int Count => _count;

    /// <summary>Only counts.</summary>
    public static CutStorage Never => new(int.MaxValue, isAnswered: true);

    /// <summary>
    /// Cut before the call of that number reaches storage, or after it, before its answer comes back.
    /// </summary>
    public static CutStorage At(int call, bool isDone) => new(call, isDone);

    public TableClientOptions Options()
    {
        var options = new TableClientOptions();
        options.Retry.MaxRetries = 0;
        options.AddPolicy(this, HttpPipelinePosition.PerCall);
        return options;
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var call = Interlocked.Increment(ref _count);
        if (call > _last || (call == _last && !_isAnswered))
        {
            throw new RequestFailedException("The storage is cut off.");
        }

        await ProcessNextAsync(message, pipeline);
        if (call == _last)
        {
            throw new RequestFailedException("The storage is cut off.");
        }
    }
}
