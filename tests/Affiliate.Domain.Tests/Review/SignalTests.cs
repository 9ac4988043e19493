using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;

namespace Affiliate.Domain.Tests.Review;

public sealed class SignalTests
{
    private static readonly QualitySignal Wanted = new("refund_rate", 0.05m, "at_most", 10);

    [Theory]
    [InlineData(1, 20, SignalStatus.Ok)]
    [InlineData(2, 20, SignalStatus.Miss)]
    [InlineData(0, 9, SignalStatus.TooFew)]
    [InlineData(0, 0, SignalStatus.TooFew)]
    public void A_signal_is_held_against_the_charter(long part, long whole, SignalStatus expected) =>
        Assert.Equal(
            expected,
            Signal.Of(Measure.Share("business_signal", "refund_rate", part, whole), [Wanted], null).Status
        );

    [Fact]
    public void A_trend_is_the_difference_to_the_review_before()
    {
        var signal = Signal.Of(Measure.Share("business_signal", "refund_rate", 1, 4), [], 0.3m);
        Assert.Equal((SignalStatus.NoTarget, -0.05m), (signal.Status, signal.Trend));
    }

    [Fact]
    public void The_median_and_the_ninetieth_percentile_are_values_that_were_observed()
    {
        var hours = Measure
            .Hours("process_speed", "decision", Enumerable.Range(1, 10).Select(hour => TimeSpan.FromHours(hour)))
            .ToList();
        Assert.Equal(
            [("decision_hours_median", 5m), ("decision_hours_p90", 9m)],
            hours.Select(measure => (measure.Metric, measure.Value!.Value))
        );
        Assert.All(Measure.Hours("process_speed", "decision", []), measure => Assert.Null(measure.Value));
    }
}
