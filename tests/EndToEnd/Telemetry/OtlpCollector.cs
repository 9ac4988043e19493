using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Telemetry;

/// <summary>
/// A collector on this machine that takes traces and metrics by OTLP over HTTP
/// (https://opentelemetry.io/docs/specs/otlp/#otlphttp). It keeps the messages as they came, in protobuf.
/// </summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, byte[] Message)> received = [];

    private OtlpCollector(WebApplication app) => this.app = app;

    /// <summary>The address that exporters send to.</summary>
    public string Address =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new OtlpCollector(builder.Build());
        collector.app.MapPost("/{**path}", collector.TakeAsync);
        await collector.app.StartAsync();
        return collector;
    }

    /// <summary>Whether a message of traces has a span of this name and a span or link of this trace.</summary>
    public bool HasSpan(string name, string traceId) =>
        received.Any(item =>
            item.Path == "/v1/traces"
            && Contains(item.Message, Encoding.UTF8.GetBytes(name))
            && Contains(item.Message, Convert.FromHexString(traceId))
        );

    /// <summary>Whether a message of metrics has this name.</summary>
    public bool HasMetric(string name) =>
        received.Any(item => item.Path == "/v1/metrics" && Contains(item.Message, Encoding.UTF8.GetBytes(name)));

    /// <summary>Whether any message has this text.</summary>
    public bool HasText(string text) => received.Any(item => Contains(item.Message, Encoding.UTF8.GetBytes(text)));

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static bool Contains(byte[] message, byte[] part) => message.AsSpan().IndexOf(part) >= 0;

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        received.Enqueue((context.Request.Path.Value!, body.ToArray()));
    }
}
