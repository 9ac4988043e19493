using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Testing.Tables;

/// <summary>
/// Refuses what the Table service refuses and Azurite takes: entities over 1 MiB, properties over 64 KiB, transactions
/// of more than 100 entities or 4 MiB
/// (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model).
/// </summary>
public sealed class ServiceLimits : HttpPipelinePolicy
{
    private const int MaxOperations = 100;
    private const int MaxBodyBytes = 4 * 1024 * 1024;

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ArgumentNullException.ThrowIfNull(message);
        Check(message);
        ProcessNext(message, pipeline);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ArgumentNullException.ThrowIfNull(message);
        Check(message);
        await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
    }

    private static void Check(HttpMessage message)
    {
        if (message.Request.Content is null)
        {
            return;
        }

        try
        {
            CheckOperation(MemoryTables.OperationOf(message.Request));
        }
        catch (TableFault fault)
        {
            throw new RequestFailedException(fault.Status, fault.Message, fault.Code, fault);
        }
    }

    private static void CheckOperation(TableOperation operation)
    {
        if (operation.Body.Length > MaxBodyBytes)
        {
            throw TableFault.BodyTooLarge();
        }

        if (operation.Resource != "$batch")
        {
            CheckEntity(operation);
            return;
        }

        var operations = Multipart.Read(operation.Body);
        if (operations.Count > MaxOperations)
        {
            throw TableFault.InvalidInput($"A batch has at most {MaxOperations} operations.");
        }

        operations.ForEach(CheckEntity);
    }

    private static void CheckEntity(TableOperation operation)
    {
        if (operation.Method != "DELETE" && operation.Resource != "Tables")
        {
            Row.Read(operation.Body, operation.Key?.Partition, operation.Key?.Row, DateTimeOffset.UnixEpoch)
                .CheckSize();
        }
    }
}
