using System.Text;
using LocalHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace AffiliateFunctions.Benchmarks.Http;

/// <summary>
/// Requests per second of trivial functions in the local runtime against the same code on bare Kestrel: both in this process,
/// in alternating rounds, so that what else the machine does hits both alike.
/// </summary>
internal static class HttpBenchmark
{
    private const int Rounds = 9;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(string[] args)
    {
        await using var bare = await StartBareAsync();
        await using var runtime = await LocalHost.StartAsync(
            new LocalSurroundings { FunctionTypes = [typeof(TrivialFunctions)], HostJson = new() { Extensions = new() { Http = new() { RoutePrefix = "" } } } },
            builder => builder.Logging.ClearProviders());
        var bareAddress = new Uri(bare.Urls.First());

        var table = new Table().AddColumns("request", "bare Kestrel/s", "local runtime/s", "ratio");
        foreach (var (name, request) in Requests())
        {
            var (bareRate, runtimeRate) = await MeasureAsync(bareAddress, runtime.BaseAddress, request);
            table.AddRow(name, $"{bareRate:N0}", $"{runtimeRate:N0}", $"{runtimeRate / bareRate:F2}");
        }

        AnsiConsole.Write(table);
    }

    private static IEnumerable<(string Name, byte[] Request)> Requests()
    {
        const string Body = """{"customer":"c-1001","amount":12000}""";
        yield return ("GET, text", Encoding.ASCII.GetBytes("GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        yield return ("GET with key, text", Encoding.ASCII.GetBytes("GET /keyed HTTP/1.1\r\nHost: localhost\r\nx-functions-key: local-key\r\n\r\n"));
        yield return (
            "POST, JSON",
            Encoding.ASCII.GetBytes($"POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
    }

    private static async Task<(double Bare, double Runtime)> MeasureAsync(Uri bare, Uri runtime, byte[] request)
    {
        await using var bareLoad = await Load.ConnectAsync(bare, [request]);
        await using var runtimeLoad = await Load.ConnectAsync(runtime, [request]);
        await bareLoad.RunAsync(RoundLength);
        await runtimeLoad.RunAsync(RoundLength);
        var bareRates = new List<double>();
        var runtimeRates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            bareRates.Add((await bareLoad.RunAsync(RoundLength)).PerSecond);
            runtimeRates.Add((await runtimeLoad.RunAsync(RoundLength)).PerSecond);
        }

        return (Median(bareRates), Median(runtimeRates));
    }

    private static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);

    private static async Task<WebApplication> StartBareAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel((KestrelServerOptions kestrel) => kestrel.AddServerHeader = false);
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        app.MapGet("/ping", (HttpContext http) => TrivialFunctions.Ping(http.Request));
        app.MapGet("/keyed", (HttpContext http) => TrivialFunctions.Keyed(http.Request));
        app.MapPost("/orders", (HttpContext http, CancellationToken cancellationToken) => TrivialFunctions.Orders(http.Request, cancellationToken));
        await app.StartAsync();
        return app;
    }
}
