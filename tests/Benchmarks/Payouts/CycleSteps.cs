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
    private const double Megabyte = 1024 * 1024;

    private TimeSpan _time;
    private TimeSpan _inTables;
    private long _requests;
    private long _peak;

    public static string[] Columns { get; } =
    ["partners", "step", "seconds", "ms/partner", "requests/partner", "in storage", "peak MB"];

    public async Task MeasureAsync(string step, Func<Task> work)
    {
        var (before, inTables, targets) = (app.Used, app.InTables, app.UsedByTarget);
        // The tables are in this process: what a step stores is not what it needs to run.
        var kept = GC.GetTotalMemory(forceFullCollection: true);
        using var memory = new PeakMemory();
        var begun = Stopwatch.GetTimestamp();
        await work();
        var time = Stopwatch.GetElapsedTime(begun);
        var peak = memory.Stop() - Math.Max(kept, GC.GetTotalMemory(forceFullCollection: true));
        Add(step, time, app.InTables - inTables, (app.Used - before).Tables, peak);
        foreach (var (target, count) in app.UsedByTarget.OrderByDescending(target => target.Value))
        {
            var asked = count - targets.GetValueOrDefault(target);
            if (asked >= partners / 50)
            {
                by.AddRow(step, target, ((double)asked / partners).ToString("F2", CultureInfo.InvariantCulture));
            }
        }

        _time += time;
        _inTables += app.InTables - inTables;
        _requests += (app.Used - before).Tables;
        _peak = Math.Max(_peak, peak);
    }

    public void AddTotal() => Add("all", _time, _inTables, _requests, _peak);

    private void Add(string step, TimeSpan time, TimeSpan inTables, long requests, long peak) =>
        table.AddRow(
            partners.ToString("N0", CultureInfo.InvariantCulture),
            step,
            time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture),
            (time.TotalMilliseconds / partners).ToString("F2", CultureInfo.InvariantCulture),
            ((double)requests / partners).ToString("F2", CultureInfo.InvariantCulture),
            (inTables / time).ToString("P0", CultureInfo.InvariantCulture),
            Math.Max(0, peak / Megabyte).ToString("F0", CultureInfo.InvariantCulture)
        );

    /// <summary>Looks at the managed memory in short intervals; what is not collected yet counts too.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly Timer _timer;
        private long _peak;

        public PeakMemory() =>
            _timer = new Timer(_ => Look(), state: null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));

        public long Stop()
        {
            Look();
            Dispose();
            return Interlocked.Read(ref _peak);
        }

        public void Dispose() => _timer.Dispose();

        private void Look() => _peak = Math.Max(Interlocked.Read(ref _peak), GC.GetTotalMemory(false));
    }
}
