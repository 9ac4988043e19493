using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Assets;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Onboarding.Partners.Activities;
using AffiliateFunctions.Onboarding.Partners.Certifications;
using AffiliateFunctions.Onboarding.Payees;
using AffiliateFunctions.Onboarding.Payees.Activities;
using AffiliateFunctions.PartnerContracts;
using AffiliateFunctions.PartnerContracts.Store;

namespace AffiliateFunctions.Tests.Emails;

/// <summary>Sends the e-mails to applicants, to partners, and to finance about payout details.</summary>
internal static class OnboardingEmails
{
    private const string Text = HostileTexts.Sentence;

    public static async Task SendAsync(EmailScene scene)
    {
        await SendToApplicantAsync(scene.Get<OnboardingMails>());
        var partner = await scene.AddAsync(HostileTexts.Partner("prt_active"));
        await WelcomeAsync(scene, partner);
        var key = new SoldPartner(EmailScene.Slug, partner.Id);
        await scene.Get<PartnerStartMails>().NudgeAsync(key, default);
        await scene.Get<PartnerStartMails>().CongratulateAsync(key, default);
        await SendStatusesAsync(scene, partner);
        await SendPayoutDetailsAsync(scene, partner);
        await SendChangesAsync(scene);
        await SendRecordAsync(scene);
        await SendContractTermsAsync(scene);
    }

    // Terms that began long ago and end in ten days: both e-mails are due.
    private static async Task SendContractTermsAsync(EmailScene scene)
    {
        var partner = await scene.AddAsync(HostileTexts.Partner("prt_contract"));
        var now = scene.Clock.GetUtcNow();
        var terms = ContractTerms.Read(
            "ctr_1",
            System.Text.Json.JsonElement.Parse("""{"share": {"pay": {"percent": "35"} } }""")
        );
        var contract = new StoredContract
        {
            Id = ContractId.Parse("ctr_1"),
            Program = EmailScene.Slug,
            Partner = partner.Id,
            Rules = terms.Rules,
            Hash = terms.Hash,
            From = now.AddDays(-100),
            Until = now.AddDays(10),
            Reason = Text,
            RequestedAt = now.AddDays(-101),
            Status = ContractStatus.Approved,
            Decision = new ContractDecision("finance@example.com", Text, now.AddDays(-101)),
        };
        await scene
            .Get<ContractStore>()
            .ChangeAllAsync(EmailScene.Slug, partner.Id, known => [.. known, contract], default);
        await scene.Get<ContractFollowUp>().FollowAsync(contract, default);
    }

    private static async Task SendToApplicantAsync(OnboardingMails mails)
    {
        var (application, expiresAt) = (
            HostileTexts.Application(ApplicationStatus.Unverified),
            EmailScene.Now.AddDays(7)
        );
        await mails.AskToConfirmAsync(application, expiresAt, OnboardingMails.Occasions.Confirm, default);
        await mails.AskToConfirmAsync(application, expiresAt, OnboardingMails.Occasions.Reminder, default);
        var question = new ApplicantQuestion(1, Text, "owner@example.com", EmailScene.Now, expiresAt);
        await mails.AskAsync(application, question, reminder: false, default);
        await mails.AskAsync(application, question, reminder: true, default);
        await mails.AskForTermsAsync(application, "2026-11", expiresAt, default);
        await mails.ExpireAsync(HostileTexts.Application(ApplicationStatus.Expired), default);
        await mails.RejectAsync(
            HostileTexts.Application(ApplicationStatus.Rejected),
            new Reapplication(AfterDays: 90),
            default
        );
        var withdrawn = HostileTexts.Application(ApplicationStatus.Withdrawn);
        await mails.ConfirmWithdrawalAsync(withdrawn, default);
        await mails.ReportWithdrawalAsync(withdrawn, EmailScene.Owner, default);
    }

