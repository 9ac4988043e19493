using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace LocalHost.Queues;

/// <summary>A message that is hidden from others while this process works on it.</summary>
/// <param name="queue">Where it was taken.</param>
/// <param name="stored">The message as it is stored.</param>
internal sealed class TakenMessage(QueueClient queue, QueueMessage stored)
{
    private string _receipt = stored.PopReceipt;

    /// <summary>The message as it is stored, its body still encoded.</summary>
    public QueueMessage Stored => stored;

    /// <summary>Hides it for a while from now on; zero gives it back at once.</summary>
    /// <param name="time">How long.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Whether the message is still this process's own.</returns>
    public async Task<bool> HideAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            var receipt = await queue.UpdateMessageAsync(stored.MessageId, _receipt, visibilityTimeout: time, cancellationToken: cancellationToken);
            _receipt = receipt.Value.PopReceipt;
            return true;
        }
        catch (RequestFailedException fault) when (IsTakenByAnother(fault))
        {
            return false;
        }
    }

    /// <summary>Deletes it. When it was hidden no longer and another process took it, it is left to that one.</summary>
    public async Task DeleteAsync()
    {
        try
        {
            await queue.DeleteMessageAsync(stored.MessageId, _receipt, CancellationToken.None);
        }
        catch (RequestFailedException fault) when (IsTakenByAnother(fault))
        {
            // It is delivered again: at least once, as promised.
        }
    }

    /// <summary>Puts a copy into another queue, made when it is missing, and then deletes the message.</summary>
    /// <param name="target">The other queue.</param>
    public async Task MoveAsync(QueueClient target)
    {
        await target.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
        // Copied first: a cut between the two steps leaves two messages, never none.
        await target.SendMessageAsync(stored.Body, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: CancellationToken.None);
        await DeleteAsync();
    }

    private static bool IsTakenByAnother(RequestFailedException fault) =>
        fault.ErrorCode is "MessageNotFound" or "PopReceiptMismatch" or "QueueNotFound";
}
