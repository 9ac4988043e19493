using Affiliate.Domain.Identity;
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
        for (var number = 0; number < Months; number++)
        {
            var (month, events) = generated.Next();
            Assert.Equal(new NaiveReview(month, events).Scorecards(), Scorecard.AllOf(month, rules: null));
        }
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
            Assert.Equal(Scorecard.AllOf(month, rules: null), Scorecard.AllOf(again, rules: null));
        }
    }

    [Fact]
    public void The_scorecards_of_the_small_program_are_those_computed_by_hand() =>
        Assert.Equal<Scorecard>(
            [
                // 7 clicks; leads of Eve and Finn; sales of 100 and 50 dollars; 20 + 10 dollars of commission.
                new(PartnerId.Parse("prt_agency"), 7, 2, 2, 15_000, 0, 3_000),
                // Leads of Gina and Hugo; sales of 30 and 20 dollars less a refund of 15; 5 + 1 dollars.
                new(PartnerId.Parse("prt_blog"), 0, 2, 2, 3_500, 1, 600),
            ],
            Scorecard.AllOf(SmallProgram.November, rules: null)
        );
}
