using Affiliate.Domain.Programs;

namespace AffiliateFunctions.Tests.Governance;

public sealed class StageGateTests
{
    private static readonly Person Owner = new("Program owner", "owner@example.com");

    private static readonly Charter Charter = new(
        "Do partners bring customers that stay?",
        Owner,
        new Person("Backup owner", "backup@example.com"),
        new Person("Finance", "finance@example.com"),
        [new InputSource("billing", "Billing", new ResponsiblePerson("Engineering"))],
        [new WorkflowStep("Decide applications", new ResponsiblePerson("Program owner"), 72)],
        [new QualitySignal("refund_rate", 0.05m, "at_most", 20)],
        "monthly"
    );

    private static readonly IReadOnlyList<OperatingComponent> AllComponents =
    [
        .. Enum.GetValues<ComponentName>()
            .Select(name => new OperatingComponent(
                name,
                "What it is",
                ["input"],
                ResponsiblePerson.Of(Owner),
                90,
                DateTimeOffset.UnixEpoch,
                null
            )),
    ];

    private static readonly GateFacts Everything = new(
        Charter,
        AllComponents,
        HasApprovedRuleBook: true,
        ReviewDecidedToScale: true
    );

    [Theory]
    [InlineData(ProgramStage.Draft, ProgramStage.Pilot)]
    [InlineData(ProgramStage.Pilot, ProgramStage.Live)]
    [InlineData(ProgramStage.Live, ProgramStage.Paused)]
    [InlineData(ProgramStage.Pilot, ProgramStage.Paused)]
    [InlineData(ProgramStage.Paused, ProgramStage.Live)]
    [InlineData(ProgramStage.Draft, ProgramStage.Closed)]
    [InlineData(ProgramStage.Paused, ProgramStage.Closed)]
    public void A_program_that_has_everything_moves_on(ProgramStage from, ProgramStage to) =>
        Assert.Empty(StageGate.Missing(from, to, Everything));

    [Theory]
    [InlineData(ProgramStage.Draft, ProgramStage.Live)]
    [InlineData(ProgramStage.Live, ProgramStage.Draft)]
    [InlineData(ProgramStage.Closed, ProgramStage.Live)]
    [InlineData(ProgramStage.Closed, ProgramStage.Closed)]
    public void Stages_that_do_not_follow_each_other_are_refused(ProgramStage from, ProgramStage to)
    {
        var missing = Assert.Single(StageGate.Missing(from, to, Everything));
        Assert.Equal("/to", missing.Pointer);
    }

    [Fact]
    public void An_empty_draft_is_told_every_missing_piece_at_once()
    {
        var missing = StageGate.Missing(ProgramStage.Draft, ProgramStage.Pilot, new GateFacts(null, [], false, false));

        Assert.Equal(
            [
                "/charter",
                "/components/partner_onboarding",
                "/components/program_rules",
                "/components/tracking_setup",
                "/components/payout_policy",
                "/components/performance_review",
                "/rules",
            ],
            missing.Select(m => m.Pointer)
        );
    }

    [Theory]
    [InlineData(ProgramStage.Draft, ProgramStage.Pilot)]
    [InlineData(ProgramStage.Pilot, ProgramStage.Live)]
    [InlineData(ProgramStage.Paused, ProgramStage.Live)]
    public void A_rule_book_in_another_currency_than_the_programs_opens_no_gate(ProgramStage from, ProgramStage to)
    {
        var missing = Assert.Single(StageGate.Missing(from, to, Everything with { OtherCurrency = "USD" }));
        Assert.Equal("/currency", missing.Pointer);
        Assert.Contains("USD", missing.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pilot_goes_live_only_by_a_review_that_decided_to_scale()
    {
        var missing = Assert.Single(
            StageGate.Missing(ProgramStage.Pilot, ProgramStage.Live, Everything with { ReviewDecidedToScale = false })
        );
        Assert.Equal("/reviews", missing.Pointer);
    }

    [Fact]
    public void A_component_is_due_after_its_last_review_or_else_its_definition()
    {
        var defined = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var component = new OperatingComponent(
            ComponentName.PayoutPolicy,
            "How partners are paid",
            ["ledger"],
            ResponsiblePerson.Of(Owner),
            30,
            defined,
            null
        );
        var reviewed = component with
        {
            LastReview = new ComponentReview(defined.AddDays(20), "owner@example.com", null),
        };

        Assert.Equal(defined.AddDays(30), component.DueAt);
        Assert.True(component.IsOverdue(defined.AddDays(31)));
        Assert.Equal(defined.AddDays(50), reviewed.DueAt);
        Assert.False(reviewed.IsOverdue(defined.AddDays(31)));
    }

    [Fact]
    public void Each_signal_with_too_few_observations_is_named_with_what_it_has_and_needs()
    {
        var facts = Everything with
        {
            TooFew = [new TooFewSamples("refund_rate", 3, 20), new TooFewSamples("renewal_rate", 0, 10)],
        };

        var missing = StageGate.Missing(ProgramStage.Pilot, ProgramStage.Live, facts);

        Assert.Equal(
            ["/quality_signals/refund_rate", "/quality_signals/renewal_rate"],
            missing.Select(piece => piece.Pointer)
        );
        Assert.Contains("3 of the 20 observations", missing[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_paused_pilot_resumes_as_a_pilot_and_becomes_live_only_through_its_gate()
    {
        var pilot = Everything with { ReviewDecidedToScale = false, IsLimited = true };

        Assert.Empty(StageGate.Missing(ProgramStage.Paused, ProgramStage.Pilot, pilot));
        Assert.Equal(
            "/reviews",
            Assert.Single(StageGate.Missing(ProgramStage.Paused, ProgramStage.Live, pilot)).Pointer
        );
        Assert.Equal(
            "/to",
            Assert.Single(StageGate.Missing(ProgramStage.Paused, ProgramStage.Pilot, Everything)).Pointer
        );
    }
}
