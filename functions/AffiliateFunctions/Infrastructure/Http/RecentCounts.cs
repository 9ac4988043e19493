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
    public bool TryCount(TSource source) => Count(source).IsWithin;

    /// <summary>The same as <see cref="TryCount"/>, and says how much is left and when there is more.</summary>
    public RecentCount Count(TSource source)
    {
        var now = clock.GetUtcNow().UtcTicks;
        var step = now / ticksOfStep;
        Sweep(step);
        var (left, end) = sources.GetOrAdd(source, static _ => new Counts()).Add(step, most);
        return left >= 0
            ? new RecentCount(true, left, TimeSpan.Zero)
            : new RecentCount(false, 0, TimeSpan.FromSeconds(SecondsUntil((end * ticksOfStep) - now)));
    }

    private static long SecondsUntil(long ticks) =>
        Math.Max(1, (ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);

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

        // Returns the number that is left, or -1 and the step in which the oldest requests leave the window.
        public (int Left, long End) Add(long step, int most)
        {
            lock (gate)
            {
                MoveOn(step);
                var counted = ofStep.Sum();
                if (counted >= most)
                {
                    return (-1, EndOfOldest());
                }

                ofStep[last % Steps]++;
                return (most - counted - 1, 0);
            }
        }

        private long EndOfOldest()
        {
            var oldest = last - Steps + 1;
            while (oldest < last && (oldest < 0 || ofStep[oldest % Steps] == 0))
            {
                oldest++;
            }

            return oldest + Steps;
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

/// <summary>The result of counting a request.</summary>
/// <param name="IsWithin">Whether the request is within the limit.</param>
/// <param name="Left">How many further requests are.</param>
/// <param name="Wait">How long a refused source waits until the oldest requests leave the window, in whole seconds.</param>
internal readonly record struct RecentCount(bool IsWithin, int Left, TimeSpan Wait);
