using Affiliate.Pages.Models;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.PartnerPages.Account;
using Microsoft.AspNetCore.Http;
using Testing;

namespace AffiliateFunctions.Tests.PartnerPages;

/// <summary>A partner switches off the e-mails that it can do without, and no others.</summary>
public sealed class NotificationTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    // Owners, finance, applicants and persons of the company receive these.
    private static readonly EmailKind[] ToOthers =
    [
        EmailKind.ConfirmAddress,
        EmailKind.ConfirmAddressReminder,
        EmailKind.ApplicantQuestion,
        EmailKind.ApplicantQuestionReminder,
        EmailKind.ApplicationExpired,
        EmailKind.ApplicationRejected,
        EmailKind.AcceptTerms,
        EmailKind.ApplicationWithdrawn,
        EmailKind.WithdrawalReported,
        EmailKind.PayoutDetailsDiscarded,
        EmailKind.PayoutDetailsDisputed,
        EmailKind.ApprovalAsked,
        EmailKind.ApprovalReminder,
        EmailKind.ApprovalEscalation,
        EmailKind.DelegationStarted,
        EmailKind.DelegationEnded,
        EmailKind.ComponentReviewSoon,
        EmailKind.ComponentReviewDue,
        EmailKind.ComponentReviewOverdue,
        EmailKind.ProcessFailed,
        EmailKind.ReviewTask,
        EmailKind.RuleChangeAsked,
        EmailKind.ReviewTaskReminder,
        EmailKind.WebhookEndpointDisabled,
        EmailKind.PaymentFilesReady,
        EmailKind.PayoutsRejected,
        EmailKind.NothingToPay,
        EmailKind.ProviderBatchProblem,
        EmailKind.PayeeCorrectionReported,
        EmailKind.SettlementReminder,
        EmailKind.SettlementEscalation,
        EmailKind.HeldCommissionsAsked,
        EmailKind.HeldCommissionsReminder,
        EmailKind.HeldCommissionsEscalation,
        EmailKind.OpeningBalancesDecided,
        EmailKind.AdjustmentDecided,
        EmailKind.LeadEndedForOwner,
        EmailKind.DisputeUnsettled,
    ];

    [Fact]
    public void Every_kind_of_email_can_be_switched_off_or_is_said_to_be_necessary_or_goes_to_others() =>
        Assert.Equal(
            Enum.GetValues<EmailKind>(),
            Enum.GetValues<EmailKind>()
                .Where(kind => PartnerEmails.TopicOf(kind) is not null)
                .Concat(PartnerEmails.Necessary.SelectMany(necessary => necessary.Kinds))
                .Concat(ToOthers)
                .Order()
        );

    [Fact]
    public async Task No_email_that_can_be_switched_off_is_sent_without_the_recipients_choice()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        var emails = scene.Host.Get<EmailSender>();
        foreach (var kind in Enum.GetValues<EmailKind>())
        {
            var sending = () => emails.SendAsync($"{kind}", "pat@partner.example.org", MessageOf(kind), default);
            if (PartnerEmails.TopicOf(kind) is null)
            {
                await sending();
            }
            else
            {
                await Assert.ThrowsAsync<ArgumentException>(sending);
            }
        }
    }

    [Fact]
    public async Task A_partner_that_wants_no_advice_receives_none_and_everything_else()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        var partner = await scene.AddPartnerAsync();
        var browser = new SceneBrowser(scene);
        await browser.SignInAsync();
        var (_, page) = await ShowAsync(browser);
        Assert.Equal(5, Count(page, "type=\"checkbox\""));
        Assert.Equal(5, Count(page, "value=\"true\" checked"));
        Assert.All(
            PartnerEmails.Necessary,
            necessary => Assert.Contains(necessary.Text, page, StringComparison.Ordinal)
        );

        var (status, saved) = await ChooseAsync(browser, "statements", "commission_news", "lead_reminders");

        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Contains("Your choice is saved.", saved, StringComparison.Ordinal);
        Assert.Equal(3, Count(saved, "value=\"true\" checked"));
        var start = scene.Create<PartnerStartMails>();
        await start.NudgeAsync(new SoldPartner(partner.Program, partner.Id), default);
        await start.CongratulateAsync(new SoldPartner(partner.Program, partner.Id), default);
        var news = Assert.Single(scene.Host.Emails.Sent, mail => mail.Kind != EmailKind.PartnerSignIn);
        Assert.Equal(EmailKind.FirstSale, news.Kind);
        Assert.Contains("You can switch off e-mails of this kind", news.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_is_recorded_once_with_what_it_was_before()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        var partner = await scene.AddPartnerAsync();
        var browser = new SceneBrowser(scene);
        await browser.SignInAsync();
        await ShowAsync(browser);
        for (var i = 0; i < 2; i++)
        {
            await ChooseAsync(browser, "commission_news", "coaching", "lead_reminders", "certification_reminders");
        }

        var record = Assert.Single(
            await scene.Host.Get<AuditLog>().AboutAsync(FeatureHost.Slug, [partner.Id.Value], default).ToListAsync(),
            record => record.Action == "partner_notifications_chosen"
        );
        Assert.Equal((partner.Id.Value, partner.Id.Value), (record.Actor, record.Subject));
        Assert.Equal("{\"statements\":true}", record.Change!.Before.GetRawText());
        Assert.Equal("{\"statements\":false}", record.Change.After.GetRawText());
        Assert.True((await scene.Host.VerifyAuditAsync()).Ok);
    }

    [Fact]
    public async Task Statements_that_are_invoices_cannot_be_switched_off_and_the_choice_about_them_stays()
    {
        await using var scene = await SignInScene.StartAsync(azurite.TakeAccount());
        var partner = await scene.AddPartnerAsync();
        await scene.ChangeAsync(
            partner,
            stored =>
                stored with
                {
                    SelfBilling = new SelfBilling(IsAgreed: true, scene.Host.Clock.GetUtcNow()),
                    Notifications = new PartnerNotifications(Statements: false),
                }
        );
        var browser = new SceneBrowser(scene);
        await browser.SignInAsync();
        var (_, page) = await ShowAsync(browser);
        Assert.Equal(4, Count(page, "type=\"checkbox\""));
        Assert.Contains("a statement is an invoice", page, StringComparison.Ordinal);

        await ChooseAsync(browser, "coaching");

        var stored = (await scene.Host.Get<IPartners>().FindAsync(partner.Program, partner.Id, default))!;
        Assert.Equal(new PartnerNotifications(false, false, true, false, false), stored.Notifications);
        var emails = scene.Host.Get<EmailSender>();
        await emails.SendAsync("s1", stored.ToRecipient(), MessageOf(EmailKind.Statement), default);
        await emails.SendAsync(
            "s2",
            (stored with { SelfBilling = null }).ToRecipient(),
            MessageOf(EmailKind.Statement),
            default
        );
        Assert.Equal("s1", Assert.Single(scene.Host.Emails.Sent, mail => mail.Kind == EmailKind.Statement).Key);
    }

    private static Task<(int Status, string Html)> ShowAsync(SceneBrowser browser) =>
        browser.PageAsync<ChooseNotifications>(
            (function, request) => function.ShowPartnerNotifications(request, "demo", default)
        );

    private static Task<(int Status, string Html)> ChooseAsync(SceneBrowser browser, params string[] topics) =>
        browser.PostAsync<ChooseNotifications>(
            (function, request) => function.ChoosePartnerNotifications(request, "demo", default),
            [.. topics.Select(topic => (topic, "true"))]
        );

    private static EmailMessage MessageOf(EmailKind kind) =>
        new()
        {
            Kind = kind,
            Subject = "News",
            Brand = new Brand("Demo"),
            Recipient = "Pat",
            Paragraphs = [],
        };

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
