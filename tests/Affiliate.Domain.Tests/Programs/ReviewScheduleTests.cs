using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;

namespace Affiliate.Domain.Tests.Programs;

public sealed class ReviewScheduleTests
{
    private static readonly ReviewSchedule Quarterly = ReviewSchedule.Of(ReviewSchedule.QuarterlyCadence);

    [Fact]
    public void A_monthly_cadence_reviews_each_month_by_itself() =>
        Assert.Equal(
            ["2026-09", "2026-10", "2026-11", "2026-12"],
            From("2026-09", 4)
                .Where(ReviewSchedule.Monthly.IsDue)
                .Select(month => ReviewSchedule.Monthly.SpanOf(month).ToString())
        );

    [Fact]
    public void A_quarterly_cadence_reviews_the_quarters_of_the_calendar() =>
        Assert.Equal(
            ["2026-07 to 2026-09", "2026-10 to 2026-12", "2027-01 to 2027-03"],
            From("2026-08", 8).Where(Quarterly.IsDue).Select(month => Quarterly.SpanOf(month).ToString())
        );

    [Fact]
    public void The_review_of_a_skipped_month_is_that_of_its_quarter() =>
        Assert.Equal(
            ["2026-12", "2026-12", "2026-12", "2027-03"],
            From("2026-10", 4).Select(month => Quarterly.ReviewOf(month).Value)
        );

    [Theory]
    // In November the next period is December: with reviews each month, October and November are reviewed already.
    [InlineData("monthly", "quarterly", "2026-11", "2026-09 2026-10 2026-11 2026-12 2027-01 to 2027-03")]
    // October has no review of its own, so the first monthly review, of November, covers it too.
    [InlineData(
        "quarterly",
        "monthly",
        "2026-10",
        "2026-07 to 2026-09 2026-10 to 2026-11 2026-12 2027-01 2027-02 2027-03"
    )]
    [InlineData("monthly", "quarterly", "2026-09", "2026-09 2026-10 to 2026-12 2027-01 to 2027-03")]
    public void A_change_applies_from_the_next_month_and_no_month_is_left_out_or_reviewed_twice(
        string before,
        string after,
        string changedIn,
        string reviews
    )
    {
        var schedule = ReviewSchedule.Of(before).Changed(after, Period.Parse(changedIn));

        var spans = From("2026-09", 7).Where(schedule.IsDue).Select(schedule.SpanOf).ToList();

        Assert.Equal(reviews, string.Join(' ', spans));
        Assert.Equal(spans.SelectMany(span => span.Months).Distinct(), spans.SelectMany(span => span.Months));
        Assert.Equal(before, schedule.CadenceOf(Period.Parse(changedIn)));
    }

    [Fact]
    public void The_last_change_of_a_month_applies_and_a_change_that_is_taken_back_leaves_nothing()
    {
        var november = Period.Parse("2026-11");
        var changed = ReviewSchedule.Monthly.Changed("quarterly", november);

        Assert.Empty(changed.Changed("monthly", november).Changes);
        Assert.Single(changed.Changed("quarterly", november).Changes);
        Assert.Equal(
            [("2026-12", "quarterly"), ("2027-01", "monthly")],
            changed.Changed("monthly", november.Next).Changes.Select(change => (change.From.Value, change.Cadence))
        );
    }

    [Fact]
    public void The_months_before_a_quarter_are_the_quarter_before() =>
        Assert.Equal(
            ("2026-10 to 2026-12", 3),
            (
                Quarterly.SpanOf(Period.Parse("2027-03")).Before.ToString(),
                Quarterly.SpanOf(Period.Parse("2027-03")).Length
            )
        );

    private static IEnumerable<Period> From(string first, int months)
    {
        var month = Period.Parse(first);
        for (var number = 0; number < months; number++, month = month.Next)
        {
            yield return month;
        }
    }
}
