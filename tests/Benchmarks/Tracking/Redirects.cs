using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Benchmarks.Http;
using AffiliateFunctions.Tracking.Clicks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace AffiliateFunctions.Benchmarks.Tracking;

/// <summary>
/// Redirects per second of partners' links against a bare Kestrel that answers 302 to everything, in alternating rounds. Clicks are stored
/// while visitors go on, by the same process and an Azurite on the same machine, which the visitors share too; at the end every one must be
/// counted. The bare server's rounds begin when all clicks of the round before are stored. What is measured is an app that has run for a
/// while: before that both servers answer until the runtime has compiled their code for good.
/// </summary>
internal static class Redirects
{
    private const int Visitors = 256;
    private const int Partners = 10;
    private const int WarmRounds = 8;
    private const int Rounds = 7;
    private const string Slug = "redirects";
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(MeasuredApp app)
    {
        await app.Pilot.BeginAsync(Slug, """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}] """);
        var partners = await app.Pilot.AddPartnersAsync(Slug, Partners);
        byte[][] requests = [.. Enumerable.Range(0, Visitors).Select(visitor => RequestOf(partners[visitor % Partners].Code, visitor))];
        await using var bare = await StartBareAsync();
        await using var bareLoad = await Load.ConnectAsync(new Uri(bare.Urls.First()), requests, StatusCodes.Status302Found, Visitors);
        await using var linkLoad = await Load.ConnectAsync(app.App.Anonymous.BaseAddress!, requests, StatusCodes.Status302Found, Visitors);
        var (ofBare, ofLinks) = (new List<Answered>(), new List<Answered>());
        for (var round = 0; round < WarmRounds + Rounds; round++)
        {
            ofBare.Add(await bareLoad.RunAsync(RoundLength));
            ofLinks.Add(await linkLoad.RunAsync(RoundLength));
            await app.DrainedAsync();
        }

        await app.App.Services.GetRequiredService<CountClicks>().OfProgramAsync(ProgramSlug.Parse(Slug), days: 2, CancellationToken.None);
        var counted = await RequestsPerEvent.CountedAsync(app, Slug);
        var followed = ofLinks.Sum(round => round.Times.Count);
        MeasuredApp.Check(counted == followed, $"{followed} visitors were sent on and {counted} clicks were counted.");
        Tell(ofBare[WarmRounds..], ofLinks[WarmRounds..]);
    }

    private static void Tell(List<Answered> ofBare, List<Answered> ofLinks)
    {
        var table = new Table { Title = new TableTitle($"Redirects, {Visitors} visitors at once, median of {Rounds} rounds") }.AddColumns("server", "per second", "p50", "p99");
        foreach (var (name, rounds) in new[] { ("bare Kestrel", ofBare), ("partners' links", ofLinks) })
        {
            table.AddRow(name, $"{Median(rounds.Select(round => round.PerSecond)):N0}", $"{Answered.Percentile(rounds, 0.5):N1} ms", $"{Answered.Percentile(rounds, 0.99):N1} ms");
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"Ratio, median of the rounds' (aim ≥ 0.7): {Median(ofLinks.Zip(ofBare, (link, plain) => link.PerSecond / plain.PerSecond)):F2}");
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    // Each visitor has an address, as the front end tells it: strangers are limited by their addresses.
    private static byte[] RequestOf(string code, int visitor) => Encoding.ASCII.GetBytes(
        $"GET /r/{code} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\nX-Forwarded-For: 192.0.2.{visitor % 256}\r\n\r\n");

    private static async Task<WebApplication> StartBareAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel((KestrelServerOptions kestrel) => kestrel.AddServerHeader = false);
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        app.MapGet("/r/{code}", (HttpContext http) => http.Response.Redirect("https://www.example.com/"));
        await app.StartAsync();
        return app;
    }
}
