using LocalHost.Workers;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace LocalHost.Queues;

/// <summary>The storage accounts that queue triggers name: by a connection string, or by an address that is opened with an identity.</summary>
/// <param name="settings">The settings.</param>
/// <param name="configuration">The configuration.</param>
/// <param name="watching">What sees each request of the triggers; a measurement counts them.</param>
internal sealed class QueueConnections(Settings settings, IConfiguration configuration, IEnumerable<HttpPipelinePolicy> watching)
{
    private QueueClientOptions AsStored => field ??= Options(watching);

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

    private static QueueClientOptions Options(IEnumerable<HttpPipelinePolicy> watching)
    {
        // Bodies are decoded here and not by the client, which would drop a message that it cannot decode.
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        foreach (var policy in watching)
        {
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        return options;
    }
}
