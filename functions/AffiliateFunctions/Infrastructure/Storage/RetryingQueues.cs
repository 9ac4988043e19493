using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Processes queue messages so that attempts during a storage outage do not count. The platform tries a message five
/// times within minutes and then gives up, but tables can be unavailable for longer while queues work. In that case the
/// message is put back as a new one with a delay, as often as necessary.
/// </summary>
/// <param name="queues">The queues.</param>
/// <param name="options">The delay of a message that is put back.</param>
/// <param name="logger">The log.</param>
public sealed partial class RetryingQueues(
    QueueServiceClient queues,
    IOptions<StorageOptions> options,
    ILogger<RetryingQueues> logger
)
{
    private static readonly TimeSpan ForEver = TimeSpan.FromSeconds(-1);

    /// <summary>Processes a message, or puts the message back.</summary>
    /// <param name="queue">The queue of the message.</param>
    /// <param name="message">The body of the message.</param>
    /// <param name="work">The work, which must be idempotent.</param>
    /// <param name="cancellationToken">Cancels; the platform then delivers the message again.</param>
    /// <param name="putBack">Creates the body that is put back, if it differs from the message's own.</param>
    /// <exception cref="Azure.RequestFailedException">
    /// Queues are unavailable too. The platform cannot deliver the message in that case either.
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
    /// Returns messages of a poison queue to the queue that they came from. No function reads a poison queue.
    /// </summary>
    /// <param name="poison">The poison queue.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="isReadable">Whether a message can be processed at all. Other messages stay.</param>
    /// <param name="cancellationToken">Cancels; messages that were already returned stay returned.</param>
    /// <param name="returned">Creates the body that is returned, if it differs from the message's own.</param>
    /// <returns>The number of returned messages.</returns>
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
        // Messages that stay remain invisible until this run has ended.
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Storage is partly unavailable: a message returns to {Queue}")]
    private static partial void PutBack(ILogger logger, string queue, Exception fault);
}
