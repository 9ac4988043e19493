using System.Globalization;
using System.Text;
using AffiliateFunctions.Benchmarks.Tracking;
using Microsoft.AspNetCore.Http;
using Spectre.Console;
using Testing;
using Testing.Tables;

namespace AffiliateFunctions.Benchmarks.Platform;

/// <summary>
/// Requests per second of a partner's link and of a single sale, each against a function of the same shape that answers
/// at once, through the same host: what our own code costs beside the platform's. Both apps run in this process and are
/// measured in alternating rounds, so that what else the machine does hits both alike. The plain app's rounds begin
/// when everything of the round before is stored. Each is measured twice: on Azurite, which shares the processors and
/// takes hundreds of messages a second, and on storage that answers at once, keeps no transaction and no message, and
/// so leaves what the app itself does for a response. Further words choose parts: <c>redirect</c> or <c>sale</c>,
/// <c>azurite</c> or <c>alone</c>.
/// </summary>
internal static class HttpBenchmark
{
    private const int WarmRounds = 3;
    private const int Rounds = 7;
    private const int Partners = 10;
    private const string Slug = "http";
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(string[] args)
    {
        await using var plain = await PlainApp.StartAsync();
        var table = new Table
        {
            Title = new TableTitle(
                $"Requests through the host, {Load.UsualConnections} connections, median of {Rounds} rounds"
            ),
        }.AddColumns("request", "plain function/s", "ours/s", "ratio", "p50", "p99");
        if (!args.Contains("alone"))
        {
            await using var app = await MeasuredApp.StartAsync(isCounted: false);
            var partners = await BeginAsync(app);
            await AddAllAsync(table, plain.BaseAddress, app, partners, args, "on Azurite");
        }

        if (!args.Contains("azurite"))
        {
            var (tables, queues) = (new MemoryTables(), new AnsweringQueues());
            await using var app = await MeasuredApp.StartAsync(tables, queues, isCounted: false);
            var partners = await BeginAsync(app);
            tables.AnswersAtOnce = true;
            queues.AnswersAtOnce = true;
            await AddAllAsync(table, plain.BaseAddress, app, partners, args, "storage answers at once");
        }

        AnsiConsole.Write(table);
    }

    private static async Task<IReadOnlyList<PilotPartner>> BeginAsync(MeasuredApp app)
    {
        await app.Pilot.BeginAsync(
            Slug,
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}] """
        );
        return await app.Pilot.AddPartnersAsync(Slug, Partners);
    }

    private static async Task AddAllAsync(
        Table table,
        Uri plain,
        MeasuredApp app,
        IReadOnlyList<PilotPartner> partners,
        string[] args,
        string storage
    )
    {
        if (!args.Contains("sale"))
        {
            await AddAsync(
                table,
                $"a link's redirect, {storage} (aim ≥ 0.85)",
                plain,
                app,
                StatusCodes.Status302Found,
                LinksOf(partners)
            );
        }

        if (!args.Contains("redirect"))
        {
            await AddAsync(
                table,
                $"a single sale, {storage} (aim ≥ 0.6)",
                plain,
                app,
                StatusCodes.Status202Accepted,
                SalesOf(partners)
            );
        }
    }

    private static Func<int, Func<int, byte[]>> LinksOf(IReadOnlyList<PilotPartner> partners) =>
        connection =>
        {
            var link = LinkOf(partners[connection % Partners].Code, connection);
            return _ => link;
        };

    private static Func<int, Func<int, byte[]>> SalesOf(IReadOnlyList<PilotPartner> partners)
    {
        var run = 0;
        return connection =>
        {
            var number = Interlocked.Increment(ref run);
            return request => SaleOf(partners[connection % Partners].Code, $"s{number}-{connection}-{request}");
        };
    }

    private static async Task AddAsync(
        Table table,
        string name,
        Uri plain,
        MeasuredApp app,
        int status,
        Func<int, Func<int, byte[]>> requestsOf
    )
    {
        await using var plainLoad = await Load.ConnectAsync(plain, requestsOf, status);
        await using var ourLoad = await Load.ConnectAsync(app.App.Anonymous.BaseAddress!, requestsOf, status);
        var (ofPlain, ofOurs) = (new List<Answered>(), new List<Answered>());
        for (var round = 0; round < WarmRounds + Rounds; round++)
        {
            ofPlain.Add(await plainLoad.RunAsync(RoundLength));
            ofOurs.Add(await ourLoad.RunAsync(RoundLength));
            await app.DrainedAsync();
        }

        var (plainRounds, ourRounds) = (ofPlain[WarmRounds..], ofOurs[WarmRounds..]);
        table.AddRow(
            name,
            $"{Median(plainRounds.Select(round => round.PerSecond)):N0}",
            $"{Median(ourRounds.Select(round => round.PerSecond)):N0}",
            $"{Median(ourRounds.Zip(plainRounds, (ours, plainRound) => ours.PerSecond / plainRound.PerSecond)):F2}",
            $"{Answered.Percentile(ourRounds, 0.5):N1} ms",
            $"{Answered.Percentile(ourRounds, 0.99):N1} ms"
        );
    }

    private static double Median(IEnumerable<double> values) =>
        values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private static byte[] LinkOf(string code, int visitor) =>
        Encoding.ASCII.GetBytes(
            $"GET /r/{code} HTTP/1.1\r\nHost: localhost\r\n"
                + "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
                + $"X-Forwarded-For: 192.0.2.{visitor % 256}\r\n\r\n"
        );

    private static byte[] SaleOf(string code, string id)
    {
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"event_id":"{{id}}","invoice_id":"{{id}}","customer":{"external_id":"c-{{id}}"},"amount":10000,"currency":"USD","code":"{{code}}"}"""
        );
        return Encoding.ASCII.GetBytes(
            $"POST /api/programs/{Slug}/track/sale HTTP/1.1\r\nHost: localhost\r\nx-functions-key: local-key\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );
    }
}
