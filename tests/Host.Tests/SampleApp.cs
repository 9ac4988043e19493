using LocalHost.Clock;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SampleFunctions;

namespace LocalHost.Tests;

/// <summary>The sample functions in a host, reached over HTTP.</summary>
internal sealed class SampleApp : IAsyncDisposable
{
    private readonly HostServer _host;

    private SampleApp(HostServer host)
    {
        _host = host;
        Http = new HttpClient { BaseAddress = new Uri(host.BaseAddress, "v1/") };
    }

    /// <summary>Where the host listens.</summary>
    public Uri BaseAddress => _host.BaseAddress;

    /// <summary>A caller without a key.</summary>
    public HttpClient Http { get; }

    /// <summary>The services of the app.</summary>
    public IServiceProvider Services => _host.AppServices;

    /// <summary>The clock of the host.</summary>
    public LocalClock Clock => _host.Services.GetRequiredService<LocalClock>();

    /// <summary>Starts an app.</summary>
    /// <param name="storage">Its storage; an account of its own when absent.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="change">Changes what host.json says.</param>
    /// <returns>The app.</returns>
    public static async Task<SampleApp> StartAsync(
        string? storage = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        Func<HostJson, HostJson>? change = null
    )
    {
        var program = typeof(Journal).Assembly;
        var directory = Path.GetDirectoryName(program.Location)!;
        var address = new LocalAddress(0);
        var hostJson = HostJson.Read(Path.Combine(directory, "host.json"));
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["AzureWebJobsStorage"] = storage ?? await global::Testing.Azurite.NewAccountAsync(),
        };
        return new SampleApp(
            await HostServer.StartAsync(
                new HostOptions
                {
                    App = new InProcessApp(program, directory),
                    Address = address,
                    Settings = AppSettings.OfTest(all, address),
                    HostJson = change?.Invoke(hostJson) ?? hostJson,
                    MinLevel = LogLevel.Critical,
                }
            )
        );
    }

    /// <summary>Starts the app as a process of its own, as a published app is started.</summary>
    /// <param name="folder">The folder of the app.</param>
    /// <returns>The app.</returns>
    public static async Task<SampleApp> StartProcessAsync(string folder)
    {
        var address = new LocalAddress(0);
        var settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = await global::Testing.Azurite.NewAccountAsync(),
        };
        return new SampleApp(
            await HostServer.StartAsync(
                new HostOptions
                {
                    Published = folder,
                    Address = address,
                    Settings = AppSettings.OfTest(settings, address),
                    HostJson = HostJson.Read(Path.Combine(folder, "host.json")),
                    MinLevel = LogLevel.Critical,
                }
            )
        );
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
    }
}
