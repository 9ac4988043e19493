using System.Diagnostics;
using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Benchmarks.Payouts;
using AffiliateFunctions.Benchmarks.Tracking;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Programs;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Testing.Tables;

namespace AffiliateFunctions.Benchmarks.Reviews;

/// <summary>
/// The tally of a month, which is taken when its cycle closes, and the review that is measured from it, by the number of
/// partners and the months of history: each partner has 100 events in a year, and a commission in the reviewed month.
/// Everything is written straight to storage, each click in a row of its own, as the clicks of a quiet program are. The
/// tables are in memory, so that the time is that of the app. The month before is reviewed first, as it is in a running
/// program. Further words are the numbers of partners, 1,000 and 10,000 by default.
/// </summary>
internal static class ReviewBenchmark
{
    private const string Slug = "review";
    private const string Rules = """
        "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}], "hold_days": 0,
        "review": {"pause_at": {"field": "scorecard.refunds", "op": "gte", "value": 3}}
        """;

    private static readonly int[] MonthsOfHistory = [2, 12];
    private static readonly TimeSpan BetweenCollections = TimeSpan.FromSeconds(0.5);

    public static async Task RunAsync(string[] args)
    {
        int[] sizes =
            args.Length == 0
                ? [1_000, 10_000]
                : [.. args.Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        AnsiConsole.Profile.Width = 140;
        var table = new Table
        {
            Title = new TableTitle("The review of a month (aim: at most 2 requests for 100 partners) and its tally"),
        };
        table.AddColumns(
            "partners",
            "events",
            "of the month",
            "tally: seconds",
            "requests",
            "review: seconds",
            "requests",
            "for 100 partners",
            "MB in use",
            "MB heap"
        );
        var by = new Table { Title = new TableTitle("Requests by table and operation") };
        by.AddColumns("partners", "events", "operation", "requests");
        await RunAsync(
            100,
            months: 2,
            new Table().AddColumns("", "", "", "", "", "", "", "", "", ""),
            new Table().AddColumns("", "", "", "")
        );
        foreach (var partners in sizes)
        {
            foreach (var months in MonthsOfHistory)
            {
                await RunAsync(partners, months, table, by);
            }
        }

        AnsiConsole.Write(table);
        AnsiConsole.Write(by);
    }

    private static async Task RunAsync(int count, int months, Table table, Table by)
    {
        await using var app = await MeasuredApp.StartAsync(new MemoryTables());
        await app.Pilot.BeginAsync(Slug, Rules);
        var (slug, now) = (ProgramSlug.Parse(Slug), await app.App.NowAsync());
        var month = Period.Of(now, TimeZoneInfo.Utc).Previous;
        await AgeAsync(app.App.Services.GetRequiredService<ProgramStore>(), slug, now);
        var partners = await new CyclePartners(app.App.Services, slug).WriteAsync(
            count,
            month.Start(TimeZoneInfo.Utc).AddDays(1)
        );
        var written = await new YearOfEvents(app.App.Services, slug).WriteAsync(partners, month, months);
        var review = ActivatorUtilities.CreateInstance<ComputeReview>(app.App.Services);
        await review.RunAsync(new ReviewKey(slug, month.Previous), CancellationToken.None);

        var (before, targets) = (app.Used, app.UsedByTarget);
        await using var peak = new PeakMemory(() => app.Used.Bytes, BetweenCollections).Start();
        var begun = Stopwatch.GetTimestamp();
        await app
            .App.Services.GetRequiredService<MonthTallies>()
            .FoldAsync(await ProgramAsync(app, slug), month, CancellationToken.None);
        var (tallied, tally) = (Stopwatch.GetElapsedTime(begun) - peak.Collecting, (app.Used - before).Tables);
        await review.RunAsync(new ReviewKey(slug, month), CancellationToken.None);
        var time = Stopwatch.GetElapsedTime(begun) - tallied;
        await peak.StopAsync();

        var used = (app.Used - before).Tables - tally;
        var stored = await app
            .App.Services.GetRequiredService<ReviewStore>()
            .FindAsync(slug, month, CancellationToken.None);
        var sales = stored!.Signals.Single(signal => signal.Metric == "net_revenue").Sample;
        MeasuredApp.Check(sales == written.SalesOfMonth, $"{sales} of {written.SalesOfMonth} sales were measured.");
        string[] size = [Number(count), Number(written.All)];
        table.AddRow([
            .. size,
            Number(written.OfMonth),
            tallied.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture),
            Number(tally),
            (time - peak.Collecting).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture),
            Number(used),
            (100.0 * used / count).ToString("F2", CultureInfo.InvariantCulture),
            CycleSteps.MegabytesOf(peak.InUse),
            CycleSteps.MegabytesOf(peak.Heap),
        ]);
        foreach (var (target, asked) in app.UsedByTarget.OrderByDescending(target => target.Value))
        {
            if (asked - targets.GetValueOrDefault(target) is > 0 and var more)
            {
                by.AddRow([.. size, target, Number(more)]);
            }
        }
    }

    private static async Task<AffiliateProgram> ProgramAsync(MeasuredApp app, ProgramSlug slug) =>
        (await app.App.Services.GetRequiredService<ProgramStore>().FindAsync(slug, CancellationToken.None))!;

    // The program is as old as its events.
    private static async Task AgeAsync(ProgramStore programs, ProgramSlug slug, DateTimeOffset now)
    {
        var (program, version) = (await programs.ReadAsync(slug, CancellationToken.None))!.Value;
        var aged = program with { CreatedAt = now.AddMonths(-13) };
        MeasuredApp.Check(
            await programs.ReplaceAsync(aged, version, CancellationToken.None),
            "the program was changed meanwhile."
        );
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