    private static async Task WelcomeAsync(EmailScene scene, Partner partner)
    {
        Asset[] assets =
        [
            new("Logo " + HostileTexts.Name, AssetKind.Logo, "https://www.example.com/logo.png", Description: Text),
            new(
                "Banner",
                AssetKind.Banner,
                $"https://www.example.com/{string.Concat(Enumerable.Repeat("very-long-path", 20))}.png"
            ),
            new("Text", AssetKind.Text, Text: Text),
            new("Moved away", AssetKind.Link, "https://elsewhere.example.net/"),
        ];
        await scene
            .Get<AssetStore>()
            .ReplaceAsync(EmailScene.Slug, new PartnerAssets(assets).Normalized(), EmailScene.Now, default);
        await scene.Get<WelcomeMail>().SendAsync(partner, Text, default);
    }

    private static async Task SendStatusesAsync(EmailScene scene, Partner active)
    {
        var mail = scene.Function<MailPartnerStatus>();
        foreach (
            var partner in new[]
            {
                active,
                await scene.AddAsync(HostileTexts.Partner("prt_suspended", PartnerStatus.Suspended)),
                await scene.AddAsync(HostileTexts.Partner("prt_closed", PartnerStatus.Closed)),
            }
        )
        {
            await mail.RunAsync(
                new PartnerStatusChange(EmailScene.Slug, partner.Id, partner.Status, EmailScene.Now, Text),
                default
            );
        }

        await scene.Get<ErasureMail>().SendAsync(await scene.ProgramAsync(), active, default);
    }

    private static async Task SendPayoutDetailsAsync(EmailScene scene, Partner partner)
    {
        var failed = new FailedPayout(Period.Parse("2026-10"), 123_456_789, "USD", Text, Text);
        var mail = scene.Function<MailPayoutDetailsLink>();
        await mail.RunAsync(new PayoutDetailsRequest(EmailScene.Slug, partner.Id, "asked"), default);
        await mail.RunAsync(new PayoutDetailsRequest(EmailScene.Slug, partner.Id, "failed", failed), default);
        await scene
            .Function<MailPayoutChange>()
            .RunAsync(new PayeeChange(EmailScene.Slug, partner.Id, EmailScene.Now), default);
        await scene
            .Function<ReportPayoutDispute>()
            .RunAsync(new PayoutDispute(EmailScene.Slug, partner.Id, "change", EmailScene.Now), default);
    }

    private static async Task SendChangesAsync(EmailScene scene)
    {
        foreach (
            var status in new[] { PayoutChangeStatus.Pending, PayoutChangeStatus.Expired, PayoutChangeStatus.Discarded }
        )
        {
            var partner = await scene.AddAsync(
                HostileTexts.Partner($"prt_change{(int)status}") with
                {
                    PayoutChange = HostileTexts.Change(status),
                }
            );
            var key = new PayoutChangeKey(EmailScene.Slug, partner.Id, "change", EmailScene.Now.AddDays(7));
            await scene.Function<MailPayoutChangeRequest>().RunAsync(key, default);
            await scene
                .Function<ClosePayoutChange>()
                .RunAsync(new ClosePayoutChange.Input(key, HasExpired: false), scene.Orchestrations, default);
        }
    }

    private static async Task SendRecordAsync(EmailScene scene)
    {
        var today = DateOnly.FromDateTime(EmailScene.Now.UtcDateTime);
        var partner = await scene.AddAsync(
            HostileTexts.Partner("prt_record") with
            {
                Contacts = [new PartnerContact(HostileTexts.Name, "fin@partner.example.org", ContactRole.Finance)],
                Certifications =
                [
                    new PartnerCertification("cloud-expert", today.AddDays(-300), today.AddDays(20), EmailScene.Now),
                    new PartnerCertification("reseller", today.AddDays(-300), today.AddDays(-1), EmailScene.Now),
                ],
            }
        );
        await scene
            .Function<MailContactChange>()
            .RunAsync(new PayeeChange(EmailScene.Slug, partner.Id, EmailScene.Now), default);
        await scene.Function<RemindOfCertifications>().RemindAsync(await scene.ProgramAsync(), default);
    }
}
