using System.Text.Json;
using LocalHost.Hosting;
using LocalHost.Workers;
using LocalHost.Workers.Protocol;

namespace LocalHost.Durable.Client;

/// <summary>Provides functions with the address at which their orchestration client reaches the host.</summary>
internal sealed class DurableClientBinding(GrpcAddress address, HostJson host) : IInputBinding
{
    /// <summary>The type of the binding.</summary>
    public const string BindingType = "durableClient";

    // The defaults of the platform's host.
    private const int MaxMessageBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);

    public string Type => BindingType;

    public TypedData ValueOf(FunctionBinding binding) =>
        new()
        {
            String = JsonSerializer.Serialize(
                new
                {
                    taskHubName = host.Extensions.DurableTask.HubName,
                    connectionName = (string?)null,
                    rpcBaseUrl = address.Uri.AbsoluteUri,
                    requiredQueryStringParameters = "",
                    httpBaseUrl = new Uri(address.Uri, "runtime/webhooks/durabletask").AbsoluteUri,
                    maxGrpcMessageSizeInBytes = MaxMessageBytes,
                    grpcHttpClientTimeout = JsonSerializer.Serialize(Timeout),
                }
            ),
        };
}
