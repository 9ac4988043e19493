using System.Reflection;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Testing.Tables;

namespace Testing;

/// <summary>An application that runs inside the test process, on a free port, over storage of its own.</summary>
public sealed class RunningApp : AppClient
{
    private readonly HostServer _host;

    private RunningApp(HostServer host, string storage, MemoryTables? tables)
        : base(host.BaseAddress, host.FunctionKey)
    {
        _host = host;
        Storage = storage;
        Tables = tables;
    }

    /// <summary>The connection string of its storage; another start with it finds what this one left.</summary>
    public string Storage { get; }

    /// <summary>
    /// Its tables, and those of its host, when they are in memory; other apps of this process can share them.
    /// </summary>
    public MemoryTables? Tables { get; }

    /// <summary>Its services, for what cannot be seen from outside.</summary>
    public IServiceProvider Services => _host.AppServices;

    /// <summary>The services of the host that runs it.</summary>
    public IServiceProvider HostServices => _host.Services;

    /// <summary>
    /// Starts a program through its own entry point, with the settings of local.settings.example.json.
    /// </summary>
    /// <param name="program">The program's assembly.</param>
    /// <param name="storage">The storage account; when absent a new one, at <see cref="StartTime"/>.</param>
    /// <param name="settings">Settings that differ from the file's, with two underscores between section and
    /// name.</param>
    /// <param name="configure">Adds to its services, after the program itself did.</param>
    /// <param name="configureHost">Adds to the services of the host.</param>
    /// <param name="tables">The tables of app and host; those of the storage account when absent.</param>
    public static async Task<RunningApp> StartAsync(
        Assembly program,
        string? storage = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? configure = null,
        Action<IServiceCollection>? configureHost = null,
        MemoryTables? tables = null
    )
    {
        if (storage is null)
        {
            storage = await Azurite.NewAccountAsync();
            await StartTime.SetAsync(storage, tables);
        }

        var directory = AppContext.BaseDirectory;
        var address = new LocalAddress(0);
        var options = new HostOptions
        {
            // What many apps at once log of themselves would hide what a failing test says.
            App = new InProcessApp(program, directory)
            {
                MinLevel = LogLevel.Warning,
                ConfigureServices = UseTables + configure,
            },
            Address = address,
            Settings = AppSettings.OfTest(TestSettings.Of(directory, storage, settings), address),
            HostJson = WithShortPauses(HostJson.Read(Path.Combine(directory, "host.json"))),
            MinLevel = LogLevel.Warning,
            ConfigureHost = UseTables + configureHost,
        };
        return new RunningApp(await HostServer.StartAsync(options), storage, tables);

        void UseTables(IServiceCollection services)
        {
            if (tables is not null)
            {
                services.AddSingleton(tables.Options());
            }
        }
    }

    // A failed message is away for half a minute of real time, which a test need not wait for.
    private static HostJson WithShortPauses(HostJson host) =>
        host with
        {
            Extensions = host.Extensions with
            {
                Queues = host.Extensions.Queues with { VisibilityTimeout = TimeSpan.FromSeconds(0.2) },
            },
        };

    private protected override async Task EndAsync()
    {
        await HistoryRecorder.RecordAsync(_host.Services);
        await _host.DisposeAsync();
    }
}
