using LocalHost.Hosting;
using LocalHost.Workers;
using Azure.Core.Serialization;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalHost.Queues;

/// <summary>
/// Runs a function for one message and settles the message: deleted after success, shown again after a failure, moved to
/// <c>{queue}-poison</c> when it failed as often as host.json allows or cannot be decoded.
/// </summary>
internal sealed class QueueInvoker(
    FunctionRunner runner, HostJson hostJson, QueueTiming timing, IOptions<WorkerOptions> options, ILogger<QueueInvoker> logger)
{
    private static readonly ObjectSerializer UsualSerializer = new JsonObjectSerializer(new() { PropertyNameCaseInsensitive = true });

    private readonly QueueSettings _settings = hostJson.Extensions.Queues;

    private ObjectSerializer Serializer => options.Value.Serializer ?? UsualSerializer;

    /// <summary>Handles one message. Only faults of the storage are thrown.</summary>
    /// <param name="function">The function.</param>
    /// <param name="taken">The message.</param>
    /// <param name="poison">Where messages go that cannot be handled.</param>
    /// <param name="cancellationToken">Ends the function early.</param>
    public async Task HandleAsync(FunctionEntry function, TakenMessage taken, QueueClient poison, CancellationToken cancellationToken)
    {
        if (!MessageBody.TryDecode(taken.Stored, _settings.MessageEncoding == "base64", out var message))
        {
            logger.LogError("{Function}: message {Id} is not base64; it goes to {Queue}", function.Name, taken.Stored.MessageId, poison.Name);
            await taken.MoveAsync(poison);
        }
        else if (message.DequeueCount > _settings.MaxDequeueCount)
        {
            // A process that died with its last try could not move it.
            await ToPoisonAsync(function, taken, poison);
        }
        else if (await SucceedsAsync(function, taken, message, cancellationToken))
        {
            await taken.DeleteAsync();
        }
        else if (message.DequeueCount >= _settings.MaxDequeueCount)
        {
            await ToPoisonAsync(function, taken, poison);
        }
        else
        {
            await taken.HideAsync(_settings.VisibilityTimeout, CancellationToken.None);
        }
    }

    private Task ToPoisonAsync(FunctionEntry function, TakenMessage taken, QueueClient poison)
    {
        logger.LogError(
            "{Function}: message {Id} has reached the maximum of {Tries} tries; it goes to {Queue}",
            function.Name, taken.Stored.MessageId, _settings.MaxDequeueCount, poison.Name);
        return taken.MoveAsync(poison);
    }

    private async Task<bool> SucceedsAsync(FunctionEntry function, TakenMessage taken, QueueMessage message, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(hostJson.FunctionTimeout ?? Timeout.InfiniteTimeSpan);
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(taken, done.Token);
        try
        {
            var value = MessageBody.As(message, function.TriggerParameter.ParameterType, Serializer);
            await runner.RunAsync(function, value, new() { BindingData = MessageBody.Metadata(message) }, ending.Token);
            return true;
        }
        catch (Exception fault)
        {
            // Whatever a function throws is its failure to handle the message; the message is what is left to act on.
            logger.LogError(fault, "{Function} failed on message {Id}, try {Try}", function.Name, message.MessageId, message.DequeueCount);
            return false;
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    private async Task RenewAsync(TakenMessage taken, CancellationToken done)
    {
        try
        {
            do
            {
                await Task.Delay(timing.Renewal, TimeProvider.System, done);
            }
            // Not cut off by the end of the function: the receipt of a renewal that arrived must be known.
            while (await taken.HideAsync(timing.Lease, CancellationToken.None));
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The function has ended.
        }
        catch (Exception fault)
        {
            // The function goes on: at worst the message is delivered once more.
            logger.LogWarning(fault, "Message {Id} could not be kept hidden", taken.Stored.MessageId);
        }
    }
}
