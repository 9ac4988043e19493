using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Testing;
using Testing.Answers;

namespace AffiliateFunctions.Benchmarks.Tracking;

/// <summary>
/// The purchases of a real shop as sales of 200 partners, from batches of a thousand over HTTP to a ledger that
/// verifies and owes each partner what the rule says, to the cent. The time is from the first batch until the last
/// message is applied. Told is how many entities the application wrote per second in that time, against those per
/// second that the same Azurite takes of as many entities of the same size in full transactions, right after it. Each
/// run has storage of its own, as Azurite takes the longer the more a table holds: what that comes to, the growth
/// tells.
/// </summary>
internal static class PurchaseRuns
{
    private const int Partners = 200;
    private const int Percent = 15;
    private const int SendersAtOnce = 4;
    private const int Rounds = 3;
    private const int UsualCount = 10_000;
    private const int GrownCount = 100_000;

    private static readonly string Rules =
        $$""" "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "{{Percent}}"} }] """;

    public static async Task RunAsync(bool all)
    {
        await RunOnItsOwnAsync(UsualCount);
        var table = NewTable("Purchases to a verified ledger (aim: ratio ≥ 0.4)");
        var runs = new List<Run>();
        for (var round = 1; round <= (all ? 1 : Rounds); round++)
        {
            runs.Add(await RunOnItsOwnAsync(all ? null : UsualCount));
            Add(table, runs[^1]);
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Median ratio: {runs.Select(run => run.Ratio).Order().ElementAt(runs.Count / 2):F2}"
            )
        );
    }

    public static async Task RunGrowthAsync(MeasuredApp app)
    {
        await RunAsync(app, "warm-up", 1000);
        var table = NewTable("Growth");
        var small = await RunAsync(app, "small", UsualCount);
        Add(table, small);
        var large = await RunAsync(app, "large", GrownCount);
        Add(table, large);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Time per event, the second relative to the first: "
                    + $"{large.Seconds / large.Events / (small.Seconds / small.Events):F2}"
            )
        );
    }

    private static async Task<Run> RunOnItsOwnAsync(int? count)
    {
        await using var app = await MeasuredApp.StartAsync();
        return await RunAsync(app, "purchases", count);
    }

    private static async Task<Run> RunAsync(MeasuredApp app, string slug, int? count)
    {
        await app.Pilot.BeginAsync(slug, Rules);
        var partners = await app.Pilot.AddPartnersAsync(slug, Partners);
        var purchases = Purchases.Read(count);
        var batches = Purchases.Batches(purchases, partners, await app.App.NowAsync()).ToList();
        await app.App.WhenIdleAsync();
        var (before, begun) = (app.Used, Stopwatch.GetTimestamp());
        await Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = SendersAtOnce },
            async (batch, _) => await app.SendAsync(slug, batch)
        );
        await app.DrainedAsync();
        var (seconds, used) = (Stopwatch.GetElapsedTime(begun).TotalSeconds, app.Used - before);
        await CheckAsync(app, slug, purchases, partners);
        return new Run(
            purchases.Count,
            seconds,
            used,
            await PlainBatches.RateAsync(used.Entities, used.Bytes / used.Entities)
        );
    }

    private static async Task CheckAsync(
        MeasuredApp app,
        string slug,
        IReadOnlyList<Purchase> purchases,
        IReadOnlyList<PilotPartner> partners
    )
    {
        await app.CheckAppliedAsync(slug, "sale", purchases.Count);
        await app.CheckLedgerAsync(slug);
        var owed = Purchases.CommissionsOf(purchases, Partners, Percent);
        var program = new ProgramReader(app.App, slug);
        for (var i = 0; i < partners.Count; i++)
        {
            var pending = await program.PendingAsync(partners[i].Id);
            MeasuredApp.Check(
                pending == owed[i],
                $"The partner {partners[i].Code} has {pending} pending and is owed {owed[i]}."
            );
        }
    }

    private static Table NewTable(string title) =>
        new Table { Title = new TableTitle(title) }.AddColumns(
            "events",
            "events/s",
            "entities each",
            "requests each",
            "entities/s",
            "plain entities/s",
            "ratio"
        );

    private static void Add(Table table, Run run) =>
        table.AddRow(
            $"{run.Events:N0}",
            $"{run.Events / run.Seconds:N0}",
            $"{(double)run.Used.Entities / run.Events:F2}",
            $"{(double)run.Used.Requests / run.Events:F2}",
            $"{run.Rate:N0}",
            $"{run.Plain:N0}",
            $"{run.Ratio:F2}"
        );

    private sealed record Run(int Events, double Seconds, StorageUse Used, double Plain)
    {
        public double Rate => Used.Entities / Seconds;

        public double Ratio => Rate / Plain;
    }
}
