using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Creates the declared tables and queues before the first function runs.</summary>
internal sealed class CreateTablesAndQueues(
    TableServiceClient tables,
    QueueServiceClient queues,
    IEnumerable<DeclaredTable> declaredTables,
    IEnumerable<DeclaredQueue> declaredQueues
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var making = declaredTables
            .Select(t => t.Name)
            .Distinct(StringComparer.Ordinal)
            .Select(name => (Task)tables.CreateTableIfNotExistsAsync(name, cancellationToken))
            .Concat(
                declaredQueues
                    .Select(q => q.Name)
                    .Distinct(StringComparer.Ordinal)
                    .Select(name =>
                        (Task)queues.GetQueueClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken)
                    )
            );
        await Task.WhenAll(making);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
