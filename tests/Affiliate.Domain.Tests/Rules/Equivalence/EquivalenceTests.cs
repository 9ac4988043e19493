using System.Text.Json;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules.Equivalence;

/// <summary>The compiled rule book says of any event what a plain interpreter of the rule book says.</summary>
public sealed class EquivalenceTests
{
    private const int BooksOfOneSeed = 250;
    private const int EventsOfOneBook = 16;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Traced_untraced_and_in_short_an_evaluation_is_that_of_the_plain_interpreter(int seed)
    {
        var (random, decisions) = (new Random(seed), new HashSet<Decision>());
        for (var book = 0; book < BooksOfOneSeed; book++)
        {
            var rules = Books.Of(new RandomRules(random).Members());
            for (var i = 0; i < EventsOfOneBook; i++)
            {
                var input = new RandomEvents(random).Next();
                var expected = new ReferenceEvaluation(rules.Book, input).Evaluate().ToString();
                var (untraced, summary) = (rules.EvaluateUntraced(input), rules.Summarize(input));
                Assert.Equal(expected, ReferenceResult.Of(untraced).ToString());
                Assert.Equal(expected, ReferenceResult.Of(rules.Evaluate(input)).ToString());
                Assert.Equal(
                    (untraced.Decision, untraced.Reason, untraced.Commissions.Sum(grant => grant.Amount)),
                    (summary.Decision, summary.Reason, summary.Amount)
                );
                decisions.Add(untraced.Decision);
            }
        }

        Assert.Equal([Decision.Pay, Decision.Hold, Decision.Reject, Decision.None], decisions.Order());
    }

    [Fact]
    public void A_trace_tells_each_comparison_as_the_plain_interpreter_makes_it()
    {
        var (random, compared) = (new Random(5), 0);
        for (var book = 0; book < BooksOfOneSeed; book++)
        {
            var rules = Books.Of(new RandomRules(random).Members());
            for (var i = 0; i < EventsOfOneBook; i++)
            {
                var input = new RandomEvents(random).Next();
                var reference = new ReferenceEvaluation(rules.Book, input);
                foreach (
                    var traced in rules
                        .Evaluate(input)
                        .Trace!.Rules.Where(rule => rule.ByLine is null && rule.Reason != "group")
                )
                {
                    var expected = reference.Comparisons(
                        rules.Book.Commissions.Single(rule => rule.Id == traced.Rule).When
                    );
                    Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(traced.Conditions));
                    compared += expected.Count;
                }
            }
        }

        Assert.InRange(compared, 10_000, int.MaxValue);
    }
}
