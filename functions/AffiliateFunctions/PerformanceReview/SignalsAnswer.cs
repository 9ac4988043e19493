using Affiliate.Domain.Identity;
using Affiliate.Domain.Review;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>The measures of a program.</summary>
/// <param name="Currency">The currency of amounts.</param>
/// <param name="Signals">The measures.</param>
[ResponseExample(
    """
        {
          "currency": "USD",
          "signals": [
            {
              "name": "refund_rate",
              "layer": "business_signal",
              "unit": "share",
              "formula": "Refunds of the month, less those that were put back, of the month's sales.",
              "source": "events of the types sale and refund",
              "cannot_tell": "Which month the refunded sales are of, and how much of a sale was refunded.",
              "months": [
                {
                  "period": "2026-11",
                  "value": 0.025,
                  "sample": 40,
                  "target": 0.05,
                  "direction": "at_most",
                  "min_sample": 20,
                  "status": "met",
                  "interval": { "low": 0.0044, "high": 0.1288 }
                }
              ]
            }
          ]
        }
        """
)]
internal sealed record SignalsAnswer(string Currency, IReadOnlyList<SignalSeries> Signals);

/// <summary>A measure: everything that there is to know about it, and its values.</summary>
/// <param name="Name">The name, by which a charter sets a target.</param>
/// <param name="Layer">The layer, one of five.</param>
/// <param name="Unit"><c>share</c> (from 0 to 1), <c>hours</c>, <c>amount</c> (minor units) or <c>count</c>.</param>
/// <param name="Formula">How it is computed.</param>
/// <param name="Source">What it is computed from.</param>
/// <param name="CannotTell">What it does not say.</param>
/// <param name="Months">The values, the earliest month first.</param>
internal sealed record SignalSeries(
    string Name,
    string Layer,
    string Unit,
    string Formula,
    string Source,
    string CannotTell,
    IReadOnlyList<SignalMonth> Months
)
{
    /// <summary>The measure with its values.</summary>
    public static SignalSeries Of(SignalDefinition definition, IEnumerable<SignalMonth> months) =>
        new(
            definition.Name,
            definition.Layer,
            definition.Unit,
            definition.Formula,
            definition.Source,
            definition.CannotTell,
            [.. months]
        );
}

/// <summary>The value of a measure in a month.</summary>
/// <param name="Period">The month.</param>
/// <param name="Value">The value; absent if there is nothing to measure.</param>
/// <param name="Sample">The number of observations.</param>
/// <param name="Target">The target of the charter.</param>
/// <param name="Direction"><c>at_least</c> or <c>at_most</c>.</param>
/// <param name="MinSample">The number of observations that the charter demands.</param>
/// <param name="Status">The status of the value against the target.</param>
/// <param name="Interval">The 95 % interval of a rate (Wilson).</param>
/// <param name="Parts">The value by owner, or the reasons of refused events.</param>
internal sealed record SignalMonth(
    Period Period,
    decimal? Value,
    int Sample,
    decimal? Target,
    string? Direction,
    int? MinSample,
    SignalStatus Status,
    Interval? Interval,
    IReadOnlyList<MeasuredPart>? Parts
)
{
    /// <summary>The month of a signal.</summary>
    public static SignalMonth Of(Period period, Signal signal) =>
        new(
            period,
            signal.Value,
            signal.Sample,
            signal.Target,
            signal.Direction,
            signal.MinSample,
            signal.Status,
            signal.Interval,
            signal.Parts
        );
}
