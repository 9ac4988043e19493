using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;

namespace AffiliateFunctions.PerformanceReview;

/// <summary>Measures the months of a program against its charter.</summary>
public sealed class MonthSignals(ProgramReader programs, MonthReader reader)
{
    private const int ReviewsOfTrend = 6;

    /// <summary>The signals of a review's months, each with the values of six reviews.</summary>
    /// <param name="program">The program.</param>
    /// <param name="span">The months.</param>
    /// <param name="folded">The last of the months, whose tally was taken before.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<MeasuredMonths> MeasureAsync(
        AffiliateProgram program,
        ReviewSpan span,
        FoldedMonth folded,
        CancellationToken cancellationToken
    )
    {
        var readings = await programs.ReadAsync(program, span.First, cancellationToken);
        var facts = await reader.ReadAsync(readings, span, folded, cancellationToken);
        var earlier = EarlierOf(readings, span);
        return new MeasuredMonths(
            readings,
            facts,
            [
                .. Signal
                    .AllOf(facts, program.Charter?.QualitySignals ?? [])
                    .Select(signal =>
                        signal with
                        {
                            Trend =
                            [
                                .. earlier.Select(month => new TrendPoint(
                                    month.Period,
                                    month.Values.GetValueOrDefault(signal.Metric)
                                )),
                                new TrendPoint(span.Last, signal.Value),
                            ],
                        }
                    ),
            ]
        );
    }

    /// <summary>
    /// The signals of each month: those of its review, which stay as they were decided on, or measured now for a month
    /// without a review of its own.
    /// </summary>
    public async Task<IReadOnlyList<(Period Month, IReadOnlyList<Signal> Signals)>> OfAsync(
        AffiliateProgram program,
        IReadOnlyList<Period> months,
        CancellationToken cancellationToken
    )
    {
        var measured = new List<(Period, IReadOnlyList<Signal>)>();
        if (months.Count == 0)
        {
            return measured;
        }

        var readings = await programs.ReadAsync(program, months.Min(), cancellationToken);
        var reviews = readings.Reviews.Where(review => review.Span.Length == 1).ToDictionary(review => review.Period);
        foreach (var month in months)
        {
            measured.Add(
                (
                    month,
                    reviews.TryGetValue(month, out var review)
                        ? review.Signals
                        : Signal.AllOf(
                            await reader.ReadAsync(readings, month, cancellationToken),
                            program.Charter?.QualitySignals ?? []
                        )
                )
            );
        }

        return measured;
    }

    // Earlier values are those of the stored reviews: nothing is measured again. The sums of a month and of a quarter do
    // not compare, so a review of another number of months has no value here.
    private static List<(Period Period, Dictionary<string, decimal?> Values)> EarlierOf(
        ProgramReadings readings,
        ReviewSpan span
    )
    {
        var stored = readings.Reviews.ToDictionary(review => review.Period);
        var earlier = new List<(Period, Dictionary<string, decimal?>)>();
        for (var (back, of) = (1, span); back < ReviewsOfTrend; back++)
        {
            of = readings.Program.Reviews.SpanOf(of.First.Previous);
            var review = stored.GetValueOrDefault(of.Last);
            earlier.Insert(
                0,
                (
                    of.Last,
                    review?.Span.Length == span.Length
                        ? review.Signals.ToDictionary(signal => signal.Metric, signal => signal.Value)
                        : []
                )
            );
        }

        return earlier;
    }
}

/// <summary>The measured months of a review.</summary>
/// <param name="Readings">What was read of the program.</param>
/// <param name="Facts">The facts.</param>
/// <param name="Signals">The signals.</param>
public sealed record MeasuredMonths(ProgramReadings Readings, MonthFacts Facts, IReadOnlyList<Signal> Signals);
