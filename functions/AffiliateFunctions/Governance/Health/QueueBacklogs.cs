using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Governance.Health;

/// <summary>Reads how many messages wait in the app's queues, and for how long.</summary>
public sealed class QueueBacklogs(QueueServiceClient queues, IEnumerable<DeclaredQueue> declared, TimeProvider clock)
{
    /// <summary>Returns the backlog of each queue.</summary>
    public async Task<IReadOnlyList<QueueBacklog>> ReadAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(
            declared
                .Select(queue => queue.Name)
                .Distinct(StringComparer.Ordinal)
                .Select(name => ReadAsync(name, cancellationToken))
        );

    private async Task<QueueBacklog> ReadAsync(string queue, CancellationToken cancellationToken)
    {
        var poison = CountAsync($"{queue}-poison", cancellationToken);
        var messages = await CountAsync(queue, cancellationToken);

        // The approximate number is not lower than the actual one, so a queue with the number 0 has no oldest message:
        // https://learn.microsoft.com/dotnet/api/azure.storage.queues.models.queueproperties.approximatemessagescount
        var oldest = messages > 0 ? await OldestAsync(queue, cancellationToken) : 0;
        return new QueueBacklog(queue, messages, await poison, oldest);
    }

    private async Task<long> CountAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            return (await queues.GetQueueClient(queue).GetPropertiesAsync(cancellationToken))
                .Value
                .ApproximateMessagesCountLong;
        }
        catch (RequestFailedException fault) when (fault.Status == StatusCodes.Status404NotFound)
        {
            // A poison queue is created with its first message.
            return 0;
        }
    }

    private async Task<long> OldestAsync(string queue, CancellationToken cancellationToken)
    {
        var message = (await queues.GetQueueClient(queue).PeekMessageAsync(cancellationToken)).Value;
        return message?.InsertedOn is { } inserted ? Math.Max(0, (long)(clock.GetUtcNow() - inserted).TotalSeconds) : 0;
    }
}
