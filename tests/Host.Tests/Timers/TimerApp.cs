using LocalHost.Clock;
using LocalHost.Hosting;
using LocalHost.Timers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalHost.Tests.Timers;

/// <summary>An application with timer functions and its clock.</summary>
internal sealed class TimerApp : IAsyncDisposable
{
    private readonly LocalHost _host;

    private TimerApp(LocalHost host, Runs runs) => (_host, Runs) = (host, runs);

    public Runs Runs { get; }

    public LocalClock Clock => _host.Services.GetRequiredService<LocalClock>();

    public static async Task<TimerApp> StartAsync(Type functions, string storage, Runs? runs = null, TimerTiming? timing = null)
    {
        runs ??= new();
        return new TimerApp(
            await LocalHost.StartAsync(new()
            {
                FunctionTypes = [functions],
                HostJson = new() { Logging = new() { LogLevel = new Dictionary<string, string> { ["default"] = "None" } } },
                Settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = storage, ["Often"] = "0 */5 * * * *" },
                ConfigureServices = services =>
                {
                    services.AddSingleton(runs);
                    services.AddSingleton(timing ?? new TimerTiming());
                    services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
                },
            }),
            runs);
    }

    public Task MoveToAsync(DateTimeOffset to) => Clock.MoveToAsync(to, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

    public Task WhenIdleAsync() => Clock.WhenIdleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>The first midnight that lies some days ahead, so that no occurrence is near when a test begins.</summary>
    public DateTimeOffset Midnight(int days) => new(Clock.GetUtcNow().UtcDateTime.Date.AddDays(days), TimeSpan.Zero);

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
