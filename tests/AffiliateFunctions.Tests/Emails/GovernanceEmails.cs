using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Review;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Approvals.Delegations;
using AffiliateFunctions.Approvals.Delegations.Activities;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.OutgoingWebhooks.Endpoints;
using AffiliateFunctions.OutgoingWebhooks.Sending;
using AffiliateFunctions.PerformanceReview;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Tests.Emails;

/// <summary>Sends the e-mails about approvals, components, failures, webhooks and reviews.</summary>
internal static class GovernanceEmails
{
    private const string Text = HostileTexts.Sentence;

    public static async Task SendAsync(EmailScene scene)
    {
        await SendApprovalsAsync(scene.Get<ApprovalMails>());
        await SendDelegationsAsync(scene);
        await SendComponentsAsync(scene);
        var failed = new FailedOrchestration(
            EmailScene.Slug,
            $"onboarding-demo-{new string('x', 120)}",
            "Onboarding",
            Text,
            EmailScene.Now,
            MailedAt: null,
            IsRestarted: false
        );
        await scene.Get<FailureAlerts>().SendAsync(failed, default);
        await SendWebhooksAsync(scene);
        await SendReviewAsync(scene);
    }

    private static async Task SendApprovalsAsync(ApprovalMails mails)
    {
        var request = new ApprovalRequest
        {
            Id = "application:app_1",
            Program = EmailScene.Slug,
            Kind = "application",
            Subject = $"Application of {HostileTexts.Company}",
            Facts = [new ApprovalFact(HostileTexts.Name, Text), new ApprovalFact("Website", HostileTexts.Address)],
            Options = [new ApprovalOption("approve", "Approve")],
            Owner = EmailScene.Owner,
            Backup = HostileTexts.Person("backup@example.com"),
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(2),
            ExpireAfter = TimeSpan.FromDays(7),
            DecisionOnExpiry = "reject",
        };
        var approval = new StoredApproval(request, EmailScene.Now, Decision: null);
        await mails.AskAsync(approval, new ApprovalRecipient(EmailScene.Finance, EmailScene.Owner), default);
        await mails.RemindAsync(approval, new ApprovalRecipient(EmailScene.Owner, OnBehalfOf: null), default);
        await mails.EscalateAsync(approval, new ApprovalRecipient(request.Backup, OnBehalfOf: null), default);
        var review = request with
        {
            Id = "review-2026-10",
            Kind = ApprovalKinds.Review,
            Subject = "Review of Partners, October 2026",
            Mail = new ApprovalMail(
                ["Please decide how the program goes on.", Text],
                [
                    new ApprovalSection("What changed", ["Refund rate: 20 %, before 5 %"]),
                    new ApprovalSection("Partners that need a decision", [$"{HostileTexts.Company}: suspend, {Text}"]),
                ]
            ),
        };
        await mails.RemindAsync(
            new StoredApproval(review, EmailScene.Now, Decision: null),
            new ApprovalRecipient(EmailScene.Owner, OnBehalfOf: null),
            default
        );
    }

    private static async Task SendDelegationsAsync(EmailScene scene)
    {
        foreach (var (person, until) in new[] { ("owner@example.com", 7), ("finance@example.com", -1) })
        {
            var delegation = new Delegation(
                person,
                HostileTexts.Person("deputy@example.com"),
                EmailScene.Now.AddDays(until),
                EmailScene.Now,
                person
            );
            await scene.Get<DelegationStore>().PutAsync(EmailScene.Slug, delegation, default);
            await scene
                .Function<MailDelegation>()
                .RunAsync(new DelegationOrchestrator.Input(EmailScene.Slug, person), default);
        }
    }

