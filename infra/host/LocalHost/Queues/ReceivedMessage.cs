using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace LocalHost.Queues;

/// <summary>A message that this process has received and that is invisible to others for a while.</summary>
/// <param name="queue">The queue of the message.</param>
/// <param name="stored">The message as it is stored.</param>
internal sealed class ReceivedMessage(QueueClient queue, QueueMessage stored)
{
    private string _receipt = stored.PopReceipt;

    /// <summary>The message as it is stored, its body still encoded.</summary>
    public QueueMessage Stored => stored;

    /// <summary>Keeps the message invisible for the given time from now; zero makes it visible at once.</summary>
    /// <param name="time">How long the message stays invisible.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>Whether this process still holds the message.</returns>
    public async Task<bool> SetInvisibleAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            var updated = await queue.UpdateMessageAsync(
                stored.MessageId,
                _receipt,
                visibilityTimeout: time,
                cancellationToken: cancellationToken
            );
            _receipt = updated.Value.PopReceipt;
            return true;
        }
        catch (RequestFailedException fault) when (IsLost(fault))
        {
            return false;
        }
    }

    /// <summary>Deletes the message, unless another process has received it in the meantime.</summary>
    /// <returns>A task that ends when the message is deleted.</returns>
    public async Task DeleteAsync()
    {
        try
        {
            await queue.DeleteMessageAsync(stored.MessageId, _receipt, CancellationToken.None);
        }
        catch (RequestFailedException fault) when (IsLost(fault))
        {
            // The message is delivered again, as delivery is at least once.
        }
    }

    /// <summary>
    /// Copies the message to another queue, which is created if it is missing, and deletes it from this queue.
    /// </summary>
    /// <param name="target">The other queue.</param>
    /// <returns>A task that ends when the message is moved.</returns>
    public async Task MoveAsync(QueueClient target)
    {
        await target.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
        // The copy comes first, so a crash between the two steps leaves two messages and never none.
        await target.SendMessageAsync(
            stored.Body,
            timeToLive: TimeSpan.FromSeconds(-1),
            cancellationToken: CancellationToken.None
        );
        await DeleteAsync();
    }

    private static bool IsLost(RequestFailedException fault) =>
        fault.ErrorCode is "MessageNotFound" or "PopReceiptMismatch" or "QueueNotFound";
}
