using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Applications.Activities;
using AffiliateFunctions.Onboarding.Screening;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Orchestrations;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Onboarding;

/// <summary>Applications that two different persons must approve.</summary>
public sealed class SecondPersonTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string FromTheUs = """{"field": "application.country", "op": "equals", "value": "US"}""";
    private const string ForGold = """{"field": "application.assigned_group", "op": "equals", "value": "gold"}""";

    private readonly List<ApprovalRequest> asked = [];
    private FeatureHost host = null!;
    private ApplicationKey key = null!;

    [Fact]
    public async Task A_second_person_approves_what_the_first_has_approved()
    {
        await StartAsync(FromTheUs);

        var status = await RunAsync(Approved("owner@example.com", group: "gold"), Approved("backup@example.com"));

        Assert.Equal(ApplicationStatus.Approved, status);
        Assert.Equal([$"application-{key.Id}", $"application-{key.Id}-second"], asked.Select(request => request.Id));
        var (first, second) = (await StoredAsync(0), await StoredAsync(1));
        Assert.Contains(first.Facts, fact => fact.Value.Contains("Two different persons", StringComparison.Ordinal));
        Assert.Equal(NextApprovers.SecondPersonFollows, first.AfterApproval);
        Assert.StartsWith("Second approval of", second.Subject, StringComparison.Ordinal);
        Assert.Contains(second.Facts, fact => fact is { Label: "Group", Value: "gold" });
        Assert.Empty(second.Inputs);
        Assert.Equal((false, true), (second.MayDecide("owner@example.com"), second.MayDecide("backup@example.com")));
        var application = await ApplicationAsync();
        Assert.Equal(("backup@example.com", "gold"), (application.DecidedBy, application.AssignedGroup));
        Assert.Equal(
            ["first_approved", "approved"],
            application
                .Timeline.Select(entry => entry.Step)
                .Where(step => step.EndsWith("approved", StringComparison.Ordinal))
        );
        Assert.Equal(
            [("application_first_approved", "owner@example.com"), ("application_approved", "backup@example.com")],
            await AuditAsync()
        );
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_rejection_by_either_person_ends_the_application(int number)
    {
        await StartAsync(FromTheUs);
        ApprovalDecision[] decisions = [Approved("owner@example.com"), Rejected("backup@example.com")];

        var status = await RunAsync(decisions[^number..]);

        Assert.Equal(ApplicationStatus.Rejected, status);
        Assert.Equal(number, asked.Count);
        Assert.Null((await ApplicationAsync()).PartnerId);
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData("gold", 2)]
    [InlineData("silver", 1)]
    [InlineData(null, 1)]
    public async Task The_group_that_the_first_person_chooses_can_decide_that_a_second_is_asked(
        string? group,
        int count
    )
    {
        await StartAsync(ForGold);

        var status = await RunAsync(Approved("owner@example.com", group), Approved("backup@example.com"));

        Assert.Equal(ApplicationStatus.Approved, status);
        Assert.Equal(count, asked.Count);
        Assert.Contains((await StoredAsync(0)).Facts, fact => fact.Value.Contains("group", StringComparison.Ordinal));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_default_decision_counts_as_nobodys_approval()
    {
        await StartAsync(FromTheUs, """ "on_expiry": "approve" """);
        var expired = Approved("owner@example.com") with { Actor = ApprovalDecision.ExpiryActor };

        Assert.Equal(ApplicationStatus.Expired, await RunAsync(expired));

        Assert.Equal(ApplicationDecision.Reject, (await StoredAsync(0)).DecisionOnExpiry);
        Assert.Equal([("application_rejected", ApprovalDecision.ExpiryActor)], await AuditAsync());
        await host.DisposeAsync();
    }

    [Fact]
    public async Task No_rule_approves_where_two_persons_must()
    {
        await StartAsync(FromTheUs, $"\"auto_approve\": {FromTheUs}", ApplicationStatus.Screening);

        Assert.Equal(ApplicationStatus.Rejected, await RunAsync(Rejected("owner@example.com")));

        await host.DisposeAsync();
    }

    [Fact]
    public async Task New_findings_after_the_first_approval_need_both_persons_again()
    {
        await StartAsync(FromTheUs);
        var finding = new AddFindings.Body("lists", [new("match", FindingSeverity.Serious, "A name resembles.")]);

        var status = await RunAsync(
            [
                Approved("owner@example.com"),
                Approved("backup@example.com"),
                Approved("backup@example.com"),
                Approved("owner@example.com"),
            ],
            after: 2,
            () =>
                host.Get<FindingReports>()
                    .AddAsync(
                        key.Program,
                        key.Id.Value,
                        finding,
                        new Mock<DurableTaskClient>("test").Object,
                        CancellationToken.None
                    )
        );

        Assert.Equal(ApplicationStatus.Approved, status);
        Assert.Equal(
            ["", "-second", "-2", "-2-second"],
            asked.Select(request => request.Id[$"application-{key.Id}".Length..])
        );
        Assert.Equal("owner@example.com", (await ApplicationAsync()).DecidedBy);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_repeated_step_records_the_first_approval_once()
    {
        await StartAsync(FromTheUs);
        var id = (await ApplicationAsync()).ApprovalId;
        var decision = new ApplicationDecision(true, "owner@example.com", null, host.Clock.GetUtcNow());
        var decide = ActivatorUtilities.CreateInstance<DecideApplication>(host.Services);

        for (var i = 0; i < 2; i++)
        {
            var status = await decide.RunAsync(new DecideApplication.Input(key, decision, id), default);
            Assert.Equal(ApplicationStatus.PendingApproval, status);
        }

        Assert.Single((await ApplicationAsync()).FirstApprovals);
        Assert.Equal([("application_first_approved", "owner@example.com")], await AuditAsync());
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData("owner@example.com", null, "backup@example.com,finance@example.com")]
    [InlineData("dora@example.com", "owner@example.com", "backup@example.com,finance@example.com")]
    [InlineData("backup@example.com", "owner@example.com", "finance@example.com")]
    [InlineData("OWNER+x@example.com", null, "backup@example.com,finance@example.com")]
    public void A_deputy_approves_for_the_person_who_is_not_the_second_then(
        string actor,
        string? onBehalfOf,
        string left
    )
    {
        var charter = Charters.OfThree;

        var next = NextApprovers.Of(
            [charter.Owner, charter.BackupOwner, charter.Finance],
            [new EarlierApproval(actor, onBehalfOf)]
        );

        Assert.Equal(left, string.Join(',', next.Asked.Select(person => person.Email)));
    }

    [Fact]
    public void A_person_whose_deputy_has_approved_is_the_second_if_nobody_else_is_left()
    {
        Person[] candidates = [Charters.OfThree.Owner, Charters.OfThree.BackupOwner];

        var next = NextApprovers.Of(candidates, [new EarlierApproval("backup@example.com", "owner@example.com")]);

        Assert.Equal("owner@example.com", Assert.Single(next.Asked).Email);
        Assert.Equal(["backup@example.com"], next.Excluded);
    }

    private async Task StartAsync(
        string secondPerson,
        string? more = null,
        ApplicationStatus status = ApplicationStatus.PendingApproval
    )
    {
        var onboarding = $"\"second_person\": {secondPerson}" + (more is null ? string.Empty : $", {more}");
        host = await FeatureHost.StartAsync(
            azurite.TakeAccount(),
            rules: $$"""
            "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "10"} }], "onboarding": { {{onboarding}} }
            """
        );
        await host.Get<ProgramStore>()
            .PutCharterAsync(FeatureHost.Slug, Charters.OfThree, host.Clock.GetUtcNow(), default);
        var (_, stored) = await host.Get<ApplicationAddresses>()
            .SubmitAsync(FeatureHost.Slug, "pat@agency.test", _ => true, id => Application(id, status), default);
        key = ApplicationKey.Of(stored!);
        var start = ActivatorUtilities.CreateInstance<ScreenApplication>(host.Services);
        if (status == ApplicationStatus.PendingApproval)
        {
            await start.RunAsync(key, default);
        }
    }

    private PartnerApplication Application(ApplicationId id, ApplicationStatus status) =>
        new()
        {
            Id = id,
            Program = FeatureHost.Slug,
            Applicant = new ApplicantProfile(
                "Pat",
                "pat@agency.test",
                "Partner Agency",
                "https://agency.test",
                "US",
                "Reviews",
                null,
                new Dictionary<string, System.Text.Json.JsonElement>(),
                null
            ),
            Status = status,
            Terms = new PartnerTerms("1", null),
            SubmittedAt = host.Clock.GetUtcNow(),
            VerifiedAt = host.Clock.GetUtcNow(),
            Timeline = [],
        };

    private Task<ApplicationStatus> RunAsync(params ApprovalDecision[] decisions) =>
        RunAsync(decisions, after: 0, () => Task.CompletedTask);

    // The application is activated for ever after: the run ends with the status of the decision.
    private Task<ApplicationStatus> RunAsync(ApprovalDecision[] decisions, int after, Func<Task> happens) =>
        OnboardingOrchestrator.RunAsync(
            new OrchestrationRun(host.Services, "onboarding", key)
            {
                RepeatsActivities = true,
                WhileWaiting = () => Task.CompletedTask,
                RunChild = async (_, input) =>
                {
                    var request = (ApprovalRequest)input!;
                    var decision = decisions[asked.Count];
                    asked.Add(request);
                    Assert.True(request.MayDecide(decision.Actor), $"{decision.Actor} may not decide {request.Id}.");
                    var stored = await host.Get<ApprovalStore>()
                        .DecideAsync(request.Program, request.Id, decision, default);
                    if (asked.Count == after)
                    {
                        await happens();
                    }

                    return stored.Outcome;
                },
            }
        );

    private ApprovalDecision Approved(string actor, string? group = null) =>
        new(ApplicationDecision.Approve, actor, null, null, host.Clock.GetUtcNow())
        {
            Inputs = group is null ? null : new Dictionary<string, string> { [ApplicationDecision.GroupInput] = group },
        };

    private ApprovalDecision Rejected(string actor) =>
        new(ApplicationDecision.Reject, actor, "No", null, host.Clock.GetUtcNow());

    private async Task<ApprovalRequest> StoredAsync(int number) =>
        (await host.Get<ApprovalStore>().FindAsync(key.Program, asked[number].Id, default))!.Request;

    private async Task<PartnerApplication> ApplicationAsync() =>
        await host.Get<ApplicationStore>().RequireAsync(key, default);

    private async Task<List<(string, string)>> AuditAsync() =>
        await host.Get<AuditLog>()
            .AboutAsync(FeatureHost.Slug, [key.Id.Value], CancellationToken.None)
            .Where(record => record.Action.StartsWith("application_", StringComparison.Ordinal))
            .Where(record => !record.Action.Contains("decided", StringComparison.Ordinal))
            .Where(record => !record.Action.Contains("findings", StringComparison.Ordinal))
            .Select(record => (record.Action, record.Actor))
            .ToListAsync();
}
