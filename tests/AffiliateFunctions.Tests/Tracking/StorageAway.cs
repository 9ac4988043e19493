using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AffiliateFunctions.Tests.Tracking;

/// <summary>Storage that refuses everything, or does not answer at all until it is back.</summary>
internal sealed class StorageAway : HttpPipelinePolicy
{
    private TaskCompletionSource? silence;
    private int? refusal;

    /// <summary>From now on storage refuses, with this status.</summary>
    public void Refuse(int status = 503) => refusal = status;

    /// <summary>From now on storage refuses no more.</summary>
    public void Take() => refusal = null;

    /// <summary>From now on storage does not answer.</summary>
    public void FallSilent() => silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Storage is there again, and answers also what was asked before.</summary>
    public void ComeBack() => silence?.SetResult();

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is only called asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (refusal is { } status)
        {
            throw new RequestFailedException(status, "The request was refused.");
        }

        if (silence is not null)
        {
            await silence.Task.WaitAsync(message.CancellationToken);
        }

        await ProcessNextAsync(message, pipeline);
    }
}
