using LocalHost.Http;
using LocalHost.Storage;
using LocalHost.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalHost.Tests;

/// <summary>Serves endpoints of the host without an app.</summary>
internal sealed class EndpointApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EndpointApp(WebApplication app)
    {
        _app = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<EndpointApp> StartAsync(string storage, Action<IServiceCollection> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("AzureWebJobsStorage", storage)]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<Settings>().AddSingleton<RuntimeStorage>();
        configure(builder.Services);
        var app = builder.Build();
        foreach (var endpoints in app.Services.GetServices<ILocalEndpoints>())
        {
            endpoints.Map(app);
        }

        await app.StartAsync();
        return new EndpointApp(app);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
