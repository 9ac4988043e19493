using System.Collections.Concurrent;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Counts the requests of each source within a window that moves on in steps. The counts are in memory only: they are
/// indications, not accounts, and the counts of two instances are not added up.
/// </summary>
/// <param name="most">The highest number within the window.</param>
/// <param name="window">The length of the window.</param>
/// <param name="clock">The clock.</param>
internal sealed class RecentCounts<TSource>(int most, TimeSpan window, TimeProvider clock)
    where TSource : notnull
{
    private const int Steps = 6;

    private readonly ConcurrentDictionary<TSource, Counts> sources = new();
    private readonly long ticksOfStep = window.Ticks / Steps;
    private long swept;

    /// <summary>
    /// Adds one to the source's count. Returns false, without counting, if the source has reached the limit.
    /// </summary>
    public bool TryCount(TSource source)
    {
        var step = clock.GetUtcNow().UtcTicks / ticksOfStep;
        Sweep(step);
        return sources.GetOrAdd(source, static _ => new Counts()).TryAdd(step, most);
    }

    // Removes the sources without a request for a whole window. Runs once per step.
    private void Sweep(long step)
    {
        var before = Interlocked.Read(ref swept);
        if (before >= step || Interlocked.CompareExchange(ref swept, step, before) != before)
        {
            return;
        }

        foreach (var (source, counts) in sources)
        {
            if (counts.IsOverAt(step))
            {
                sources.TryRemove(source, out _);
            }
        }
    }

    private sealed class Counts
    {
        private readonly int[] ofStep = new int[Steps];
        private readonly Lock gate = new();
        private long last;

        public bool TryAdd(long step, int most)
        {
            lock (gate)
            {
                MoveOn(step);
                if (ofStep.Sum() >= most)
                {
                    return false;
                }

                ofStep[last % Steps]++;
                return true;
            }
        }

        public bool IsOverAt(long step)
        {
            lock (gate)
            {
                return step - last >= Steps;
            }
        }

        // If the clock is set back, counting continues in the latest step.
        private void MoveOn(long step)
        {
            for (var next = Math.Max(last + 1, step - Steps + 1); next <= step; next++)
            {
                ofStep[next % Steps] = 0;
            }

            last = Math.Max(last, step);
        }
    }
}
