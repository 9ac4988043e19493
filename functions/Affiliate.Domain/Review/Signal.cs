using Affiliate.Domain.Programs;

namespace Affiliate.Domain.Review;

/// <summary>One measure of the review.</summary>
/// <param name="Layer">The layer that it belongs to.</param>
/// <param name="Metric">Its name.</param>
/// <param name="Value">Its value in its unit, or null where there is nothing to measure.</param>
/// <param name="Unit"><c>share</c> (from 0 to 1), <c>hours</c>, <c>amount</c> (minor units) or <c>count</c>.</param>
/// <param name="Sample">How many observations it rests on.</param>
/// <param name="Target">What the charter wants, or null.</param>
/// <param name="Status">How it stands against that.</param>
/// <param name="Trend">The difference to the review before, or null.</param>
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
    /// <summary>Holds a measured value against the charter and the review before.</summary>
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

/// <summary>How a signal stands against its target.</summary>
public enum SignalStatus
{
    /// <summary>It reaches it.</summary>
    Ok,

    /// <summary>It does not.</summary>
    Miss,

    /// <summary>There are too few observations to tell.</summary>
    TooFew,

    /// <summary>The charter sets none.</summary>
    NoTarget,
}

/// <summary>A measured value before it is held against anything.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Metric">Its name.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Sample">How many observations.</param>
public sealed record Measure(string Layer, string Metric, decimal? Value, string Unit, int Sample)
{
    private const int ShareDigits = 4;

    /// <summary>A share of a whole, rounded to four digits.</summary>
    public static Measure Share(string layer, string metric, long part, long whole) =>
        new(
            layer,
            metric,
            whole > 0 ? Math.Round((decimal)part / whole, ShareDigits) : null,
            "share",
            (int)Math.Min(whole, int.MaxValue)
        );

    /// <summary>
    /// The median and the ninetieth percentile of durations, in hours: the value below which that part of them lies
    /// (nearest rank).
    /// </summary>
    public static IEnumerable<Measure> Hours(string layer, string metric, IEnumerable<TimeSpan> durations)
    {
        var sorted = durations.Order().ToList();
        yield return new Measure(layer, metric + "_hours_median", At(sorted, 50), "hours", sorted.Count);
        yield return new Measure(layer, metric + "_hours_p90", At(sorted, 90), "hours", sorted.Count);
    }

    private static decimal? At(List<TimeSpan> sorted, int percent) =>
        sorted.Count == 0
            ? null
            : Math.Round(
                (decimal)sorted[Math.Max(0, ((sorted.Count * percent) + 99) / 100 - 1)].Ticks / TimeSpan.TicksPerHour,
                2
            );
}
