using System.Text;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Extensions.Logging;

namespace LocalHost.Queues;

/// <summary>
/// Runs a function for one message and settles the message. The message is deleted after success and becomes visible
/// again after a failure. It is moved to <c>{queue}-poison</c> when it cannot be decoded, or has failed as often as
/// host.json allows.
/// </summary>
internal sealed class QueueInvoker(
    IFunctionInvoker invoker,
    HostJson hostJson,
    QueueTiming timing,
    ILogger<QueueInvoker> logger
)
{
    private readonly QueueSettings _settings = hostJson.Extensions.Queues;

    /// <summary>Handles one message. Throws only storage faults.</summary>
    /// <param name="function">The function.</param>
    /// <param name="received">The message.</param>
    /// <param name="poison">The queue for messages that cannot be handled; null when there is none.</param>
    /// <param name="cancellationToken">Asks the function to end early.</param>
    /// <returns>A task that ends when the message is settled.</returns>
    public async Task HandleAsync(
        WorkerFunction function,
        ReceivedMessage received,
        QueueClient? poison,
        CancellationToken cancellationToken
    )
    {
        if (!MessageEncodings.TryDecode(received.Stored, _settings.MessageEncoding, out var message))
        {
            logger.LogError(
                "{Function}: the body of message {Id} is not base64, as host.json's messageEncoding says",
                function.Name,
                received.Stored.MessageId
            );
            await MoveToPoisonAsync(function, received, poison);
        }
        else if (poison is not null && message.DequeueCount > _settings.MaxDequeueCount)
        {
            // A process that crashed during the last attempt could not move the message.
            await MoveToPoisonAsync(function, received, poison);
        }
        else if (await RunAsync(function, received, message, cancellationToken))
        {
            await received.DeleteAsync();
        }
        else if (message.DequeueCount >= _settings.MaxDequeueCount)
        {
            await MoveToPoisonAsync(function, received, poison);
        }
        else if (poison is not null)
        {
            await received.SetInvisibleAsync(_settings.VisibilityTimeout, CancellationToken.None);
        }
    }

    private async Task MoveToPoisonAsync(WorkerFunction function, ReceivedMessage received, QueueClient? poison)
    {
        if (poison is null)
        {
            // As on the platform, a message of a poison queue stays there and is delivered again after its lease.
            return;
        }

        logger.LogError(
            "{Function}: message {Id} moves to {Queue} after {Tries} of {MaxTries} tries",
            function.Name,
            received.Stored.MessageId,
            poison.Name,
            received.Stored.DequeueCount,
            _settings.MaxDequeueCount
        );
        await received.MoveAsync(poison);
    }

    private async Task<bool> RunAsync(
        WorkerFunction function,
        ReceivedMessage received,
        QueueMessage message,
        CancellationToken cancellationToken
    )
    {
        using var done = new CancellationTokenSource();
        var renewing = RenewLeaseAsync(received, done.Token);
        try
        {
            var invocation = MessagePayload.ToInvocation(function.Trigger, message);
            var outcome = await invoker.InvokeAsync(function, invocation, cancellationToken);
            if (!outcome.Succeeded)
            {
                LogFailure(function, message, outcome.Fault?.Message);
            }

            return outcome.Succeeded;
        }
        catch (DecoderFallbackException)
        {
            LogFailure(
                function,
                message,
                "Its body is not UTF-8, but the function accepts text; byte[] accepts any body."
            );
            return false;
        }
        catch (Exception fault)
        {
            // The worker did not run the function. The message is retried as after a failure of the function.
            logger.LogError(fault, "{Function} could not be run for message {Id}", function.Name, message.MessageId);
            return false;
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    private void LogFailure(WorkerFunction function, QueueMessage message, string? reason) =>
        logger.LogError(
            "{Function} failed for message {Id}, try {Try}: {Reason}",
            function.Name,
            message.MessageId,
            message.DequeueCount,
            reason
        );

    private async Task RenewLeaseAsync(ReceivedMessage received, CancellationToken done)
    {
        var isHeld = true;
        while (isHeld)
        {
            await Task.Delay(timing.Renewal, TimeProvider.System, done)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
            {
                return;
            }

            try
            {
                // This request is not cancelled when the function ends, because the receipt of a completed renewal is
                // needed.
                isHeld = await received.SetInvisibleAsync(timing.Lease, CancellationToken.None);
            }
            catch (Exception fault)
            {
                // The function and the renewal attempts continue. At worst, the message is delivered once more.
                logger.LogWarning(fault, "The lease of message {Id} could not be renewed", received.Stored.MessageId);
            }
        }
    }
}
