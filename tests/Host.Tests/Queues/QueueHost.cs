using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using LocalHost.Hosting;
using LocalHost.Queues;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Tests.Queues;

/// <summary>The queue trigger of one function with a fake worker, and a sender to its queue.</summary>
internal sealed class QueueHost : IAsyncDisposable
{
    private readonly TriggerHost _host;
    private readonly QueueServiceClient _account;

    private QueueHost(TriggerHost host, QueueServiceClient account, FakeInvoker invoker) =>
        (_host, _account, Invoker) = (host, account, invoker);

    public FakeInvoker Invoker { get; }

    /// <summary>The texts of the messages that the function got.</summary>
    public IEnumerable<string> Texts => Invoker.Values.Select(value => value.String);

    /// <summary>Creates the function's queue and starts its trigger.</summary>
    public static async Task<QueueHost> StartAsync(
        string storage,
        FakeInvoker? invoker = null,
        QueueSettings? settings = null,
        QueueTiming? timing = null,
        WorkerFunction? function = null,
        HttpPipelinePolicy? policy = null
    )
    {
        invoker ??= new();
        function ??= FunctionBuilder.Queue("Work", "work");
        var account = new QueueServiceClient(storage, new() { MessageEncoding = QueueMessageEncoding.None });
        await account.GetQueueClient(function.Trigger.Text("queueName")!.ToLowerInvariant()).CreateIfNotExistsAsync();
        var host = await TriggerHost.StartAsync(storage, _ => invoker, [function], AddServices, settings);
        return new QueueHost(host, account, invoker);

        void AddServices(IServiceCollection services)
        {
            services.AddSingleton(timing ?? new QueueTiming());
            if (policy is not null)
            {
                services.AddSingleton(policy);
            }
        }
    }

    public Task SendAsync(string text, string queue = "work") => SendBytesAsync(BinaryData.FromString(text), queue);

    public Task SendBytesAsync(BinaryData body, string queue = "work") =>
        SendStoredAsync(Convert.ToBase64String(body.ToArray()), queue);

    public async Task SendStoredAsync(string body, string queue = "work") =>
        await _account.GetQueueClient(queue).SendMessageAsync(body);

    public Task WhenIdleAsync() => _host.WhenIdleAsync();

    public async Task<bool> IsIdleAsync()
    {
        var worker = _host.Services.GetRequiredService<QueueWorker>();
        return !worker.IsAtWork && !await worker.HasWaitingAsync(CancellationToken.None);
    }

    public async Task<PeekedMessage[]> PeekAsync(string queue = "work") =>
        (await _account.GetQueueClient(queue).PeekMessagesAsync(32)).Value;

    public async Task<long> CountAsync(string queue = "work") =>
        (await _account.GetQueueClient(queue).GetPropertiesAsync()).Value.ApproximateMessagesCountLong;

    public async Task<bool> ExistsAsync(string queue) => await _account.GetQueueClient(queue).ExistsAsync();

    public Task CreateAsync(string queue) => _account.GetQueueClient(queue).CreateAsync();

    public Task DeleteAsync(string queue) => _account.GetQueueClient(queue).DeleteAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
