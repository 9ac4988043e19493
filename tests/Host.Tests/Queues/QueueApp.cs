using LocalHost.Clock;
using LocalHost.Hosting;
using LocalHost.Queues;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalHost.Tests.Queues;

/// <summary>An application with queue functions, and a sender to its queues.</summary>
internal sealed class QueueApp : IAsyncDisposable
{
    private readonly LocalHost _host;
    private readonly QueueServiceClient _account;

    private QueueApp(LocalHost host, string storage, Deliveries deliveries)
    {
        _host = host;
        _account = new QueueServiceClient(storage, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
        Deliveries = deliveries;
    }

    public Deliveries Deliveries { get; }

    public static async Task<QueueApp> StartAsync(
        Type functions, string storage, QueueSettings? queues = null, QueueTiming? timing = null, Deliveries? deliveries = null)
    {
        deliveries ??= new();
        var host = await LocalHost.StartAsync(new()
        {
            FunctionTypes = [functions],
            HostJson = new()
            {
                Logging = new() { LogLevel = new Dictionary<string, string> { ["default"] = "None" } },
                Extensions = new() { Queues = queues ?? new() },
            },
            Settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = storage, ["Box"] = "parcels" },
            ConfigureServices = services =>
            {
                services.AddSingleton(deliveries);
                services.AddSingleton(timing ?? new QueueTiming());
                services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
            },
        });
        return new QueueApp(host, storage, deliveries);
    }

    public Task SendAsync(string queue, string text) => SendRawAsync(queue, Convert.ToBase64String(BinaryData.FromString(text)));

    public async Task SendRawAsync(string queue, string body) => await _account.GetQueueClient(queue).SendMessageAsync(body);

    public Task WhenIdleAsync() => _host.Services.GetRequiredService<LocalClock>().WhenIdleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

    public async Task<bool> IsIdleAsync()
    {
        var worker = _host.Services.GetRequiredService<QueueWorker>();
        return !worker.IsAtWork && !await worker.HasWaitingAsync(CancellationToken.None);
    }

    public async Task<PeekedMessage[]> PeekAsync(string queue) => (await _account.GetQueueClient(queue).PeekMessagesAsync(32)).Value;

    public async Task<long> CountAsync(string queue) => (await _account.GetQueueClient(queue).GetPropertiesAsync()).Value.ApproximateMessagesCountLong;

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
