using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Operations.Poison;

/// <summary>
/// The queues to which the platform moves messages that failed too often. Messages are handled as the texts that they
/// are in storage, so that also a message whose body is unreadable can be listed, returned and removed.
/// </summary>
public sealed class PoisonQueues(
    [FromKeyedServices(StorageServices.RawQueues)] QueueServiceClient queues,
    IEnumerable<DeclaredQueue> declared
)
{
    // https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#poison-messages
    private const string Suffix = "-poison";

    // https://learn.microsoft.com/rest/api/storageservices/peek-messages
    private const int MaxAtOnce = 32;
    private static readonly TimeSpan ForEver = TimeSpan.FromSeconds(-1);

    // Messages that are received and neither returned nor removed are visible again after this time.
    private static readonly TimeSpan Unseen = TimeSpan.FromSeconds(30);

    /// <summary>The names of the poison queues, whether or not they exist yet.</summary>
    public IReadOnlyList<string> Names =>
        [
            .. declared
                .Select(queue => queue.Name + Suffix)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Returns the queue from which the messages of a poison queue came.</summary>
    public static string SourceOf(string poison) => poison[..^Suffix.Length];

    /// <summary>Returns the number of messages and the first 32 of them. Messages stay visible to others.</summary>
    public async Task<PoisonQueue> ReadAsync(string poison, CancellationToken cancellationToken)
    {
        var queue = queues.GetQueueClient(poison);
        try
        {
            var count = (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong;
            var first = await queue.PeekMessagesAsync(MaxAtOnce, cancellationToken);
            return new PoisonQueue(poison, SourceOf(poison), count, [.. first.Value.Select(Describe)]);
        }
        catch (RequestFailedException fault) when (fault.Status == StatusCodes.Status404NotFound)
        {
            // A poison queue is created with its first message.
            return new PoisonQueue(poison, SourceOf(poison), 0, []);
        }

        PoisonMessage Describe(PeekedMessage message) =>
            PoisonMessage.Of(message, declared.FirstOrDefault(known => known.Name == SourceOf(poison))?.NamesOf);
    }

    /// <summary>Sends all messages to the queue from which they came, and removes them here.</summary>
    /// <param name="poison">The poison queue.</param>
    /// <param name="cancellationToken">Cancels; returned messages stay returned.</param>
    /// <returns>How many were returned. A call that is interrupted can return a message twice.</returns>
    public async Task<int> ReturnAsync(string poison, CancellationToken cancellationToken)
    {
        var (queue, source) = (queues.GetQueueClient(poison), queues.GetQueueClient(SourceOf(poison)));
        var returned = 0;
        await foreach (var messages in ReceiveAsync(queue, cancellationToken))
        {
            foreach (var message in messages)
            {
                await source.SendMessageAsync(message.MessageText, TimeSpan.Zero, ForEver, cancellationToken);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
                returned++;
            }
        }

        return returned;
    }

    /// <summary>Removes a message for good. The other messages stay, and are visible again at once.</summary>
    /// <returns>Whether the message was there.</returns>
    public async Task<bool> RemoveAsync(string poison, string id, CancellationToken cancellationToken)
    {
        var queue = queues.GetQueueClient(poison);
        List<QueueMessage> others = [];
        QueueMessage? found = null;
        await foreach (var messages in ReceiveAsync(queue, cancellationToken))
        {
            found = Array.Find(messages, message => message.MessageId == id);
            others.AddRange(messages.Where(message => message.MessageId != id));
            if (found is not null)
            {
                await queue.DeleteMessageAsync(found.MessageId, found.PopReceipt, cancellationToken);
                break;
            }
        }

        foreach (var messages in others.Chunk(MaxAtOnce))
        {
            await Task.WhenAll(messages.Select(message => ShowAsync(queue, message, cancellationToken)));
        }

        return found is not null;
    }

    // The received messages are invisible to others, so each batch has other messages.
    private static async IAsyncEnumerable<QueueMessage[]> ReceiveAsync(
        QueueClient queue,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (!await queue.ExistsAsync(cancellationToken))
        {
            yield break;
        }

        while (
            (await queue.ReceiveMessagesAsync(MaxAtOnce, Unseen, cancellationToken)).Value is { Length: > 0 } messages
        )
        {
            yield return messages;
        }
    }

    private static async Task ShowAsync(QueueClient queue, QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await queue.UpdateMessageAsync(
                message.MessageId,
                message.PopReceipt,
                visibilityTimeout: TimeSpan.Zero,
                cancellationToken: cancellationToken
            );
        }
        catch (RequestFailedException fault)
            when (fault.Status is StatusCodes.Status404NotFound or StatusCodes.Status400BadRequest)
        {
            // The message was visible again already, and another call has received or removed it.
        }
    }

    /// <summary>Whether there is a poison queue of this name.</summary>
    public bool IsKnown([NotNullWhen(true)] string? name) => name is not null && Names.Contains(name);
}
