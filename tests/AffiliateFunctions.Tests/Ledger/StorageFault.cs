using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>
/// Counts the requests to storage, and lets the one of the given number fail: before it is sent, or with its answer
/// lost. A read whose answer is lost is to all the same as one that was never sent, so that only the others count where
/// answers are lost.
/// </summary>
internal sealed class StorageFault : HttpPipelinePolicy
{
    private int sent;

    /// <summary>How many requests there were since <see cref="Arm"/>.</summary>
    public int Requests => sent;

    /// <summary>The request that fails, from 1; none by default.</summary>
    public int FailsAt { get; private set; }

    public bool AnswerLost { get; private set; }

    /// <summary>Whether a caller may repeat what failed: every cause is a connection that broke.</summary>
    public static bool IsBrokenConnection(Exception exception) =>
        exception switch
        {
            RequestFailedException failed => failed.Status == 0,
            AggregateException several => several.InnerExceptions.All(IsBrokenConnection),
            _ => false,
        };

    public void Arm(int failsAt, bool answerLost)
    {
        sent = 0;
        FailsAt = failsAt;
        AnswerLost = answerLost;
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is only called asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var counts = !AnswerLost || message.Request.Method != RequestMethod.Get;
        var fails = counts && Interlocked.Increment(ref sent) == FailsAt;
        if (fails && !AnswerLost)
        {
            throw new RequestFailedException("The connection broke before the request was sent.");
        }

        await ProcessNextAsync(message, pipeline);
        if (fails)
        {
            throw new RequestFailedException("The connection broke before the answer came.");
        }
    }
}
