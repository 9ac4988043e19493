using AffiliateFunctions.LocalRuntime.Worker;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace AffiliateFunctions.LocalRuntime.Queues;

/// <summary>The storage accounts that queue triggers name: by a connection string, or by an address that is opened with an identity.</summary>
internal sealed class QueueConnections(Settings settings, IConfiguration configuration)
{
    // Bodies are decoded here and not by the client, which would drop a message that it cannot decode.
    private static readonly QueueClientOptions AsStored = new() { MessageEncoding = QueueMessageEncoding.None };

    /// <summary>Opens the account of a trigger.</summary>
    /// <param name="connection">The value of the trigger's <c>Connection</c>.</param>
    /// <returns>The account; null when no setting names one.</returns>
    public QueueServiceClient? Find(string? connection)
    {
        if (settings.ConnectionString(connection) is { } text)
        {
            return new QueueServiceClient(text, AsStored);
        }

        var name = string.IsNullOrEmpty(connection) ? "AzureWebJobsStorage" : connection;
        var address = configuration[$"{name}:queueServiceUri"]
            ?? (configuration[$"{name}:accountName"] is { Length: > 0 } account ? $"https://{account}.queue.core.windows.net" : null);
        return address is null ? null : new QueueServiceClient(new Uri(address), new DefaultAzureCredential(), AsStored);
    }
}
