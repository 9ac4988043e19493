using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AffiliateFunctions.Tests.Ledger;

/// <summary>
/// Lets requests to storage fail at random, of a seed: half of them before they are sent, half with their answer lost.
/// </summary>
/// <param name="seed">Decides which requests fail.</param>
/// <param name="oneOf">One of so many requests fails.</param>
internal sealed class RandomFaults(int seed, int oneOf) : HttpPipelinePolicy
{
    private readonly Lock random = new();
    private readonly Random next = new(seed);

    /// <summary>Whether requests fail.</summary>
    public bool IsArmed { get; set; }

    /// <summary>How many requests there were while it was armed.</summary>
    public int Requests { get; private set; }

    /// <summary>How many of them failed before they were sent.</summary>
    public int NotSent { get; private set; }

    /// <summary>How many of them lost their answer.</summary>
    public int AnswersLost { get; private set; }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is only called asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var (fails, answerLost) = Decide();
        if (fails && !answerLost)
        {
            throw new RequestFailedException("The connection broke before the request was sent.");
        }

        await ProcessNextAsync(message, pipeline);
        if (fails)
        {
            throw new RequestFailedException("The connection broke before the answer came.");
        }
    }

    private (bool Fails, bool AnswerLost) Decide()
    {
        lock (random)
        {
            if (!IsArmed)
            {
                return default;
            }

            Requests++;
            var number = next.Next(2 * oneOf);
            NotSent += number == 0 ? 1 : 0;
            AnswersLost += number == 1 ? 1 : 0;
            return (number < 2, number == 1);
        }
    }
}
