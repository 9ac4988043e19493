using AffiliateFunctions.PerformanceReview;

namespace AffiliateFunctions.Tests.PerformanceReview;

/// <summary>The form of a review names what to change in the rules, and each mistake names what to correct.</summary>
public sealed class RuleChangeFormTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rules_are_named_by_their_ids_with_what_to_change()
    {
        var (read, errors) = Read(
            ("decision", "change"),
            ("rules", "share,bonus, share"),
            ("change", "Pay 10 %."),
            ("metric", "refund_rate")
        );

        Assert.Empty(errors);
        Assert.Equal(["share", "bonus"], read.RuleChange!.Rules);
        Assert.Equal("Pay 10 %.", read.RuleChange.Change);
        Assert.Equal("refund_rate", read.Metric);
    }

    [Fact]
    public void The_whole_rule_book_can_be_named_instead()
    {
        var (read, errors) = Read(("decision", "change"), ("whole_book", "yes"), ("change", "Start anew."));

        Assert.Empty(errors);
        Assert.Empty(read.RuleChange!.Rules);
    }

    [Fact]
    public void A_rule_that_does_not_exist_is_named_with_those_that_exist()
    {
        var (read, errors) = Read(("decision", "change"), ("rules", "share,shares"), ("change", "Pay 10 %."));

        Assert.Null(read.RuleChange);
        Assert.Equal(["Rules: the rule book in force has no rule \"shares\". It has share, bonus."], errors);
    }

    [Fact]
    public void A_change_without_rules_or_without_words_is_refused()
    {
        Assert.Equal(
            [
                "Rules: choose the rules that are to change, or the whole rule book.",
                "Rules: say what is to change, in 1 to 1,000 characters.",
            ],
            Read(("decision", "change")).Errors
        );
        Assert.Equal(
            [
                "Rules: choose either single rules or the whole rule book.",
                "Rules: say what is to change, in 1 to 1,000 characters.",
            ],
            Read(
                ("decision", "change"),
                ("rules", "share"),
                ("whole_book", "yes"),
                ("change", new string('x', 1001))
            ).Errors
        );
    }

    [Fact]
    public void Rules_that_are_chosen_with_another_decision_are_not_dropped_silently()
    {
        var expected =
            "Rules: to change them, decide to change something; or choose no rules and leave the text empty.";

        Assert.Equal([expected], Read(("decision", "keep"), ("rules", "share")).Errors);
        Assert.Equal([expected], Read(("decision", "keep"), ("change", "Pay 10 %.")).Errors);
        Assert.Empty(Read(("decision", "keep"), ("change", " ")).Errors);
    }

    [Fact]
    public void Without_a_rule_book_in_force_nothing_can_be_named()
    {
        var (read, errors) = ReviewFormReader.Read(
            new Dictionary<string, string> { ["decision"] = "change" },
            ReviewNumberTests.Review("2026-11"),
            "owner@example.com",
            Noon
        );

        Assert.Empty(errors);
        Assert.Null(read.RuleChange);
    }

    [Fact]
    public void A_number_that_does_not_exist_is_refused_and_a_partners_number_is_not_one_of_the_program()
    {
        Assert.Equal(
            ["The program: choose a number of the list."],
            Read(("decision", "pause"), ("metric", "scorecard.revenue")).Errors
        );
        Assert.Equal(
            ["prt_a: choose a number of the list."],
            Read(("choice_prt_a", "accept"), ("metric_prt_a", "revenue")).Errors
        );
        Assert.Empty(Read(("choice_prt_a", "accept"), ("metric_prt_a", "scorecard.revenue")).Errors);
    }

    private static (ReviewSubmission Submission, IReadOnlyList<string> Errors) Read(
        params (string Name, string Value)[] fields
    ) =>
        ReviewFormReader.Read(
            fields.ToDictionary(field => field.Name, field => field.Value),
            ReviewNumberTests.Review("2026-11"),
            "owner@example.com",
            Noon,
            rules: ["share", "bonus"]
        );
}
