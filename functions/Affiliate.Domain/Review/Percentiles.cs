namespace Affiliate.Domain.Review;

/// <summary>Percentiles of durations by the nearest-rank method.</summary>
public static class Percentiles
{
    /// <summary>The percentile of the durations in hours, rounded to hundredths; null without durations.</summary>
    /// <param name="durations">The durations, in any order.</param>
    /// <param name="percent">The percentile, from 1 to 100.</param>
    public static decimal? Hours(IEnumerable<TimeSpan> durations, int percent)
    {
        var sorted = durations.Order().ToList();
        return sorted.Count == 0
            ? null
            : Math.Round(
                (decimal)sorted[Math.Max(0, ((sorted.Count * percent) + 99) / 100 - 1)].Ticks / TimeSpan.TicksPerHour,
                2
            );
    }
}
