using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Azure.Storage.Queues;
using Spectre.Console;
using Testing;

namespace AffiliateFunctions.Benchmarks.Tracking;

/// <summary>
/// Single sales at a steady rate for some time: how long an answer takes, how deep the queue becomes, and how long the
/// rest takes to be applied once nothing more comes. Where the queue is as deep at the end as in the middle, the app
/// keeps up with the rate.
/// </summary>
internal static class SteadyLoad
{
    private const string Slug = "load";
    private const int PerSecond = 145;
    private const string Rules = """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}] """;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(MeasuredApp app)
    {
        await app.Pilot.BeginAsync(Slug, Rules);
        var partners = await app.Pilot.AddPartnersAsync(Slug, 50);
        await SendAtRateAsync(app, partners, "warm-up", TimeSpan.FromSeconds(5));
        await app.DrainedAsync();

        var queue = new QueueServiceClient(app.App.Storage).GetQueueClient("tracking-events");
        using var done = new CancellationTokenSource();
        var depths = WatchAsync(queue, done.Token);
        var (before, processorBefore) = (app.Used, await ProcessorTime.NowAsync());
        var answers = await SendAtRateAsync(app, partners, "sale", Duration);
        var ended = Stopwatch.GetTimestamp();
        await app.DrainedAsync();
        var drained = Stopwatch.GetElapsedTime(ended);
        await done.CancelAsync();
        var (used, processor) = (app.Used - before, await ProcessorTime.NowAsync() - processorBefore);
        await app.CheckLedgerAsync(Slug);

        var seen = await depths;
        var table = new Table
        {
            Title = new TableTitle($"{PerSecond} single sales a second for {Duration.TotalSeconds:F0} s"),
        }.AddColumns(
            "sales",
            "answer p50",
            "p99",
            "deepest queue (messages)",
            "of them in the middle",
            "at the end",
            "drained after",
            "requests each",
            "processor time each: app and host",
            "Azurite"
        );
        table.AddRow(
            $"{answers.Count:N0}",
            Milliseconds(answers, 0.5),
            Milliseconds(answers, 0.99),
            $"{seen.Max()}",
            $"{seen[seen.Count / 2]}",
            $"{seen[^1]}",
            string.Create(CultureInfo.InvariantCulture, $"{drained.TotalSeconds:F1} s"),
            string.Create(CultureInfo.InvariantCulture, $"{(double)used.Requests / answers.Count:F2}"),
            Each(processor.App),
            Each(processor.Azurite)
        );
        AnsiConsole.Write(table);

        string Each(TimeSpan time) =>
            string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds / answers.Count:F1} ms");
    }

    private static async Task<IReadOnlyList<double>> SendAtRateAsync(
        MeasuredApp app,
        IReadOnlyList<PilotPartner> partners,
        string name,
        TimeSpan duration
    )
    {
        var answers = new ConcurrentBag<double>();
        var sending = new List<Task>();
        var begun = Stopwatch.GetTimestamp();
        for (var number = 0; Stopwatch.GetElapsedTime(begun) < duration; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / PerSecond) - Stopwatch.GetElapsedTime(begun);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, TimeProvider.System);
            }

            sending.Add(SendAsync(app, $"{name}-{number}", partners[number % partners.Count].Code, answers));
        }

        await Task.WhenAll(sending);
        return [.. answers];
    }

    private static async Task SendAsync(MeasuredApp app, string id, string code, ConcurrentBag<double> answers)
    {
        var begun = Stopwatch.GetTimestamp();
        using var content = new StringContent(
            $$"""{"event_id": "{{id}}", "invoice_id": "{{id}}", "customer": {"external_id": "{{id}}"}, "code": "{{code}}", "amount": 10000, "currency": "USD"}""",
            Encoding.UTF8,
            "application/json"
        );
        using var answer = await app.App.Http.PostAsync(
            new Uri($"/api/programs/{Slug}/track/sale", UriKind.Relative),
            content
        );
        MeasuredApp.Check(
            answer.StatusCode == HttpStatusCode.Accepted,
            $"A sale was answered by {(int)answer.StatusCode}."
        );
        answers.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }

    private static async Task<IReadOnlyList<int>> WatchAsync(QueueClient queue, CancellationToken cancellationToken)
    {
        var depths = new List<int>();
        while (!cancellationToken.IsCancellationRequested)
        {
            depths.Add((await queue.GetPropertiesAsync(CancellationToken.None)).Value.ApproximateMessagesCount);
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, CancellationToken.None);
        }

        return depths;
    }

    private sealed record ProcessorTime(TimeSpan App, TimeSpan Azurite)
    {
        public static async Task<ProcessorTime> NowAsync() =>
            new(Environment.CpuUsage.TotalTime, await Testing.Azurite.ProcessorTimeAsync());

        public static ProcessorTime operator -(ProcessorTime after, ProcessorTime before) =>
            new(after.App - before.App, after.Azurite - before.Azurite);
    }

    private static string Milliseconds(IReadOnlyList<double> answers, double share) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{answers.Order().ElementAt((int)(share * (answers.Count - 1))):F0} ms"
        );
}
