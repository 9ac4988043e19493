using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
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

/// <summary>The rounds in which persons are asked about one application, and how they end.</summary>
public sealed class ApplicationRoundTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Owner = "owner@example.com";

    private static readonly AddFindings.Body Finding = new(
        "sanctions",
        [new("sanctions_match", FindingSeverity.Serious, "The name resembles an entry.")]
    );

    private readonly Mock<DurableTaskClient> orchestrations = new("test");
    private FeatureHost host = null!;
    private ApplicationKey key = null!;

    [Fact]
    public async Task Findings_that_arrive_between_the_click_and_the_record_are_decided_on_anew()
    {
        await StartAsync();
        var asked = new List<string>();

        var status = await OnboardingOrchestrator.RunAsync(
            new OrchestrationRun(host.Services, "onboarding", key)
            {
                RepeatsActivities = true,
                RunChild = DecideAsync,
                WhileWaiting = () => Task.CompletedTask,
            }
        );

        Assert.Equal(ApplicationStatus.Rejected, status);
        var first = $"application-{key.Id}";
        Assert.Equal([first, $"{first}-2"], asked);
        var steps = (await ApplicationAsync()).Timeline.Select(entry => entry.Step);
        Assert.Equal(["screened", "findings_reported", "rejected"], steps.Where(step => step != "approval_asked"));
        await host.DisposeAsync();

        async Task<object?> DecideAsync(string name, object? input)
        {
            var request = (ApprovalRequest)input!;
            asked.Add(request.Id);
            var decision = asked.Count == 1 ? ApplicationDecision.Approve : ApplicationDecision.Reject;
            var outcome = await DecidedAsync(request.Id, decision);
            if (asked.Count == 1)
            {
                await ReportAsync();
            }

            return outcome;
        }
    }

    [Theory]
    [InlineData(null, ApplicationStatus.Approved)]
    [InlineData(1, ApplicationStatus.PendingApproval)]
    [InlineData(2, ApplicationStatus.Approved)]
    public async Task A_decision_is_recorded_if_a_rule_or_a_person_in_the_current_round_made_it(
        int? round,
        ApplicationStatus status
    )
    {
        await StartAsync();
        await ReportAsync();
        var ids = (await ApplicationAsync()).ApprovalIds.ToList();
        var decision = new ApplicationDecision(true, Owner, null, host.Clock.GetUtcNow());
        var records = (await host.VerifyAuditAsync()).Records;
        var decide = ActivatorUtilities.CreateInstance<DecideApplication>(host.Services);

        var reached = await decide.RunAsync(
            new DecideApplication.Input(key, decision, round is { } number ? ids[number - 1] : null),
            default
        );

        var isRecorded = status == ApplicationStatus.Approved;
        Assert.Equal(isRecorded, (await ApplicationAsync()).DecidedAt is not null);
        Assert.Equal(isRecorded, reached is ApplicationStatus.Approved or ApplicationStatus.PendingTerms);
        Assert.Equal(records + (isRecorded ? 1 : 0), (await host.VerifyAuditAsync()).Records);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_withdrawal_ends_the_request_that_interrupted_reports_left_open_and_tells_who_was_asked()
    {
        await StartAsync();
        await BeginRoundsAsync(2);

        await WithdrawAsync();

        var stored = await host.Get<ApprovalStore>().FindAsync(key.Program, $"application-{key.Id}", default);
        Assert.Equal(ApprovalDecision.Withdrawn, stored!.Decision!.Decision);
        Assert.Equal([Owner], await ToldAsync());
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Findings_end_the_request_that_interrupted_reports_left_open()
    {
        await StartAsync();
        await BeginRoundsAsync(2);

        await ReportAsync();

        var stored = await host.Get<ApprovalStore>().FindAsync(key.Program, $"application-{key.Id}", default);
        Assert.Equal(ApprovalDecision.Withdrawn, stored!.Decision!.Decision);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_deputy_and_the_backup_who_were_asked_are_told_of_a_withdrawal()
    {
        await StartAsync();
        var owner = Charters.OfThree.Owner;
        await host.Get<ApprovalStore>()
            .AddDeputyAsync(
                key.Program,
                $"application-{key.Id}",
                new AskedDeputy(new Person("Dora", "dora@example.com"), owner, host.Clock.GetUtcNow().AddDays(90)),
                default
            );
        host.Clock.Advance(TimeSpan.FromDays(13));

        await WithdrawAsync();

        Assert.Equal([Charters.OfThree.BackupOwner.Email, "dora@example.com"], await ToldAsync());
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_who_has_decided_is_told_of_a_withdrawal()
    {
        await StartAsync();
        await DecidedAsync($"application-{key.Id}", ApplicationDecision.Approve);

        await WithdrawAsync();

        Assert.Empty(await ToldAsync());
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData(ApplicationDecision.CodeInput, "jb_007.uk", true)]
    [InlineData(ApplicationDecision.CodeInput, "jb", true)]
    [InlineData(ApplicationDecision.CodeInput, "a", false)]
    [InlineData(ApplicationDecision.CodeInput, "jb.", false)]
    [InlineData(ApplicationDecision.CodeInput, "jb7\n", false)]
    [InlineData(ApplicationDecision.GroupInput, "top_1-a", true)]
    [InlineData(ApplicationDecision.GroupInput, "Top", false)]
    public async Task The_approver_enters_a_code_and_a_group_by_the_rules_of_partners(
        string name,
        string text,
        bool fits
    )
    {
        await StartAsync();
        var request = await host.Get<ApplicationApprovals>().RequestAsync(await ApplicationAsync(), default);
        Assert.Equal(fits, request.Inputs.Single(input => input.Name == name).Fits(text));
        await host.DisposeAsync();
    }

    private async Task StartAsync()
    {
        host = await FeatureHost.StartAsync(azurite.TakeAccount());
        await host.Get<ProgramStore>()
            .PutCharterAsync(FeatureHost.Slug, Charters.OfThree, host.Clock.GetUtcNow(), default);
        var (_, stored) = await host.Get<ApplicationAddresses>()
            .SubmitAsync(FeatureHost.Slug, "pat@agency.test", _ => true, Application, default);
        key = ApplicationKey.Of(stored!);
        var request = await host.Get<ApplicationApprovals>().RequestAsync(stored!, default);
        await host.Get<IApprovals>().PrepareAsync(request, host.Clock.GetUtcNow(), default);
    }

    private PartnerApplication Application(ApplicationId id) =>
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
            Status = ApplicationStatus.PendingApproval,
            Terms = new PartnerTerms("1", null),
            SubmittedAt = host.Clock.GetUtcNow(),
            VerifiedAt = host.Clock.GetUtcNow(),
            Timeline = [],
        };

    private async Task<ApprovalOutcome> DecidedAsync(string id, string decision)
    {
        var decided = new ApprovalDecision(decision, Owner, null, null, host.Clock.GetUtcNow());
        return (await host.Get<ApprovalStore>().DecideAsync(key.Program, id, decided, default)).Outcome!;
    }

    private async Task ReportAsync() =>
        Assert.True(
            (
                await host.Get<FindingReports>()
                    .AddAsync(key.Program, key.Id.Value, Finding, orchestrations.Object, default)
            ).Succeeded
        );

    // As reports do that are interrupted before they withdraw the earlier request.
    private async Task BeginRoundsAsync(int rounds) =>
        await host.Get<ApplicationStore>()
            .ChangeAsync(
                key.Program,
                key.Id,
                stored => stored with { ApprovalRound = stored.ApprovalRound + rounds },
                default
            );

    private async Task WithdrawAsync()
    {
        var link = host.Get<ApplicantLinks>().ToWithdraw(await ApplicationAsync());
        var token = new Uri(link).Segments[^1];
        Assert.IsType<ApplicantLinkResult.Done>(
            await host.Get<WithdrawalService>().WithdrawAsync(token, orchestrations.Object, default)
        );
    }

    private async Task<IEnumerable<string>> ToldAsync()
    {
        await ActivatorUtilities.CreateInstance<SendOutcome>(host.Services).RunAsync(key, default);
        return host
            .Emails.Sent.Where(mail => mail.Subject.StartsWith("Withdrawn:", StringComparison.Ordinal))
            .Select(mail => mail.To)
            .Order(StringComparer.Ordinal);
    }

    private async Task<PartnerApplication> ApplicationAsync() =>
        await host.Get<ApplicationStore>().RequireAsync(key, default);
}
