using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Governance.Components;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Testing;

namespace AffiliateFunctions.Tests.Governance;

public sealed class ComponentReminderTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly Person Carl = new("Carl", "carl@example.com");
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_component_is_reminded_of_a_week_before_on_the_day_and_a_week_after()
    {
        var component = Component(reviewEveryDays: 30);
        Assert.Equal(
            [
                (22, ComponentReminder.None),
                (23, ComponentReminder.Before),
                (29, ComponentReminder.Before),
                (30, ComponentReminder.Due),
                (36, ComponentReminder.Due),
                (37, ComponentReminder.Escalated),
            ],
            new[] { 22, 23, 29, 30, 36, 37 }.Select(day => (day, component.ReminderOn(Start.AddDays(day).Date)))
        );
        Assert.Equal(ComponentReminder.None, Component(reviewEveryDays: 14).ReminderOn(Start.AddDays(13).Date));
    }

    [Fact]
    public async Task Each_mail_is_sent_once_in_plain_words_and_the_last_one_also_to_the_programs_owner()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var sent = await RemindAsync(host, Component(reviewEveryDays: 30));

        Assert.Equal(
            [
                ("carl@example.com", "Review the payout policy by 1 December 2026"),
                ("carl@example.com", "The review of the payout policy is due"),
                ("carl@example.com", "The review of the payout policy is overdue"),
                ("owner@example.com", "The review of the payout policy is overdue"),
            ],
            sent.Sent.Select(mail => (mail.To, mail.Subject)).Order()
        );
        Assert.All(sent.Sent, mail => Assert.Contains("/components/", mail.Text, StringComparison.Ordinal));
        Assert.Equal(2, (await host.VerifyAuditAsync()).Records);
    }

    [Fact]
    public async Task The_programs_owner_is_asked_for_a_component_whose_owner_has_no_address()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var sent = await RemindAsync(
            host,
            Component(reviewEveryDays: 30) with
            {
                Owner = new ResponsiblePerson("Partner desk"),
            }
        );

        Assert.Equal(3, sent.Sent.Count);
        Assert.All(sent.Sent, mail => Assert.Equal("owner@example.com", mail.To));
        Assert.All(
            sent.Sent,
            mail => Assert.Matches("Partner desk (owns|has no e-mail address in the program and owns)", mail.Text)
        );
    }

    private static async Task<SentEmails> RemindAsync(FeatureHost host, OperatingComponent component)
    {
        var sent = new SentEmails();
        var programs = host.Get<ProgramStore>();
        await programs.PutCharterAsync(FeatureHost.Slug, Charters.OfThree, Start, default);
        await programs.ChangeComponentAsync(FeatureHost.Slug, ComponentName.PayoutPolicy, _ => component, default);
        var remind = new RemindOfComponents(
            programs,
            new GovernanceMails(EmailSenders.Of(sent)),
            host.Get<ComponentLinks>(),
            host.Get<IAuditLog>(),
            host.Clock,
            NullLogger<RemindOfComponents>.Instance
        );
        for (var day = 0; day < 60; day++)
        {
            await remind.RunAsync(new TimerInfo(), default);
            await remind.RunAsync(new TimerInfo(), default);
            host.Clock.Advance(TimeSpan.FromDays(1));
        }

        return sent;
    }

    [Fact]
    public async Task A_review_by_link_is_recorded_once_and_sets_the_next_date()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var programs = host.Get<ProgramStore>();
        var component = Component(reviewEveryDays: 30);
        await programs.ChangeComponentAsync(FeatureHost.Slug, component.Name, _ => component, default);
        var hash = ComponentLinks.HashOf(component);
        var review = new ComponentReview(Start.AddDays(30), "carl@example.com", "All of it")
        {
            NextAt = Start.AddDays(50),
        };

        var first = await Record(review);
        var again = await Record(review with { At = Start.AddDays(31) });

        Assert.Equal((Start.AddDays(50), null), (first?.DueAt, again?.DueAt));
        Assert.Equal(1, (await host.VerifyAuditAsync()).Records);

        Task<OperatingComponent?> Record(ComponentReview done) =>
            host.Get<ComponentReviews>().RecordAsync(FeatureHost.Slug, component.Name, hash, done, default);
    }

    [Fact]
    public async Task A_repeated_form_finds_its_own_review_and_writes_the_record()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var programs = host.Get<ProgramStore>();
        var component = Component(reviewEveryDays: 30);
        var review = new ComponentReview(Start.AddDays(30), "carl@example.com", "All of it");
        await programs.ChangeComponentAsync(
            FeatureHost.Slug,
            component.Name,
            _ => component with { LastReview = review },
            default
        );

        var repeated = await Record(review with { At = review.At.AddMinutes(9) });
        var again = await Record(review with { At = review.At.AddMinutes(10) });
        var late = await Record(review with { At = review.At.AddMinutes(11) });
        var other = await Record(review with { Note = "Some of it" });

        Assert.Equal((review.At, review.At), (repeated?.LastReview?.At, again?.LastReview?.At));
        Assert.Equal((null, null), (late, other));
        Assert.Equal(1, (await host.VerifyAuditAsync()).Records);

        Task<OperatingComponent?> Record(ComponentReview sent) =>
            host.Get<ComponentReviews>()
                .RecordAsync(FeatureHost.Slug, component.Name, ComponentLinks.HashOf(component), sent, default);
    }

    [Theory]
    [InlineData("Carl@example.com", true)]
    [InlineData("owner@example.com", true)]
    [InlineData("former@example.com", false)]
    public void Only_the_owners_of_the_component_and_of_the_program_review_it(string actor, bool may) =>
        Assert.Equal(
            may,
            ReviewComponent.MayReview(HeldCommissions.HeldHost.Program, Component(reviewEveryDays: 30), actor)
        );

    private static OperatingComponent Component(int reviewEveryDays) =>
        new(
            ComponentName.PayoutPolicy,
            "How partners are paid.",
            ["cycles"],
            ResponsiblePerson.Of(Carl),
            reviewEveryDays,
            Start,
            null
        );
}
