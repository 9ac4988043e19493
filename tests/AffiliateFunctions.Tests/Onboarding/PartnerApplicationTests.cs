using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;

namespace AffiliateFunctions.Tests.Onboarding;

public sealed class PartnerApplicationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_step_that_leads_on_is_in_the_timeline()
    {
        var confirmed = New()
            .MoveTo(ApplicationStatus.Screening, new TimelineEntry(Noon, "email_confirmed", "partner@example.com"));

        Assert.Equal(ApplicationStatus.Screening, confirmed?.Status);
        Assert.Equal(["submitted", "email_confirmed"], confirmed?.Timeline.Select(e => e.Step));
    }

    [Theory]
    [InlineData(nameof(ApplicationStatus.Unverified), nameof(ApplicationStatus.Approved))]
    [InlineData(nameof(ApplicationStatus.Unverified), nameof(ApplicationStatus.PendingApproval))]
    [InlineData(nameof(ApplicationStatus.Rejected), nameof(ApplicationStatus.Approved))]
    [InlineData(nameof(ApplicationStatus.Expired), nameof(ApplicationStatus.Screening))]
    [InlineData(nameof(ApplicationStatus.Approved), nameof(ApplicationStatus.Rejected))]
    public void No_status_is_left_by_a_way_that_is_not_there(string from, string to) =>
        Assert.Null(
            (New() with { Status = Enum.Parse<ApplicationStatus>(from) }).MoveTo(
                Enum.Parse<ApplicationStatus>(to),
                new TimelineEntry(Noon, "step", "somebody")
            )
        );

    [Fact]
    public void A_step_is_noted_once()
    {
        var entry = new TimelineEntry(Noon, "welcomed", "system");

        Assert.Single(New().Noting(entry).Noting(entry).Timeline, e => e.Step == "welcomed");
    }

    [Fact]
    public void An_erased_application_says_nothing_about_the_person()
    {
        var erased = New().WithoutPerson("prt_1@erased.invalid");

        var text = System.Text.Json.JsonSerializer.Serialize(erased);
        Assert.DoesNotContain("partner@example.com", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Example Media", text, StringComparison.Ordinal);
        Assert.Equal(Noon, erased.SubmittedAt);
    }

    [Fact]
    public void The_steps_of_an_application_follow_each_other()
    {
        var active = New() with
        {
            Status = ApplicationStatus.Approved,
            VerifiedAt = Noon.AddHours(2),
            DecidedAt = Noon.AddHours(7),
            PartnerId = PartnerId.Parse("prt_1"),
            ActiveAt = Noon.AddHours(12),
            Timeline =
            [
                new TimelineEntry(Noon.AddHours(8), "terms_asked", "system"),
                new TimelineEntry(Noon.AddHours(11), "terms_accepted", "partner@example.com"),
            ],
        };
        Assert.Equal(
            [
                new StepRun("confirm_address", Noon, Noon.AddHours(2)),
                new StepRun("decide_application", Noon.AddHours(2), Noon.AddHours(7)),
                new StepRun("accept_terms", Noon.AddHours(8), Noon.AddHours(11)),
                new StepRun("activate_partner", Noon.AddHours(11), Noon.AddHours(12)),
            ],
            OnboardingProcess.RunsOf(active)
        );
    }

    [Fact]
    public void An_application_waits_where_it_stands_and_ends_there_when_it_expires()
    {
        Assert.Equal([new StepRun("confirm_address", Noon, null)], OnboardingProcess.RunsOf(New()));
        var expired = New()
            .MoveTo(ApplicationStatus.Expired, new TimelineEntry(Noon.AddDays(14), "expired", "rule:expiry"))!;
        Assert.Equal([new StepRun("confirm_address", Noon, Noon.AddDays(14))], OnboardingProcess.RunsOf(expired));
        var rejected = New() with
        {
            Status = ApplicationStatus.Rejected,
            VerifiedAt = Noon.AddHours(2),
            DecidedAt = Noon.AddHours(3),
        };
        Assert.Equal(
            [
                new StepRun("confirm_address", Noon, Noon.AddHours(2)),
                new StepRun("decide_application", Noon.AddHours(2), Noon.AddHours(3)),
            ],
            OnboardingProcess.RunsOf(rejected)
        );
    }

    private static PartnerApplication New() =>
        new()
        {
            Id = ApplicationId.Parse("app_1"),
            Program = ProgramSlug.Parse("demo"),
            Applicant = new ApplicantProfile(
                "Partner contact",
                "partner@example.com",
                "Example Media",
                "https://www.example.com",
                "US",
                "Reviews",
                null,
                new Dictionary<string, JsonElement>(),
                null
            ),
            Status = ApplicationStatus.Unverified,
            Terms = new PartnerTerms("2026-11", Noon),
            SubmittedAt = Noon,
            Timeline = [new TimelineEntry(Noon, "submitted", "partner@example.com")],
        };
}
