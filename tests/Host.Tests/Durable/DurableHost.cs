using LocalHost.Clock;
using LocalHost.Durable.Engine;
using LocalHost.Hosting;
using Azure.Data.Tables;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalHost.Tests.Durable;

/// <summary>An application with orchestrators, on a hub of its own unless it shares another's.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private readonly LocalHost _host;

    private DurableHost(LocalHost host, string hub) => (_host, Hub) = (host, hub);

    public string Hub { get; }

    public DurableTaskClient Client => _host.Services.GetRequiredService<DurableTaskClient>();

    public LocalClock Clock => _host.Services.GetRequiredService<LocalClock>();

    public DurableEngine Engine => _host.Services.GetRequiredService<DurableEngine>();

    public Journal Journal => _host.Services.GetRequiredService<Journal>();

    public static async Task<DurableHost> StartAsync(
        Type[] functions, string connection, string? hub = null, Journal? journal = null, TableClientOptions? tables = null, DurableTiming? timing = null)
    {
        hub ??= "hub" + Guid.CreateVersion7().ToString("N");
        var host = await LocalHost.StartAsync(new LocalSurroundings
        {
            Settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = connection },
            FunctionTypes = functions,
            HostJson = new HostJson
            {
                Version = "2.0",
                Extensions = new HostExtensions { DurableTask = new DurableTaskSettings { HubName = hub } },
                Logging = new HostLogging { LogLevel = new Dictionary<string, string> { ["default"] = "None" } },
            },
            ConfigureServices = services =>
            {
                services.AddSingleton(journal ?? new Journal());
                services.AddSingleton(timing ?? new DurableTiming());
                services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(tables is null ? 10 : 0.2));
                if (tables is not null)
                {
                    services.AddSingleton(tables);
                }
            },
        });
        return new DurableHost(host, hub);
    }

    /// <summary>Runs an orchestrator to its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null, string? id = null)
        => await EndAsync(await StartAsync(orchestrator, input, id));

    /// <summary>Starts an orchestrator and waits until it does nothing but wait.</summary>
    public async Task<string> StartAsync(string orchestrator, object? input = null, string? id = null)
    {
        var started = await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new StartOrchestrationOptions(id));
        await Clock.WhenIdleAsync(CancellationToken.None);
        return started;
    }

    /// <summary>The instance when it has ended.</summary>
    public async Task<OrchestrationMetadata> EndAsync(string id)
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, tooLong.Token);
    }

    /// <summary>Lets time pass.</summary>
    public Task PassAsync(TimeSpan time) => Clock.MoveToAsync(Clock.GetUtcNow() + time, CancellationToken.None);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>What the functions of a test have done, in order.</summary>
internal sealed class Journal
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public void Write(string line)
    {
        lock (_lines)
        {
            _lines.Add(line);
        }
    }

    public int Count(string line) => Lines.Count(one => one == line);
}
