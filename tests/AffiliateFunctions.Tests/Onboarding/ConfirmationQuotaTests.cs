using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Applications.Activities;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>A public form cannot be used to send e-mail to a stranger again and again.</summary>
public sealed class ConfirmationQuotaTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Stranger = "Stranger@example.com";

    [Fact]
    public async Task A_mailbox_gets_three_mails_a_day_and_ten_in_all()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var sent = new List<int>();
        for (var day = 0; day < 6; day++)
        {
            sent.Add(await CountAsync(host, Enumerable.Range(0, 5).Select(number => $"day {day} mail {number}")));
            host.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal([3, 3, 3, 1, 0, 0], sent);
    }

    [Fact]
    public async Task Instances_share_the_count_and_one_mail_is_counted_once()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var mails = Enumerable.Range(0, 20).Select(number => $"mail {number}").ToList();
        var allowed = await Task.WhenAll(mails.Select(mail => Instance(host).TryCountAsync(Stranger, mail, default)));
        Assert.Equal(3, allowed.Count(isAllowed => isAllowed));

        // A step that is repeated after a fault sends the same e-mail.
        var again = await Task.WhenAll(mails.Select(mail => Instance(host).TryCountAsync(Stranger, mail, default)));
        Assert.Equal(allowed, again);
        Assert.True(await Instance(host).TryCountAsync("somebody.else@example.com", "mail", default));
    }

    [Fact]
    public async Task Who_confirms_may_apply_elsewhere_and_still_gets_three_a_day()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        for (var day = 0; day < 3; day++)
        {
            await CountAsync(host, Enumerable.Range(0, 3).Select(number => $"day {day} mail {number}"));
            host.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(1, await CountAsync(host, ["tenth", "eleventh"]));
        await Instance(host).ConfirmAsync(Stranger, default);
        Assert.Equal(2, await CountAsync(host, ["a", "b", "c"]));
        host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(3, await CountAsync(host, ["d", "e", "f", "g"]));
    }

    [Fact]
    public async Task Beyond_the_limit_the_answer_is_the_same_and_the_timeline_says_that_nothing_was_sent()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await CountAsync(host, ["other program 1", "other program 2", "other program 3"]);
        var (mails, emails) = Mails(host);
        var id = await SubmitAsync(host);

        await BeginAsync(host, mails, id);
        var waiting = await ReadAsync(host, id);
        Assert.Empty(emails.Sent);
        Assert.Equal(ApplicationStatus.Unverified, waiting.Status);
        Assert.Equal(["submitted", "confirmation_not_sent"], waiting.Timeline.Select(entry => entry.Step));
        Assert.Equal(
            "No e-mail was sent: an address that nobody confirms receives at most 3 e-mails in a day and 10 in all.",
            waiting.Timeline[^1].Note
        );

        // The reminder of the next day is the first e-mail that the applicant gets.
        host.Clock.Advance(TimeSpan.FromDays(1));
        await new RemindApplicant(host.Get<ApplicationStore>(), host.Get<OnboardingPolicies>(), mails).RunAsync(
            new ApplicationKey(FeatureHost.Slug, id),
            default
        );
        Assert.Equal(Stranger, Assert.Single(emails.Sent).To);
        Assert.Equal("confirmation_reminded", (await ReadAsync(host, id)).Timeline[^1].Step);
    }

    private static async Task BeginAsync(FeatureHost host, OnboardingMails mails, ApplicationId id) =>
        await new BeginOnboarding(host.Get<ApplicationStore>(), host.Get<OnboardingPolicies>(), mails).RunAsync(
            new ApplicationKey(FeatureHost.Slug, id),
            default
        );

    private static (OnboardingMails Mails, SentEmails Emails) Mails(FeatureHost host)
    {
        var emails = new SentEmails();
        var sender = EmailSenders.Of(emails);
        return (ActivatorUtilities.CreateInstance<OnboardingMails>(host.Get<IServiceProvider>(), sender), emails);
    }

    private static async Task<ApplicationId> SubmitAsync(FeatureHost host)
    {
        var body = new ApplicationBody(
            "Contact",
            Stranger,
            "Example Media",
            "https://www.example.com",
            "US",
            "Reviews",
            TermsAccepted: true,
            TermsVersion: "1"
        );
        var submitted = await host.Get<SubmitApplicationHandler>()
            .SubmitAsync(await host.ProgramAsync(), body, new Mock<DurableTaskClient>("test").Object, default);
        return submitted.Value;
    }

    private static async Task<PartnerApplication> ReadAsync(FeatureHost host, ApplicationId id) =>
        (await host.Get<ApplicationStore>().FindAsync(FeatureHost.Slug, id, default))!;

    private static async Task<int> CountAsync(FeatureHost host, IEnumerable<string> mails)
    {
        var sent = 0;
        foreach (var mail in mails)
        {
            sent += await Instance(host).TryCountAsync("stranger+label@example.com", mail, default) ? 1 : 0;
        }

        return sent;
    }

    // Nothing but storage is shared between two of them, as between instances and across a restart.
    private static ConfirmationQuota Instance(FeatureHost host) =>
        new(
            host.Get<StorageTables>(),
            host.Get<EmailKey>(),
            host.Get<IOptions<ApplicationOptions>>(),
            host.Get<TimeProvider>()
        );
}
