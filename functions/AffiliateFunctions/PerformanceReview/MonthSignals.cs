using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Measures months of a program against its charter.</summary>
public sealed class MonthSignals(MonthReader reader, ReviewStore reviews)
{
    private const int MonthsOfTrend = 6;

    /// <summary>The facts of the month and its signals, each with the values of six months.</summary>
    public async Task<(MonthFacts Facts, IReadOnlyList<Signal> Signals)> MeasureAsync(
        AffiliateProgram program,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var facts = await reader.ReadAsync(program, period, cancellationToken);
        var measured = Signal.AllOf(facts, program.Charter?.QualitySignals ?? []);
        var earlier = await EarlierAsync(program.Slug, period, cancellationToken);
        return (
            facts,
            [
                .. measured.Select(signal =>
                    signal with
                    {
                        Trend =
                        [
                            .. earlier.Select(month => new TrendPoint(
                                month.Period,
                                month.Values.GetValueOrDefault(signal.Metric)
                            )),
                            new TrendPoint(period, signal.Value),
                        ],
                    }
                ),
            ]
        );
    }

    /// <summary>
    /// The signals of a month: those of its review, which stay as they were decided on, or measured now for a month
    /// without a review.
    /// </summary>
    public async Task<IReadOnlyList<Signal>> OfAsync(
        AffiliateProgram program,
        Period period,
        CancellationToken cancellationToken
    ) =>
        await reviews.FindAsync(program.Slug, period, cancellationToken) is { } review
            ? review.Signals
            : Signal.AllOf(
                await reader.ReadAsync(program, period, cancellationToken),
                program.Charter?.QualitySignals ?? []
            );

    // Earlier months are those of the stored reviews: nothing is measured again.
    private async Task<List<(Period Period, Dictionary<string, decimal?> Values)>> EarlierAsync(
        ProgramSlug program,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var months = new List<(Period, Dictionary<string, decimal?>)>();
        var of = period;
        for (var back = 1; back < MonthsOfTrend; back++)
        {
            of = of.Previous;
            var review = await reviews.FindAsync(program, of, cancellationToken);
            months.Insert(0, (of, review?.Signals.ToDictionary(signal => signal.Metric, signal => signal.Value) ?? []));
        }

        return months;
    }
}
