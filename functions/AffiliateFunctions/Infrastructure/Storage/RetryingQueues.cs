using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Does the work of messages so that no try counts in which storage was away. The platform tries a message five times
/// within minutes and then gives it up, but tables can be away for longer while queues are there. Such a message is put
/// back as a new one, to be taken a while later, as often as it takes.
/// </summary>
/// <param name="queues">The queues.</param>
/// <param name="options">How long a message is away.</param>
/// <param name="logger">The log.</param>
public sealed partial class RetryingQueues(
    QueueServiceClient queues,
    IOptions<StorageOptions> options,
    ILogger<RetryingQueues> logger
)
{
    private static readonly TimeSpan ForEver = TimeSpan.FromSeconds(-1);

    /// <summary>Does the work of a message, or puts the message back.</summary>
    /// <param name="queue">The queue that the message is from.</param>
    /// <param name="message">Its body.</param>
    /// <param name="work">The work, which may be done any number of times with the effect of once.</param>
    /// <param name="cancellationToken">Cancels; the platform then delivers the message again.</param>
    /// <param name="putBack">Makes the body that is put back, where it is not the message's own.</param>
    /// <exception cref="Azure.RequestFailedException">
    /// Queues are away too. The platform cannot deliver the message either then.
    /// </exception>
    public async Task DoAsync(
        string queue,
        byte[] message,
        Func<CancellationToken, Task> work,
        CancellationToken cancellationToken,
        Func<byte[], byte[]>? putBack = null
    )
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && StorageFaults.IsAway(fault))
        {
            PutBack(logger, queue, fault);
            await SendAsync(queue, putBack?.Invoke(message) ?? message, options.Value.PutBackFor, cancellationToken);
        }
    }

    /// <summary>
    /// Gives messages of a poison queue, which nobody takes, another life in the queue that they are from.
    /// </summary>
    /// <param name="poison">The poison queue.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="isReadable">Whether a message can be worked on at all; others stay.</param>
    /// <param name="cancellationToken">Cancels; what was returned stays so.</param>
    /// <param name="returned">Makes the body that is returned, where it is not the message's own.</param>
    /// <returns>How many were returned.</returns>
    public async Task<int> ReturnAsync(
        string poison,
        string queue,
        Predicate<byte[]> isReadable,
        CancellationToken cancellationToken,
        Func<byte[], byte[]>? returned = null
    )
    {
        const int MaxAtOnce = 32;
        var given = queues.GetQueueClient(poison);
        if (!await given.ExistsAsync(cancellationToken))
        {
            return 0;
        }

        var count = 0;
        // What stays is not seen again before this run is over.
        var unseen = TimeSpan.FromHours(1);
        while (
            (await given.ReceiveMessagesAsync(MaxAtOnce, unseen, cancellationToken)).Value is { Length: > 0 } messages
        )
        {
            foreach (var message in messages.Where(queueMessage => isReadable(queueMessage.Body.ToArray())))
            {
                var body = message.Body.ToArray();
                await SendAsync(queue, returned?.Invoke(body) ?? body, TimeSpan.Zero, cancellationToken);
                await given.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
                count++;
            }
        }

        return count;
    }

    private async Task SendAsync(string queue, byte[] message, TimeSpan unseen, CancellationToken cancellationToken) =>
        await queues
            .GetQueueClient(queue)
            .SendMessageAsync(new BinaryData(message), unseen, ForEver, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Storage is away in part: a message of {Queue} is put back")]
    private static partial void PutBack(ILogger logger, string queue, Exception fault);
}
