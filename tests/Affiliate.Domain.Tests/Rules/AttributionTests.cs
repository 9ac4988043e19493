using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;

namespace Affiliate.Domain.Tests.Rules;

/// <summary>Who gets credit, and how much.</summary>
public sealed class AttributionTests
{
    [Theory]
    [InlineData("first_touch", "1=1")]
    [InlineData("last_touch", "3=1")]
    [InlineData("linear", "1=1 2=1 3=1")]
    [InlineData("position_based", "1=40 2=20 3=40")]
    public void Each_model_shares_credit_its_own_way(string model, string expected) =>
        Assert.Equal(expected, CreditsOf(model, Click(1, -3), Click(2, -2), Click(3, -1)));

    [Fact]
    public void The_order_in_which_touches_arrive_does_not_matter() =>
        Assert.Equal("1=40 2=20 3=40", CreditsOf("position_based", Click(3, -1), Click(1, -3), Click(2, -2)));

    [Fact]
    public void A_partner_with_several_touches_has_all_their_shares() =>
        Assert.Equal("1=2 2=1", CreditsOf("linear", Click(1, -3), Click(2, -2), Click(1, -1)));

    [Theory]
    [InlineData("linear", "1=1 2=3")]
    [InlineData("position_based", "1=80 2=120")]
    public void The_models_work_among_touches_whosever_they_are(string model, string expected) =>
        Assert.Equal(expected, CreditsOf(model, Click(1, -5), Click(2, -4), Click(2, -3), Click(2, -1)));

    [Theory]
    [InlineData("position_based", "40, 20, 40", 1, "1=1")]
    [InlineData("position_based", "40, 20, 40", 2, "1=40 2=40")]
    [InlineData("position_based", "30, 40, 30", 5, "1=90 2=40 3=40 4=40 5=90")]
    [InlineData("position_based", "0, 100, 0", 2, "1=1 2=1")]
    [InlineData("position_based", "0, 100, 0", 3, "2=100")]
    [InlineData("position_based", "100, 0, 0", 2, "1=100")]
    public void The_middle_touches_share_their_weight(string model, string weights, int touches, string expected)
    {
        var rules = Rules($$"""{"model": "{{model}}", "position_weights": [{{weights}}]}""");
        Assert.Equal(
            expected,
            Text(CreditModel.Credits(rules, Enumerable.Range(1, touches).Select(i => Click(i, i - 10)), Sales.Day0))
        );
    }

    [Theory]
    [InlineData(-200, "2=1")]
    [InlineData(0, "2=1")]
    [InlineData(1, "1=1")]
    public void An_assignment_precedes_all_kinds_and_has_no_window_and_no_past(int from, string expected) =>
        Assert.Equal(
            expected,
            CreditsOf(
                "last_touch",
                Of(1, TouchKind.Deal, -1),
                Of(2, TouchKind.Assignment, from),
                Of(3, TouchKind.Click, -1)
            )
        );

    [Fact]
    public void The_latest_assignment_applies_and_of_one_time_the_one_that_was_carried_out_last()
    {
        CustomerAssignment[] assignments = [Assignment(1, 0), Assignment(4, 20), Assignment(2, 10), Assignment(3, 20)];
        Assert.Equal(
            [null, "adj_1", "adj_1", "adj_2", "adj_3"],
            new[] { -1, 0, 9, 10, 20 }.Select(day =>
                CustomerAssignment.At(assignments, Sales.Day0.AddDays(day))?.Id.Value
            )
        );
    }

    private static CustomerAssignment Assignment(int number, int day) =>
        new(
            AdjustmentId.Parse($"adj_{number}"),
            Of(number, TouchKind.Assignment, day).Partner,
            Sales.Day0.AddDays(day)
        );

    [Fact]
    public void Only_touches_of_the_first_kind_that_is_present_count()
    {
        Touch[] touches =
        [
            Of(1, TouchKind.Manual, -4),
            Of(2, TouchKind.Coupon, -3),
            Of(3, TouchKind.Click, -2),
            Of(4, TouchKind.Coupon, -1),
        ];
        Assert.Equal("2=1 4=1", CreditsOf("linear", touches));
        Assert.Equal(
            "3=1",
            Text(CreditModel.Credits(Rules("""{"precedence": ["deal", "click"]}"""), touches, Sales.Day0))
        );
        Assert.Equal("", Text(CreditModel.Credits(Rules("""{"precedence": ["deal"]}"""), touches, Sales.Day0)));
    }

    [Theory]
    [InlineData(-90, "1=1")]
    [InlineData(-90.001, "")]
    [InlineData(0, "1=1")]
    [InlineData(0.001, "")]
    public void A_touch_counts_from_the_windows_first_moment_to_the_conversion(double day, string expected) =>
        Assert.Equal(expected, CreditsOf("last_touch", Click(1, day)));

    [Fact]
    public void A_deal_outside_the_window_does_not_hide_a_click_within_it() =>
        Assert.Equal("2=1", CreditsOf("last_touch", Of(1, TouchKind.Deal, -91), Click(2, -1)));

    [Fact]
    public void A_conversion_without_a_credited_partner_pays_nobody()
    {
        var evaluation = Books.Paying("""{"flat": 1}""").Evaluate(Sales.Of(1) with { Credits = [] });
        Assert.Equal((Decision.None, EvaluationReasons.NotAttributed), (evaluation.Decision, evaluation.Reason));
    }

    private static string CreditsOf(string model, params Touch[] touches) =>
        Text(
            CreditModel.Credits(
                Rules($$"""{"model": "{{model}}", "position_weights": [40, 20, 40]}"""),
                touches,
                Sales.Day0
            )
        );

    private static AttributionRules Rules(string attribution) =>
        Books.Of($$""" "attribution": {{attribution}}, "commissions": [] """).Book.Attribution;

    private static string Text(IEnumerable<Credit> credits) =>
        string.Join(' ', credits.Select(credit => $"{credit.Partner.Value["prt_".Length..]}={credit.Weight}"));

    private static Touch Click(int partner, double day) => Of(partner, TouchKind.Click, day);

    private static Touch Of(int partner, TouchKind kind, double day) =>
        new(Sales.Partner(partner), kind, Sales.Day0.AddDays(day));
}
