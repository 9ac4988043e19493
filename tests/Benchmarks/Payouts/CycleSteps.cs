using System.Diagnostics;
using System.Globalization;
using AffiliateFunctions.Benchmarks.Tracking;
using Spectre.Console;

namespace AffiliateFunctions.Benchmarks.Payouts;

/// <summary>Measures the steps of a cycle and adds them to tables.</summary>
/// <param name="app">The app.</param>
/// <param name="table">Receives a row for each step.</param>
/// <param name="by">Receives the requests of each step by table and operation.</param>
/// <param name="partners">The number of partners.</param>
internal sealed class CycleSteps(MeasuredApp app, Table table, Table by, int partners)
{
    private static readonly TimeSpan BetweenCollections = TimeSpan.FromSeconds(1.5);

    private Measured _all = new(default, default, 0, 0, 0, 0);

    public static string[] Columns { get; } =
    ["partners", "step", "seconds", "requests/partner", "in storage", "MB in use", "MB heap", "MB working set"];

    public async Task MeasureAsync(string step, Func<Task> work)
    {
        var (before, inTables, targets) = (app.Used, app.InTables, app.UsedByTarget);
        await using var peak = new PeakMemory(() => app.Used.Bytes, BetweenCollections).Start();
        var begun = Stopwatch.GetTimestamp();
        await work();
        var time = Stopwatch.GetElapsedTime(begun);
        await peak.StopAsync();
        var measured = new Measured(
            time - peak.Collecting,
            app.InTables - inTables,
            (app.Used - before).Tables,
            peak.InUse,
            peak.Heap,
            peak.WorkingSet
        );
        Add(step, measured);
        foreach (var (target, count) in app.UsedByTarget.OrderByDescending(target => target.Value))
        {
            var asked = count - targets.GetValueOrDefault(target);
            if (asked >= partners / 50)
            {
                by.AddRow(step, target, ((double)asked / partners).ToString("F2", CultureInfo.InvariantCulture));
            }
        }

        _all = _all.With(measured);
    }

    public void AddTotal() => Add("all", _all);

    private void Add(string step, Measured measured) =>
        table.AddRow(
            partners.ToString("N0", CultureInfo.InvariantCulture),
            step,
            measured.Time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture),
            ((double)measured.Requests / partners).ToString("F2", CultureInfo.InvariantCulture),
            (measured.InTables / measured.Time).ToString("P0", CultureInfo.InvariantCulture),
            MegabytesOf(measured.InUse),
            MegabytesOf(measured.Heap),
            MegabytesOf(measured.WorkingSet)
        );

    public static string MegabytesOf(long bytes) =>
        Math.Max(0, bytes / (1024.0 * 1024)).ToString("F0", CultureInfo.InvariantCulture);

    /// <summary>What a step took; sums of time and requests, and peaks of memory in bytes.</summary>
    private sealed record Measured(
        TimeSpan Time,
        TimeSpan InTables,
        long Requests,
        long InUse,
        long Heap,
        long WorkingSet
    )
    {
        public Measured With(Measured next) =>
            new(
                Time + next.Time,
                InTables + next.InTables,
                Requests + next.Requests,
                Math.Max(InUse, next.InUse),
                Math.Max(Heap, next.Heap),
                Math.Max(WorkingSet, next.WorkingSet)
            );
    }
}
