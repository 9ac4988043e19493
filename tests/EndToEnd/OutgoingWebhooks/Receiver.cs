using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EndToEnd.OutgoingWebhooks;

/// <summary>A company's system that takes webhooks, on this machine.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedWebhook> _received = [];

    private Receiver(WebApplication app) => _app = app;

    /// <summary>What it answers: by default 200.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>The header <c>Retry-After</c> of its answers, if any.</summary>
    public string? RetryAfter { get; set; }

    public Uri Address { get; private set; } = null!;

    /// <summary>What has come in, in order.</summary>
    public IReadOnlyList<ReceivedWebhook> Received => [.. _received];

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.MapPost("/in", receiver.TakeAsync);
        await receiver._app.StartAsync();
        var address = receiver
            ._app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Single();
        receiver.Address = new Uri(new Uri(address), "/in");
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = context.Request.Headers;
        _received.Enqueue(
            new ReceivedWebhook(
                headers["webhook-id"].ToString(),
                headers["webhook-timestamp"].ToString(),
                headers["webhook-signature"].ToString(),
                await reader.ReadToEndAsync()
            )
            {
                TraceParent = headers.TraceParent.ToString(),
            }
        );
        context.Response.StatusCode = Status;
        context.Response.Headers.RetryAfter = RetryAfter;
        await context.Response.WriteAsync("Thank you.");
    }
}

/// <summary>A webhook as it came in.</summary>
internal sealed record ReceivedWebhook(string Id, string Timestamp, string Signature, string Body)
{
    /// <summary>The trace that it belongs to; empty when there is none.</summary>
    public string TraceParent { get; init; } = "";

    public JsonElement Json => JsonElement.Parse(Body);

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");

    /// <summary>Whether one of its signatures is by the secret; written down anew from the specification.</summary>
    public bool IsSignedBy(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected =
            $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.{Body}")))}";
        return Signature.Split(' ').Contains(expected);
    }
}
