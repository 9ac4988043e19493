using Affiliate.Domain.Programs;

namespace Affiliate.Domain.Review;

/// <summary>One measure of the review.</summary>
/// <param name="Layer">The layer of the measure.</param>
/// <param name="Metric">The name of the measure.</param>
/// <param name="Value">The value in its unit, or null when there is nothing to measure.</param>
/// <param name="Unit"><c>share</c> (from 0 to 1), <c>hours</c>, <c>amount</c> (minor units) or <c>count</c>.</param>
/// <param name="Sample">The number of observations.</param>
/// <param name="Target">The target of the charter, or null.</param>
/// <param name="Status">The status of the value against the target.</param>
/// <param name="Trend">The difference from the previous review, or null.</param>
public sealed record Signal(
    string Layer,
    string Metric,
    decimal? Value,
    string Unit,
    int Sample,
    decimal? Target,
    SignalStatus Status,
    decimal? Trend
)
{
    /// <summary>Compares a measured value with the charter's target and with the previous review.</summary>
    public static Signal Of(Measure measure, IEnumerable<QualitySignal> wanted, decimal? before)
    {
        var target = wanted.FirstOrDefault(signal => signal.Metric == measure.Metric);
        return new Signal(
            measure.Layer,
            measure.Metric,
            measure.Value,
            measure.Unit,
            measure.Sample,
            target?.Target,
            StatusOf(measure, target),
            measure.Value - before
        );
    }

    private static SignalStatus StatusOf(Measure measure, QualitySignal? target) =>
        target is null ? SignalStatus.NoTarget
        : measure.Value is null || measure.Sample < target.MinSample ? SignalStatus.TooFew
        : (target.Direction == "at_least" ? measure.Value >= target.Target : measure.Value <= target.Target)
            ? SignalStatus.Ok
        : SignalStatus.Miss;
}

/// <summary>The status of a signal against its target.</summary>
public enum SignalStatus
{
    /// <summary>The value meets the target.</summary>
    Ok,

    /// <summary>The value misses the target.</summary>
    Miss,

    /// <summary>There are too few observations for a status.</summary>
    TooFew,

    /// <summary>The charter sets no target.</summary>
    NoTarget,
}

/// <summary>A measured value before it is compared with a target.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Metric">The name of the measure.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Sample">The number of observations.</param>
public sealed record Measure(string Layer, string Metric, decimal? Value, string Unit, int Sample)
{
    private const int ShareDigits = 4;

    /// <summary>Returns a share of a whole, rounded to four digits.</summary>
    public static Measure Share(string layer, string metric, long part, long whole) =>
        new(
            layer,
            metric,
            whole > 0 ? Math.Round((decimal)part / whole, ShareDigits) : null,
            "share",
            (int)Math.Min(whole, int.MaxValue)
        );

    /// <summary>
    /// Returns the median and the ninetieth percentile of durations, in hours, by the nearest-rank method.
    /// </summary>
    public static IEnumerable<Measure> Hours(string layer, string metric, IEnumerable<TimeSpan> durations)
    {
        var all = durations.ToList();
        yield return new Measure(layer, metric + "_hours_median", Percentiles.Hours(all, 50), "hours", all.Count);
        yield return new Measure(layer, metric + "_hours_p90", Percentiles.Hours(all, 90), "hours", all.Count);
    }
}
