using LocalHost.Clock;
using LocalHost.Hosting;
using LocalHost.Queues;
using LocalHost.Storage;
using LocalHost.Timers;
using LocalHost.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalHost.Tests;

/// <summary>The triggers of the host and its clock, with a fake worker.</summary>
internal sealed class TriggerHost : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly ServiceProvider _services;

    private TriggerHost(ServiceProvider services) => _services = services;

    public LocalClock Clock => _services.GetRequiredService<LocalClock>();

    public IServiceProvider Services => _services;

    /// <summary>Starts the triggers.</summary>
    /// <param name="storage">The connection string of the storage.</param>
    /// <param name="createInvoker">Creates the fake worker of a host with a clock.</param>
    /// <param name="functions">The functions.</param>
    /// <param name="configure">Adds services, which replace those of the host.</param>
    /// <param name="queues">What host.json says about queues.</param>
    public static async Task<TriggerHost> StartAsync(
        string storage,
        Func<TimeProvider, IFunctionInvoker> createInvoker,
        IReadOnlyList<WorkerFunction> functions,
        Action<IServiceCollection>? configure = null,
        QueueSettings? queues = null
    )
    {
        var host = Create(storage, createInvoker, functions, configure, queues);
        await host.Clock.ResumeAsync(CancellationToken.None);
        foreach (var trigger in host._services.GetServices<ITrigger>())
        {
            await trigger.StartAsync(CancellationToken.None);
        }

        return host;
    }

    /// <summary>Checks functions as the host does before it starts their triggers.</summary>
    /// <returns>The problems, as the host prints them.</returns>
    public static async Task<IReadOnlyList<string>> ValidateAsync(
        IReadOnlyList<WorkerFunction> functions,
        IReadOnlyDictionary<string, string?>? settings = null,
        QueueSettings? queues = null
    )
    {
        const string storage = "UseDevelopmentStorage=true";
        await using var host = Create(storage, _ => new FakeInvoker(), functions, null, queues, settings);
        var catalog = host._services.GetRequiredService<FunctionCatalog>();
        return
        [
            .. host
                ._services.GetServices<ITrigger>()
                .SelectMany(trigger => trigger.Validate(catalog))
                .Select(problem => problem.ToString()),
        ];
    }

    public Task WhenIdleAsync() => Clock.WhenIdleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(StopTimeout);
        await Task.WhenAll(_services.GetServices<ITrigger>().Select(trigger => trigger.StopAsync(timeout.Token)));
        await _services.DisposeAsync();
    }

    private static TriggerHost Create(
        string storage,
        Func<TimeProvider, IFunctionInvoker> createInvoker,
        IReadOnlyList<WorkerFunction> functions,
        Action<IServiceCollection>? configure,
        QueueSettings? queues,
        IReadOnlyDictionary<string, string?>? settings = null
    )
    {
        var catalog = new FunctionCatalog();
        catalog.Set(functions);
        var services = new ServiceCollection();
        configure?.Invoke(services);
        services
            .AddLogging()
            .AddSingleton<IConfiguration>(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([new("AzureWebJobsStorage", storage)])
                    .AddInMemoryCollection(settings)
                    .Build()
            )
            .AddSingleton(new HostJson { Extensions = new() { Queues = queues ?? new() } })
            .AddSingleton<Settings>()
            .AddSingleton<RuntimeStorage>()
            .AddSingleton(catalog)
            .AddSingleton(provider => createInvoker(provider.GetRequiredService<TimeProvider>()))
            .AddClock()
            .AddQueues()
            .AddTimers();
        return new TriggerHost(services.BuildServiceProvider());
    }
}