    private static async Task SendComponentsAsync(EmailScene scene)
    {
        var component = new OperatingComponent(
            ComponentName.PayoutPolicy,
            Text,
            [HostileTexts.Name, HostileTexts.Company],
            ResponsiblePerson.Of(EmailScene.Owner),
            90,
            EmailScene.Now,
            LastReview: null
        );
        foreach (var reminder in new[] { ComponentReminder.Before, ComponentReminder.Due, ComponentReminder.Escalated })
        {
            await scene
                .Get<GovernanceMails>()
                .RemindOfReviewAsync(
                    await scene.ProgramAsync(),
                    component,
                    reminder,
                    EmailScene.Owner,
                    "http://localhost:7071/components/demo",
                    default
                );
        }
    }

    private static async Task SendWebhooksAsync(EmailScene scene)
    {
        var endpoint = new WebhookEndpoint
        {
            Program = EmailScene.Slug,
            Id = "warehouse",
            Url = $"https://{new string('h', 60)}.example.org/hook",
            Types = ["*"],
            Enabled = false,
            CreatedAt = EmailScene.Now,
            Secret = [1, 2, 3],
            Disabled = new EndpointDisabling(EmailScene.Now, EndpointDisabling.Gone, IsReported: false),
        };
        await scene.Function<EndpointHealth>().TellAsync(endpoint, default);
    }

    private static async Task SendReviewAsync(EmailScene scene)
    {
        var partner = PartnerId.Parse("prt_active");
        ReviewAction[] actions =
        [
            Action("1", "coach") with
            {
                Partner = partner,
                Reason = Text,
            },
            Action("2", "task"),
            Action("3", "pause_program"),
            Action("4", "promote") with
            {
                Partner = partner,
                Group = "gold",
                PlannedFor = EmailScene.Now.AddDays(14),
            },
            RuleChange("5"),
            RuleChange("6"),
        ];
        var review = new StoredReview
        {
            Program = EmailScene.Slug,
            Period = Period.Parse("2026-10"),
            Currency = "USD",
            MeasuredAt = EmailScene.Now,
            Signals = [],
            Scorecards = [new Scorecard(partner, 1000, 20, 10, 100_000, 1, 20_000)],
            Decision = new ReviewOutcome("continue", "owner@example.com", Text, null, EmailScene.Now),
            Actions = actions,
        };
        await scene.Get<ReviewStore>().AddAsync(review, default);
        await PutRulesInForceAsync(scene.Get<RuleBookStore>());
        foreach (var action in actions)
        {
            await scene
                .Function<CarryOutReviewAction>()
                .RunAsync(
                    new CarryOutReviewAction.Input(new ReviewKey(EmailScene.Slug, review.Period), action.Id),
                    scene.Orchestrations,
                    default
                );
        }

        await scene.Get<ReviewActionMails>().RemindOfTaskAsync(await scene.ProgramAsync(), review, actions[1], default);
    }

    // The first opens a draft, and the second is added to it.
    private static ReviewAction RuleChange(string id) =>
        Action(id, "change_rules") with
        {
            Metric = "refund_rate",
            Before = 0.2m,
            RuleChange = new ReviewRuleChange(["share", new string('r', 64)], Text),
        };

    private static async Task PutRulesInForceAsync(RuleBookStore rules)
    {
        var document = JsonElement.Parse(
            """{"schema": "affiliate-rules/1", "name": "Rules", "currency": "USD", "commissions": []}"""
        );
        var (hash, canonical) = (CanonicalJson.HashOf(document), Encoding.UTF8.GetString(CanonicalJson.Of(document)));
        await rules.AddAsync(EmailScene.Slug, hash, canonical, EmailScene.Now, default);
        await rules.ChangeAsync(
            EmailScene.Slug,
            1,
            stored => stored.Submit(EmailScene.Now)!.Decide(approved: true, "owner@example.com", EmailScene.Now),
            default
        );
    }

    private static ReviewAction Action(string id, string kind) =>
        new(id, kind, Text, EmailScene.Owner, EmailScene.Now.AddDays(30), Metric: null, Before: null);
}
