using System.Collections.Concurrent;

namespace AffiliateFunctions.Infrastructure.Http;

/// <summary>
/// Counts what comes from each source within a window that moves on in steps. It is in memory alone: a sign, not an
/// account, and what two instances see they do not add up.
/// </summary>
/// <param name="most">How many may come within the window.</param>
/// <param name="window">The window.</param>
/// <param name="clock">The clock.</param>
internal sealed class RecentCounts<TSource>(int most, TimeSpan window, TimeProvider clock)
    where TSource : notnull
{
    private const int Steps = 6;

    private readonly ConcurrentDictionary<TSource, Counts> sources = new();
    private readonly long ticksOfStep = window.Ticks / Steps;
    private long swept;

    /// <summary>
    /// Counts one more from the source; false where there are too many already, which is not counted.
    /// </summary>
    public bool TryCount(TSource source)
    {
        var step = clock.GetUtcNow().UtcTicks / ticksOfStep;
        Sweep(step);
        return sources.GetOrAdd(source, static _ => new Counts()).TryAdd(step, most);
    }

    // Sources of which nothing was seen for a whole window are forgotten, once in each step.
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

        // A clock that is set back counts on in the step that it had come to.
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
