using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage.Queues;
using LocalHost.Workers;
using Microsoft.Extensions.Configuration;

namespace LocalHost.Queues;

/// <summary>
/// The storage accounts that queue triggers name: by a connection string, or by an address for which an identity is
/// used.
/// </summary>
/// <param name="settings">The settings.</param>
/// <param name="configuration">The configuration.</param>
/// <param name="observers">Policies that see each request of the triggers, for example to count them.</param>
internal sealed class QueueConnections(
    Settings settings,
    IConfiguration configuration,
    IEnumerable<HttpPipelinePolicy> observers
)
{
    private QueueClientOptions Options => field ??= CreateOptions(observers);

    /// <summary>Opens the account of a trigger.</summary>
    /// <param name="connection">The trigger's <c>connection</c>.</param>
    /// <returns>The account; null when no setting names one.</returns>
    public QueueServiceClient? Find(string? connection)
    {
        if (settings.ConnectionString(connection) is { } text)
        {
            return new QueueServiceClient(text, Options);
        }

        var name = string.IsNullOrEmpty(connection) ? "AzureWebJobsStorage" : connection;
        var address =
            configuration[$"{name}:queueServiceUri"]
            ?? (
                configuration[$"{name}:accountName"] is { Length: > 0 } account
                    ? $"https://{account}.queue.core.windows.net"
                    : null
            );
        return address is null ? null : new QueueServiceClient(new Uri(address), new DefaultAzureCredential(), Options);
    }

    private static QueueClientOptions CreateOptions(IEnumerable<HttpPipelinePolicy> observers)
    {
        // The host decodes the bodies itself: the client would drop a message that it cannot decode.
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        foreach (var policy in observers)
        {
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        return options;
    }
}
