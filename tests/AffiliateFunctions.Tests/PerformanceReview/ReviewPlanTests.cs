using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.PerformanceReview;

namespace AffiliateFunctions.Tests.PerformanceReview;

public sealed class ReviewPlanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Person Owner = new("Owner", "owner@example.com");

    private static readonly StoredReview Review = new()
    {
        Program = ProgramSlug.Parse("demo"),
        Period = Period.Parse("2026-11"),
        Currency = "USD",
        MeasuredAt = Noon,
        Signals =
        [
            new Signal("business_signal", "refund_rate", 0.2m, "share", 50, 0.1m, SignalStatus.Missed),
            new Signal("business_signal", "net_revenue", 9_000, "amount", 50, null, SignalStatus.NoTarget),
        ],
        Scorecards = [Card("prt_a", "pause"), Card("prt_b", "promote"), Card("prt_c", "coach"), Card("prt_d", null)],
    };

    [Fact]
    public void Accepted_and_changed_recommendations_become_actions_with_the_number_they_are_to_move()
    {
        var (submission, errors) = Read(
            ("decision", "keep"),
            ("choice_prt_a", "accept"),
            ("choice_prt_b", "accept"),
            ("group_prt_b", "gold"),
            ("choice_prt_c", "decline"),
            ("why_prt_c", "They are on holiday."),
            ("task1", "Write a guide"),
            ("owner1", "sam@example.com"),
            ("due1", "2026-12-20"),
            ("metric1", "net_revenue")
        );
        Assert.Empty(errors);

        var actions = ReviewPlan.Of(Review with { Submission = submission }, Outcome("keep"), Owner);

        Assert.Equal(
            [
                ("2026-11-1", "pause", "prt_a", "refund_rate", 0.2m),
                ("2026-11-2", "promote", "prt_b", "scorecard.revenue", 1_000m),
                ("2026-11-3", "task", null, "net_revenue", 9_000m),
            ],
            actions.Select(a => (a.Id, a.Kind, a.Partner?.Value, a.Metric, a.Before))
        );
        Assert.Equal(("open", "overdue"), (actions[2].StatusAt(Noon), actions[2].StatusAt(Noon.AddDays(30))));
    }

    [Theory]
    [InlineData("keep", null)]
    [InlineData("change", "change_rules")]
    [InlineData("pause", "pause_program")]
    [InlineData("scale", "scale")]
    [InlineData("overrule", "scale")]
    public void A_decision_about_the_program_is_an_action(string decision, string? kind) =>
        Assert.Equal(kind, ReviewPlan.Of(Review, Outcome(decision), Owner).SingleOrDefault()?.Kind);

    [Fact]
    public void What_another_person_sent_is_not_carried_out()
    {
        var (submission, _) = Read(("decision", "keep"), ("choice_prt_a", "accept"));
        Assert.Empty(
            ReviewPlan.Of(Review with { Submission = submission }, Outcome("keep", "backup@example.com"), Owner)
        );
    }

    [Fact]
    public void The_submission_of_the_person_who_decided_is_carried_out_although_another_was_sent_later()
    {
        var (first, _) = Read(("decision", "keep"), ("choice_prt_a", "accept"));
        var (sent, _) = Read(("decision", "keep"), ("choice_prt_c", "accept"));
        var backups = sent with { Actor = "backup@example.com" };

        var review = Review.WithSubmission(first).WithSubmission(backups).WithSubmission(backups);

        Assert.Equal(2, review.Submissions.Count);
        Assert.Equal("pause", Assert.Single(ReviewPlan.Of(review, Outcome("keep"), Owner)).Kind);
        Assert.Equal("coach", Assert.Single(ReviewPlan.Of(review, Outcome("keep", backups.Actor), Owner)).Kind);
    }

    [Fact]
    public void Each_mistake_of_the_form_names_what_to_correct()
    {
        var (_, errors) = Read(
            ("choice_prt_a", "decline"),
            ("choice_prt_b", "accept"),
            ("choice_prt_c", "change"),
            ("task2", "Call"),
            ("owner2", "nobody"),
            ("task3", "Call"),
            ("owner3", "sam@example.com"),
            ("due3", "2026-12-01")
        );
        Assert.Equal(
            [
                "prt_a: give a reason not to follow the recommendation.",
                "prt_b: give the group that the partner is promoted to.",
                "prt_c: choose what is done instead.",
                "Task 2: give the e-mail address of who does it.",
                "Task 3: give a day from today on, such as 2027-03-01.",
            ],
            errors
        );
    }

    [Fact]
    public void A_group_that_no_partner_can_be_in_is_refused_before_the_partner_is_told()
    {
        var (_, errors) = Read(("choice_prt_b", "accept"), ("group_prt_b", "Gold partners"));

        Assert.Equal(["prt_b: A group must have 1 to 40 lower-case letters, digits, hyphens and underscores."], errors);
    }

    [Fact]
    public void A_task_is_due_within_a_year_so_that_its_link_has_an_end()
    {
        var (_, errors) = Read(
            ("task1", "Call"),
            ("owner1", "sam@example.com"),
            ("due1", "9999-12-31"),
            ("task2", "Call"),
            ("owner2", "sam@example.com"),
            ("due2", "2027-12-01")
        );

        Assert.Equal(["Task 1: give a day within the next year."], errors);
    }

    private static (ReviewSubmission Submission, IReadOnlyList<string> Errors) Read(
        params (string Name, string Value)[] fields
    ) =>
        ReviewFormReader.Read(
            fields.ToDictionary(field => field.Name, field => field.Value),
            Review,
            Owner.Email,
            Noon
        );

    private static ApprovalOutcome Outcome(string decision, string actor = "owner@example.com") =>
        new("review-2026-11", decision, actor, "Because", null, Noon.AddDays(-1), Noon);

    private static Scorecard Card(string partner, string? recommendation) =>
        new(PartnerId.Parse(partner), 10, 5, 4, 1_000, 1, 100) { Recommendation = recommendation };
}
