using Azure.Data.Tables;
using Grpc.Net.Client;
using LocalHost.Clock;
using LocalHost.Durable.Engine;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ShutdownOptions = Microsoft.Extensions.Hosting.HostOptions;

namespace LocalHost.Tests.Durable;

/// <summary>
/// The sample functions in a host, on a hub of their own unless they share another's, with a client of orchestrations.
/// </summary>
internal sealed class DurableApp : IAsyncDisposable
{
    private readonly HostServer _host;
    private readonly string _journal;

    private DurableApp(HostServer host, string hub, string journal)
    {
        (_host, Hub, _journal) = (host, hub, journal);
        var address = host.Services.GetRequiredService<GrpcAddress>().Uri;
        Channel = GrpcChannel.ForAddress(address, new() { MaxReceiveMessageSize = null });
        Client = new GrpcDurableTaskClient(
            "test",
            new GrpcDurableTaskClientOptions { Channel = Channel },
            NullLogger.Instance
        );
    }

    /// <summary>The name of the hub.</summary>
    public string Hub { get; }

    /// <summary>Where the HTTP functions of the app answer.</summary>
    public Uri FunctionsAddress => new(_host.BaseAddress, "v1/");

    /// <summary>The connection to the host's gRPC services.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>A client as the app has it.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>The clock of the host.</summary>
    public LocalClock Clock => _host.Services.GetRequiredService<LocalClock>();

    /// <summary>The engine of the host.</summary>
    public DurableEngine Engine => _host.Services.GetRequiredService<DurableEngine>();

    /// <summary>What the activities have done.</summary>
    public IReadOnlyList<string> Journal => SampleFunctions.Journal.Read(_journal);

    /// <summary>Starts an app.</summary>
    /// <param name="connection">Its storage.</param>
    /// <param name="start">How it is started.</param>
    /// <returns>The app.</returns>
    public static async Task<DurableApp> StartAsync(string connection, DurableStart? start = null)
    {
        start ??= new();
        var address = new LocalAddress(0);
        var settings = new Dictionary<string, string?>(start.Settings)
        {
            ["AzureWebJobsStorage"] = connection,
            [SampleFunctions.Journal.FileSetting] = start.JournalFile,
        };
        var program = typeof(SampleFunctions.Journal).Assembly;
        var directory = Path.GetDirectoryName(program.Location)!;
        var hostJson = HostJson.Read(Path.Combine(directory, "host.json"));
        var host = await HostServer.StartAsync(
            new HostOptions
            {
                App = new InProcessApp(program, directory)
                {
                    ConfigureServices = services =>
                        services.Configure<LoggerFilterOptions>(logging => logging.MinLevel = LogLevel.None),
                },
                Address = address,
                Settings = AppSettings.OfTest(settings, address),
                HostJson = hostJson with
                {
                    Extensions = hostJson.Extensions with
                    {
                        DurableTask = start.DurableTask with { HubName = start.Hub },
                    },
                },
                MinLevel = LogLevel.None,
                ConfigureHost = services => Configure(services, start),
            }
        );
        return new(host, start.Hub, start.JournalFile);
    }

    /// <summary>Runs an orchestrator to its end.</summary>
    /// <param name="orchestrator">The orchestrator.</param>
    /// <param name="input">Its input.</param>
    /// <param name="id">The id of the instance.</param>
    /// <returns>The instance.</returns>
    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null, string? id = null) =>
        await EndAsync(await StartAsync(orchestrator, input, id));

    /// <summary>Starts an orchestrator and waits until nothing runs.</summary>
    /// <param name="orchestrator">The orchestrator.</param>
    /// <param name="input">Its input.</param>
    /// <param name="id">The id of the instance.</param>
    /// <returns>The id of the instance.</returns>
    public async Task<string> StartAsync(string orchestrator, object? input = null, string? id = null)
    {
        var started = await Client.ScheduleNewOrchestrationInstanceAsync(
            orchestrator,
            input,
            new StartOrchestrationOptions(id)
        );
        await Clock.WhenIdleAsync(CancellationToken.None);
        return started;
    }

    /// <summary>Waits for the end of an instance.</summary>
    /// <param name="id">The id of the instance.</param>
    /// <returns>The instance.</returns>
    public async Task<OrchestrationMetadata> EndAsync(string id)
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, tooLong.Token);
    }

    /// <summary>Reads an instance.</summary>
    /// <param name="id">The id of the instance.</param>
    /// <returns>The instance with its values.</returns>
    public async Task<OrchestrationMetadata> GetAsync(string id) =>
        (await Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;

    /// <summary>Lets time pass.</summary>
    /// <param name="time">How much.</param>
    /// <returns>A task that ends when the time has passed.</returns>
    public Task PassAsync(TimeSpan time) => Clock.MoveToAsync(Clock.GetUtcNow() + time, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Channel.Dispose();
        await _host.DisposeAsync();
    }

    private static void Configure(IServiceCollection services, DurableStart start)
    {
        services.AddSingleton(start.Timing);
        services.Configure<ShutdownOptions>(options =>
            options.ShutdownTimeout = TimeSpan.FromSeconds(start.Tables is null ? 10 : 0.2)
        );
        if (start.Tables is not null)
        {
            services.AddSingleton(start.Tables);
        }

        start.ConfigureHost?.Invoke(services);
    }
}

/// <summary>How an app is started.</summary>
internal sealed record DurableStart
{
    /// <summary>The name of the hub.</summary>
    public string Hub { get; init; } = "hub" + Guid.CreateVersion7().ToString("N");

    /// <summary>The file of the journal.</summary>
    public string JournalFile { get; init; } =
        Path.Combine(Path.GetTempPath(), $"journal-{Guid.CreateVersion7():N}.txt");

    /// <summary>Further settings of the app.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>How the host reaches its tables.</summary>
    public TableClientOptions? Tables { get; init; }

    /// <summary>How soon the end of a process is noticed.</summary>
    public DurableTiming Timing { get; init; } = new();

    /// <summary>Changes the services of the host.</summary>
    public Action<IServiceCollection>? ConfigureHost { get; init; }

    /// <summary>The limits of host.json.</summary>
    public DurableTaskSettings DurableTask { get; init; } = new();
}
