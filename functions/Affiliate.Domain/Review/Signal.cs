using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace Affiliate.Domain.Review;

/// <summary>One measure of a month against the charter's target.</summary>
/// <param name="Layer">The layer of the measure.</param>
/// <param name="Metric">The name of the measure.</param>
/// <param name="Value">The value in its unit, or null when there is nothing to measure.</param>
/// <param name="Unit"><c>share</c> (from 0 to 1), <c>hours</c>, <c>amount</c> (minor units) or <c>count</c>.</param>
/// <param name="Sample">The number of observations.</param>
/// <param name="Target">The target of the charter, or null.</param>
/// <param name="Status">The status of the value against the target.</param>
public sealed record Signal(
    string Layer,
    string Metric,
    decimal? Value,
    string Unit,
    int Sample,
    decimal? Target,
    SignalStatus Status
)
{
    /// <summary><c>at_least</c> or <c>at_most</c>; null without a target.</summary>
    public string? Direction { get; init; }

    /// <summary>The number of observations that the charter demands; null without a target.</summary>
    public int? MinSample { get; init; }

    /// <summary>The 95 % interval of a rate; null for other values.</summary>
    public Interval? Interval { get; init; }

    /// <summary>The value by owner or other parts; null if it has none.</summary>
    public IReadOnlyList<MeasuredPart>? Parts { get; init; }

    /// <summary>The values of the last six months, the earliest first; the last one is of this month.</summary>
    public IReadOnlyList<TrendPoint> Trend { get; init; } = [];

    /// <summary>The difference from the month before, or null.</summary>
    public decimal? Change =>
        Trend is [.., var before, _] && Value is not null && before.Value is not null ? Value - before.Value : null;

    /// <summary>Compares a measured value with the charter's target.</summary>
    /// <param name="definition">The measure.</param>
    /// <param name="measured">The value.</param>
    /// <param name="wanted">The targets of the charter.</param>
    public static Signal Of(SignalDefinition definition, Measured measured, IEnumerable<QualitySignal> wanted)
    {
        var target = wanted.FirstOrDefault(signal => signal.Metric == definition.Name);
        return new Signal(
            definition.Layer,
            definition.Name,
            measured.Value,
            definition.Unit,
            measured.Sample,
            target?.Target,
            StatusOf(measured, target)
        )
        {
            Direction = target?.Direction,
            MinSample = target?.MinSample,
            Interval = measured.Interval,
            Parts = measured.Parts.Count > 0 ? measured.Parts : null,
        };
    }

    /// <summary>A target of the charter whose measure does not exist. It has no data, so it is not met.</summary>
    public static Signal Unknown(QualitySignal wanted) =>
        new("unknown", wanted.Metric, null, "count", 0, wanted.Target, SignalStatus.TooFew)
        {
            Direction = wanted.Direction,
            MinSample = wanted.MinSample,
        };

    /// <summary>All measures of a month, and the targets of the charter without a measure.</summary>
    public static IReadOnlyList<Signal> AllOf(MonthFacts month, IReadOnlyList<QualitySignal> wanted) =>
        [
            .. SignalCatalog.All.Select(definition => Of(definition, definition.In(month), wanted)),
            .. wanted.Where(signal => SignalCatalog.Find(signal.Metric) is null).Select(Unknown),
        ];

    // A month without any observation has no value that could meet a target, whatever the charter demands.
    private static SignalStatus StatusOf(Measured measured, QualitySignal? target) =>
        target is null ? SignalStatus.NoTarget
        : measured.Value is null || measured.Sample < target.MinSample ? SignalStatus.TooFew
        : (target.Direction == "at_least" ? measured.Value >= target.Target : measured.Value <= target.Target)
            ? SignalStatus.Met
        : SignalStatus.Missed;
}

/// <summary>The value of a month.</summary>
/// <param name="Period">The month.</param>
/// <param name="Value">The value, or null.</param>
public sealed record TrendPoint(Period Period, decimal? Value);

/// <summary>The status of a signal against its target.</summary>
public enum SignalStatus
{
    /// <summary>The value meets the target.</summary>
    Met,

    /// <summary>The value misses the target.</summary>
    Missed,

    /// <summary>There are too few observations for a status.</summary>
    TooFew,

    /// <summary>The charter sets no target.</summary>
    NoTarget,
}
