using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Testing;

namespace AffiliateFunctions.Benchmarks.Platform;

/// <summary>
/// The sample functions in a host of their own: what host and worker cost when a function does nothing.
/// </summary>
internal static class PlainApp
{
    /// <summary>Starts it.</summary>
    /// <param name="storage">Its storage.</param>
    /// <param name="configureHost">Adds to the host's services.</param>
    public static Task<HostServer> StartAsync(string storage, Action<IServiceCollection>? configureHost = null)
    {
        var address = new LocalAddress(0);
        var settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage,
            ["LocalFunctionKey"] = "local-key",
        };
        var hostJson = HostJson.Read(Path.Combine(AppContext.BaseDirectory, "host.json"));
        return HostServer.StartAsync(
            new HostOptions
            {
                App = new InProcessApp(typeof(SampleFunctions.BenchmarkFunctions).Assembly, AppContext.BaseDirectory)
                {
                    MinLevel = LogLevel.Warning,
                },
                Address = address,
                Settings = AppSettings.OfTest(settings, address),
                HostJson = hostJson with
                {
                    Extensions = hostJson.Extensions with { DurableTask = new() { HubName = "plain" } },
                },
                MinLevel = LogLevel.Warning,
                ConfigureHost = configureHost,
            }
        );
    }

    /// <summary>Starts it on storage of its own.</summary>
    public static async Task<HostServer> StartAsync() => await StartAsync(await Azurite.NewAccountAsync());
}
