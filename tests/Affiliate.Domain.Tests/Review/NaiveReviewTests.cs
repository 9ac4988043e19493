using Affiliate.Domain.Review;

namespace Affiliate.Domain.Tests.Review;

/// <summary>Every signal and scorecard against a second, naive computation.</summary>
public sealed class NaiveReviewTests
{
    private const int Months = 300;

    [Fact]
    public void Every_signal_of_generated_months_is_that_of_the_naive_computation()
    {
        var generated = new GeneratedMonths(seed: 7);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 0; number < Months; number++)
        {
            var (month, events) = generated.Next();
            var naive = new NaiveReview(month, events).Signals();
            foreach (var definition in SignalCatalog.All)
            {
                var measured = definition.In(month);
                Assert.Equal(
                    $"{number} {definition.Name} {naive[definition.Name]}",
                    $"{number} {definition.Name} {(measured.Value, measured.Sample)}"
                );
                if (measured.Value is > 0)
                {
                    seen.Add(definition.Name);
                }
            }
        }

        Assert.Equal(SignalCatalog.Names.Order(), seen.Order());
    }

    [Fact]
    public void Every_scorecard_of_generated_months_is_that_of_the_naive_computation()
    {
        var generated = new GeneratedMonths(seed: 8);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 0; number < Months; number++)
        {
            var (month, events) = generated.Next();
            var naive = new NaiveScorecards(month, events, generated.PastEvents);
            var cards = Scorecards.Of(month);
            Assert.Equal(naive.Lines(), LinesOf(cards));
            Assert.Equal(naive.Medians().OrderBy(m => m.Key), Scorecards.MediansOf(cards).OrderBy(m => m.Key));
            seen.UnionWith(cards.SelectMany(card => card.Past ?? new Dictionary<string, decimal>()).Select(p => p.Key));
        }

        Assert.Equal(ScorecardMeasure.All.Select(measure => measure.Name).Order(), seen.Order());
    }

    [Fact]
    public void A_tally_that_is_stored_and_read_and_the_sum_of_tallies_have_the_same_signals_as_all_events()
    {
        var generated = new GeneratedMonths(seed: 9);
        for (var number = 0; number < Months; number++)
        {
            var (month, events) = generated.Next();
            var sum = new EventTally();
            foreach (var some in events.Chunk(40))
            {
                var part = new EventTally();
                foreach (var item in some)
                {
                    part.Add(item);
                }

                sum.Add(EventTally.Of(part.ToDocument()));
            }

            var again = month with { Events = EventTally.Of(sum.ToDocument()) };
            Assert.Equal(
                SignalCatalog.All.Select(signal => (signal.Name, signal.In(month).Value, signal.In(month).Sample)),
                SignalCatalog.All.Select(signal => (signal.Name, signal.In(again).Value, signal.In(again).Sample))
            );
            Assert.Equal(LinesOf(Scorecards.Of(month)), LinesOf(Scorecards.Of(again)));
        }
    }

    private static IEnumerable<string> LinesOf(IReadOnlyList<Scorecard> cards) =>
        cards.SelectMany(card =>
            ScorecardMeasure.All.Select(measure =>
                NaiveScorecards.Line(
                    card.Partner.Value,
                    measure.Name,
                    measure.ValueOf(card),
                    card.Past?.TryGetValue(measure.Name, out var mean) == true ? mean : null,
                    card.PastPeriods
                )
            )
        );
}
