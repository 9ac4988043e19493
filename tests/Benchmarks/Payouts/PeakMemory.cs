using System.Diagnostics;

namespace AffiliateFunctions.Benchmarks.Payouts;

/// <summary>
/// Looks at the memory of this process in short intervals. Complete collections show in longer intervals what is really
/// in use; between them, memory that nobody uses any more counts too. The tables are in this process: what the work
/// leaves in them is not what it needs to run. It is assumed to grow with the bytes that were written to them.
/// </summary>
/// <param name="written">Returns how many bytes were written to the tables so far.</param>
/// <param name="betweenCollections">The time between two complete collections.</param>
internal sealed class PeakMemory(Func<long> written, TimeSpan betweenCollections) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _ended = new();
    private readonly List<Look> _looks = [];
    private readonly long _kept = GC.GetTotalMemory(forceFullCollection: true);
    private readonly long _workingSetBefore = Environment.WorkingSet;
    private readonly long _writtenBefore = written();
    private Task _looking = Task.CompletedTask;

    /// <summary>What was in use beyond the beginning, in bytes.</summary>
    public long InUse { get; private set; }

    /// <summary>The managed heap beyond the beginning with what was not collected yet, in bytes.</summary>
    public long Heap { get; private set; }

    /// <summary>The working set beyond the beginning, in bytes.</summary>
    public long WorkingSet { get; private set; }

    /// <summary>The time that the collections of this class have taken, which is no time of the work.</summary>
    public TimeSpan Collecting { get; private set; }

    /// <summary>Begins to look.</summary>
    public PeakMemory Start()
    {
        _looking = Task.Run(LookAsync);
        return this;
    }

    /// <summary>Ends the measurement.</summary>
    public async Task StopAsync()
    {
        await DisposeAsync();
        var left = Math.Max(0, GC.GetTotalMemory(forceFullCollection: true) - _kept);
        var all = Math.Max(1, written() - _writtenBefore);
        foreach (var look in _looks)
        {
            var stored = (long)((double)look.Written / all * left);
            Heap = Math.Max(Heap, look.Heap - stored);
            WorkingSet = Math.Max(WorkingSet, look.WorkingSet - stored);
            InUse = look.IsCollected ? Math.Max(InUse, look.Heap - stored) : InUse;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended.IsCancellationRequested)
        {
            await _ended.CancelAsync();
            await _looking;
            _ended.Dispose();
        }
    }

    private async Task LookAsync()
    {
        var collected = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (!_ended.IsCancellationRequested)
        {
            Add(isCollected: false);
            if (Stopwatch.GetElapsedTime(collected) > betweenCollections)
            {
                var begun = Stopwatch.GetTimestamp();
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
                Collecting += Stopwatch.GetElapsedTime(begun);
                Add(isCollected: true);
                collected = Stopwatch.GetTimestamp();
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private void Add(bool isCollected) =>
        _looks.Add(
            new Look(
                written() - _writtenBefore,
                GC.GetTotalMemory(forceFullCollection: false) - _kept,
                Environment.WorkingSet - _workingSetBefore,
                isCollected
            )
        );

    private readonly record struct Look(long Written, long Heap, long WorkingSet, bool IsCollected);
}
