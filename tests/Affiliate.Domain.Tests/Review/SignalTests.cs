using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;

namespace Affiliate.Domain.Tests.Review;

public sealed class SignalTests
{
    private static readonly QualitySignal Wanted = new("refund_rate", 0.05m, "at_most", 10);

    private static SignalDefinition RefundRate => SignalCatalog.Find("refund_rate")!;

    [Theory]
    [InlineData(1, 20, SignalStatus.Met)]
    [InlineData(2, 20, SignalStatus.Missed)]
    [InlineData(0, 9, SignalStatus.TooFew)]
    [InlineData(0, 0, SignalStatus.TooFew)]
    public void A_signal_is_compared_with_the_charter(long part, long whole, SignalStatus expected) =>
        Assert.Equal(expected, Signal.Of(RefundRate, Measured.Rate(part, whole), [Wanted]).Status);

    [Fact]
    public void A_month_without_data_has_too_few_observations_even_if_the_charter_demands_none() =>
        Assert.Equal(
            SignalStatus.TooFew,
            Signal.Of(RefundRate, Measured.Rate(0, 0), [Wanted with { MinSample = 0 }]).Status
        );

    [Fact]
    public void The_change_is_the_difference_from_the_month_before()
    {
        var signal = Signal.Of(RefundRate, Measured.Rate(1, 4), []) with
        {
            Trend = [new(Period.Parse("2026-10"), 0.3m), new(Period.Parse("2026-11"), 0.25m)],
        };
        Assert.Equal((SignalStatus.NoTarget, -0.05m), (signal.Status, signal.Change));
    }

    [Fact]
    public void The_median_and_the_ninetieth_percentile_are_values_that_were_observed()
    {
        var hours = Enumerable.Range(1, 10).Select(hour => TimeSpan.FromHours(hour)).ToList();
        Assert.Equal((5m, 9m), (Measured.Hours(hours, 50).Value, Measured.Hours(hours, 90).Value));
        Assert.Null(Measured.Hours([], 50).Value);
    }

    // The values of R: prop.test(x, n, correct = FALSE)$conf.int, and by hand for no success of 10: the upper bound is
    // z² / (n + z²) = 3.841459 / 13.841459 = 0.2775.
    [Theory]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(1, 40, 0.0044, 0.1288)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(10, 10, 0.7225, 1)]
    public void The_interval_of_a_rate_is_that_of_Wilson(long part, long whole, double low, double high) =>
        Assert.Equal(new Interval((decimal)low, (decimal)high), Interval.Wilson(part, whole));

    [Fact]
    public void Every_measure_says_what_it_is_and_what_it_cannot_tell()
    {
        Assert.Equal(SignalCatalog.Names.Count, SignalCatalog.Names.Distinct().Count());
        Assert.All(
            SignalCatalog.All,
            signal =>
            {
                Assert.Contains(
                    signal.Layer,
                    (string[])["input_quality", "process_speed", "decision_quality", "business_signal", "governance"]
                );
                Assert.Contains(signal.Unit, (string[])["share", "hours", "amount", "count"]);
                Assert.All(
                    [signal.Formula, signal.Source, signal.CannotTell],
                    text => Assert.False(string.IsNullOrWhiteSpace(text))
                );
            }
        );
    }

    [Fact]
    public void A_target_whose_measure_does_not_exist_has_too_few_observations()
    {
        var unknown = new QualitySignal("likes", 5, "at_least", 1);
        var signal = Assert.Single(Signal.AllOf(SmallProgram.November, [unknown]), item => item.Metric == "likes");
        Assert.Equal((SignalStatus.TooFew, null), (signal.Status, signal.Value));
    }
}
