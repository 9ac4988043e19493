using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Approvals.Activities;
using AffiliateFunctions.Approvals.Delegations;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Governance;

/// <summary>Deputies, reasons and fields of approvals, and when people are reminded.</summary>
public sealed class DelegationTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly Person Owner = new("Owner", "owner@example.com");
    private static readonly Person Dora = new("Dora", "dora@example.com");

    private readonly Mock<DurableTaskClient> orchestrations = new("test");

    [Fact]
    public async Task A_deputy_is_asked_on_behalf_of_the_person_and_decides_in_its_own_name()
    {
        await using var host = await StartAsync();
        await DelegateAsync(host, days: 10);

        await OpenAsync(host, Request());

        var mail = Assert.Single(host.Emails.Sent);
        Assert.Equal("dora@example.com", mail.To);
        Assert.Contains("on behalf of Owner", mail.Text, StringComparison.Ordinal);
        var stored = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!;
        var asked = Assert.Single(ApprovalAnswer.Of(stored, host.Clock.GetUtcNow()).Asked);
        Assert.Equal(("dora@example.com", "owner@example.com"), (asked.Email, asked.OnBehalfOf));
        var decided = await DecideAsync(host, stored, Dora, new DecisionForm("approve"));
        var decision = Assert.IsType<ApprovalLinkResult.Decided>(decided).Approval.Decision!;
        Assert.Equal(("dora@example.com", "owner@example.com"), (decision.Actor, decision.OnBehalfOf));
    }

    [Fact]
    public async Task The_preparer_is_never_asked_as_a_deputy()
    {
        await using var host = await StartAsync();
        await DelegateAsync(host, days: 10);

        await OpenAsync(host, Request() with { Excluded = ["DORA@example.com"] });

        Assert.Equal("owner@example.com", Assert.Single(host.Emails.Sent).To);
    }

    [Fact]
    public async Task A_deputy_whose_time_has_passed_is_not_asked_and_cannot_decide()
    {
        await using var host = await StartAsync();
        await DelegateAsync(host, days: 1);
        await OpenAsync(host, Request());
        host.Clock.Advance(TimeSpan.FromDays(2));

        var remind = ActivatorUtilities.CreateInstance<RemindApprover>(host.Services);
        await remind.RunAsync(new ApprovalKey(FeatureHost.Slug, "cycle-1"), default);

        Assert.Equal(["dora@example.com", "owner@example.com"], host.Emails.Sent.Select(mail => mail.To).Order());
        var stored = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!;
        Assert.IsType<ApprovalLinkResult.DeputyEnded>(
            await DecideAsync(host, stored, Dora, new DecisionForm("approve"))
        );
        Assert.IsType<ApprovalLinkResult.Decided>(await DecideAsync(host, stored, Owner, new DecisionForm("approve")));
    }

    [Fact]
    public async Task A_deputy_whose_delegation_was_ended_or_given_to_another_cannot_decide()
    {
        await using var host = await StartAsync();
        await DelegateAsync(host, days: 10);
        await OpenAsync(host, Request());
        var stored = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!;
        var now = host.Clock.GetUtcNow();

        await PutAsync(host, new DelegationBody("owner@example.com", Dora, now));
        Assert.IsType<ApprovalLinkResult.DeputyEnded>(
            await DecideAsync(host, stored, Dora, new DecisionForm("approve"))
        );
        var other = new Person("Otto", "otto@example.com");
        await PutAsync(host, new DelegationBody("owner@example.com", other, now.AddDays(10)));
        Assert.IsType<ApprovalLinkResult.DeputyEnded>(
            await DecideAsync(host, stored, Dora, new DecisionForm("approve"))
        );
        Assert.IsType<ApprovalLinkResult.NotAllowed>(
            await DecideAsync(host, stored, other, new DecisionForm("approve"))
        );
        await DelegateAsync(host, days: 5);
        Assert.IsType<ApprovalLinkResult.Decided>(await DecideAsync(host, stored, Dora, new DecisionForm("approve")));
    }

    [Theory]
    [InlineData(10, 1, "owner@example.com")]
    [InlineData(1, 10, "backup@example.com")]
    [InlineData(10, 10, "backup@example.com")]
    public async Task A_deputy_of_two_persons_decides_for_the_one_whose_delegation_lasts(
        int daysOfOwner,
        int daysOfBackup,
        string onBehalfOf
    )
    {
        await using var host = await StartAsync();
        await DelegateAsync(host, daysOfOwner);
        await DelegateAsync(host, daysOfBackup, Charters.OfThree.BackupOwner.Email);
        var request = Request() with { Backup = Charters.OfThree.BackupOwner };
        await OpenAsync(host, request);
        var escalate = ActivatorUtilities.CreateInstance<EscalateApproval>(host.Services);
        await escalate.RunAsync(new ApprovalKey(FeatureHost.Slug, "cycle-1"), default);
        var stored = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!;
        Assert.Equal(2, stored.Deputies.Count);
        host.Clock.Advance(TimeSpan.FromDays(2));

        var decided = await DecideAsync(host, stored, Dora, new DecisionForm("approve"));

        Assert.Equal(onBehalfOf, Assert.IsType<ApprovalLinkResult.Decided>(decided).Approval.Decision!.OnBehalfOf);
    }

    [Fact]
    public async Task A_delegation_whose_request_was_interrupted_is_recorded_with_what_it_replaces()
    {
        await using var host = await StartAsync();
        await DelegateAsync(host, days: 10);
        host.Clock.Advance(TimeSpan.FromHours(1));
        var now = host.Clock.GetUtcNow();
        await host.Get<DelegationStore>()
            .PutAsync(FeatureHost.Slug, new Delegation("owner@example.com", Dora, now, now, "key"), default);

        await PutAsync(host, new DelegationBody("owner@example.com", Dora, now));

        var records = await host.Get<AuditLog>()
            .ReadAsync(FeatureHost.Slug, null, default)
            .Select(row => row.Text.Record)
            .ToListAsync();
        Assert.Equal(2, records.Count);
        var change = records.Single(record => record.At == now).Change!;
        Assert.Equal(now.AddHours(-1).AddDays(10), change.Before.GetProperty("until").GetDateTimeOffset());
        Assert.Equal(now, change.After.GetProperty("until").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("nobody@example.com", "Dora", "dora@example.com", 10, "/person")]
    [InlineData("owner@example.com", " ", "dora@example.com", 10, "/deputy/name")]
    [InlineData("owner@example.com", "Dora", "dora", 10, "/deputy/email")]
    [InlineData("owner@example.com", "Me", "Owner+me@example.com", 10, "/deputy/email")]
    [InlineData("owner@example.com", "Dora", "dora@example.com", 91, "/until")]
    public async Task A_delegation_names_a_person_of_the_charter_another_person_and_a_near_end(
        string person,
        string name,
        string email,
        int days,
        string pointer
    )
    {
        await using var host = await StartAsync();
        var body = new DelegationBody(person, new Person(name, email), host.Clock.GetUtcNow().AddDays(days));
        Assert.Equal([pointer], (await PutAsync(host, body)).Problem!.Errors.Keys);
    }

    [Fact]
    public async Task A_delegation_is_recorded_once_with_what_it_replaces()
    {
        await using var host = await StartAsync();
        var until = host.Clock.GetUtcNow().AddDays(3);
        await PutAsync(host, new DelegationBody("owner@example.com", Dora, until));
        await PutAsync(host, new DelegationBody("Owner@example.com", Dora, until));
        Assert.Equal(1, (await host.VerifyAuditAsync()).Records);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await PutAsync(host, new DelegationBody("owner@example.com", Dora, host.Clock.GetUtcNow()));
        Assert.Equal(2, (await host.VerifyAuditAsync()).Records);
        var stored = await host.Get<DelegationStore>().ListAsync(FeatureHost.Slug, default).ToListAsync();
        Assert.False(Assert.Single(stored).IsInForceAt(host.Clock.GetUtcNow()));
    }

    [Theory]
    [InlineData(null, null, "reason")]
    [InlineData("other", " ", "reason")]
    [InlineData("bogus", "Why", "reason_code")]
    public async Task A_rejection_needs_a_known_reason_or_words(string? code, string? words, string field)
    {
        await using var host = await StartAsync();
        await OpenAsync(host, Request());
        var stored = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!;
        var form = new DecisionForm("reject", words) { ReasonCode = code };
        var open = Assert.IsType<ApprovalLinkResult.Undecided>(await DecideAsync(host, stored, Owner, form));
        Assert.Equal(field, open.Error!.Field);
    }

    [Theory]
    [InlineData("risk", null, "risk", "Suspicion of fraud")]
    [InlineData("risk", "Two accounts", "risk", "Suspicion of fraud: Two accounts")]
    [InlineData("other", "Two accounts", "other", "Two accounts")]
    [InlineData("", "Two accounts", null, "Two accounts")]
    public async Task A_reason_is_stored_as_its_code_and_in_words(
        string code,
        string? words,
        string? storedCode,
        string storedWords
    )
    {
        await using var host = await StartAsync();
        await OpenAsync(host, Request());
        var stored = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!;
        var form = new DecisionForm("reject", words) { ReasonCode = code };
        var decided = Assert.IsType<ApprovalLinkResult.Decided>(await DecideAsync(host, stored, Owner, form));
        Assert.Equal(
            (storedCode, storedWords),
            (decided.Approval.Decision!.ReasonCode, decided.Approval.Decision.Reason)
        );
    }

    [Fact]
    public async Task Fields_are_checked_and_recorded_with_the_affirmative_decision_only()
    {
        await using var host = await StartAsync();
        var input = new ApprovalInput("code", "Code", "optional", "^[a-z]{3}$", "Three letters.");
        await OpenAsync(host, Request() with { Inputs = [input] });
        var stored = (await host.Get<ApprovalStore>().FindAsync(FeatureHost.Slug, "cycle-1", default))!;
        var wrong = await DecideAsync(host, stored, Owner, Form("approve", "toolong"));
        Assert.Equal("inputs.code", Assert.IsType<ApprovalLinkResult.Undecided>(wrong).Error!.Field);
        var decided = Assert.IsType<ApprovalLinkResult.Decided>(
            await DecideAsync(host, stored, Owner, Form("approve", " abc "))
        );
        Assert.Equal("abc", decided.Approval.Outcome!.Inputs!["code"]);

        static DecisionForm Form(string decision, string code) =>
            new(decision)
            {
                Inputs = new Dictionary<string, string> { ["code"] = code, ["other"] = "ignored" },
            };
    }

    [Fact]
    public async Task A_reminder_at_a_weekend_is_sent_on_monday()
    {
        await using var host = await StartAsync();
        host.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 6, 18, 0, 0, TimeSpan.Zero));
        var opened = await OpenAsync(host, Request());
        Assert.Equal(new DateTimeOffset(2026, 11, 9, 9, 0, 0, TimeSpan.Zero), opened.RemindAt);
    }

    private async Task<FeatureHost> StartAsync()
    {
        var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await host.Get<ProgramStore>()
            .PutCharterAsync(FeatureHost.Slug, Charters.OfThree, host.Clock.GetUtcNow(), default);
        return host;
    }

    private async Task DelegateAsync(FeatureHost host, int days, string person = "owner@example.com")
    {
        var body = new DelegationBody(person, Dora, host.Clock.GetUtcNow().AddDays(days));
        Assert.True((await PutAsync(host, body)).Succeeded);
    }

    private async Task<Result<Delegation>> PutAsync(FeatureHost host, DelegationBody body) =>
        await host.Get<DelegationService>()
            .PutAsync(await host.ProgramAsync(), body, "key", orchestrations.Object, default);

    private static Task<OpenedApproval> OpenAsync(FeatureHost host, ApprovalRequest request) =>
        ActivatorUtilities.CreateInstance<OpenApproval>(host.Services).RunAsync(request, default);

    private Task<ApprovalLinkResult> DecideAsync(
        FeatureHost host,
        StoredApproval stored,
        Person person,
        DecisionForm form
    )
    {
        var link = new Uri(host.Get<ApprovalLinks>().AddressFor(stored, person.Email)).Segments[^1];
        return host.Get<ApprovalService>().DecideAsync(link, form, null, orchestrations.Object, default);
    }

    private static ApprovalRequest Request() =>
        new()
        {
            Id = "cycle-1",
            Program = FeatureHost.Slug,
            Kind = ApprovalKinds.Cycle,
            Subject = "Approve the payouts",
            Facts = [],
            Options =
            [
                new("approve", "Approve"),
                new("reject", "Reject", ReasonRequired: true) { Reasons = ApprovalReason.OfPayments },
            ],
            Owner = Owner,
            Backup = new Person("Backup", "backup@example.com"),
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = "reject",
        };
}
