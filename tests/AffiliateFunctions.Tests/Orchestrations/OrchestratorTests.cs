using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Approvals.Activities;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Onboarding.Applications.Activities;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Settlement;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.PerformanceReview;
using Microsoft.DurableTask;
using Moq;

namespace AffiliateFunctions.Tests.Orchestrations;

/// <summary>What orchestrators do when they are started again, and when they fail.</summary>
public sealed class OrchestratorTests
{
    private static readonly ProgramSlug Slug = ProgramSlug.Parse("demo");
    private static readonly DateTimeOffset Now = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly Mock<TaskOrchestrationContext> context = new();

    [Fact]
    public async Task An_approval_that_is_started_again_after_its_decision_waits_for_nobody()
    {
        Input(
            new ApprovalRequest
            {
                Id = "rules-2",
                Program = Slug,
                Kind = "rule_book",
                Subject = "Approve rule book 2",
                Facts = [],
                Options = [new ApprovalOption("approve", "Approve")],
                Owner = new Person("Owner", "owner@example.com"),
                Backup = new Person("Backup", "backup@example.com"),
                RemindAfter = TimeSpan.FromDays(1),
                EscalateAfter = TimeSpan.FromDays(2),
                ExpireAfter = TimeSpan.FromDays(3),
                DecisionOnExpiry = "reject",
            }
        );
        Activity(nameof(OpenApproval), new OpenedApproval(Now, IsDecided: true));
        var outcome = new ApprovalOutcome("rules-2", "approve", "owner@example.com", null, null, Now, Now);
        Activity(nameof(CloseApproval), outcome);

        Assert.Equal(outcome, await ApprovalOrchestrator.RunAsync(context.Object));

        context.Verify(
            c => c.WaitForExternalEvent<string>(It.IsAny<string>(), It.IsAny<CancellationToken>()),
            Times.Never
        );
        context.Verify(c => c.CreateTimer(It.IsAny<DateTime>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Fact]
    public async Task An_onboarding_that_is_started_again_asks_no_confirmed_address_to_confirm()
    {
        Input(new ApplicationKey(Slug, ApplicationId.Parse("app_1")));
        Activity(
            nameof(BeginOnboarding),
            new OnboardingStart(ApplicationStatus.Approved, Now, TimeSpan.FromDays(1), TimeSpan.FromDays(14))
        );
        Activity(
            nameof(ScreenApplication),
            new ApplicationAssessment(new ApplicationDecision(true, "owner@example.com", null, Now), null)
        );
        Activity(nameof(DecideApplication), ApplicationStatus.Approved);
        Activity(nameof(ActivatePartner), Activation.Active);

        Assert.Equal(ApplicationStatus.Approved, await OnboardingOrchestrator.RunAsync(context.Object));

        context.Verify(
            c => c.WaitForExternalEvent<string>(It.IsAny<string>(), It.IsAny<CancellationToken>()),
            Times.Never
        );
        Called(nameof(SendWelcome), Times.Once());
    }

    [Fact]
    public async Task A_cycle_that_is_started_again_keeps_the_payouts_that_were_put_together()
    {
        Input(new CycleKey(Slug, Period.Parse("2026-10")));
        Activity(nameof(FindComputedCycle), new ComputedCycle(1, 50_000, CycleStatus.Computed));
        Activity(nameof(PrepareCycleApproval), new PreparedApproval(null, "fingerprint", Payouts: 0));
        Activity(nameof(MarkCycleApproved), true);
        Activity(nameof(CheckSettlement), SettlementState.Settled);

        Assert.Equal(CycleStatus.Reviewed, await CycleOrchestrator.RunAsync(context.Object));

        Called<PartnerId?>(nameof(ReservePayouts), Times.Never());
        Called(nameof(WritePaymentFiles), Times.Once());
        Called<CycleStatus?>(nameof(FinishCycle), Times.Once());
    }

    [Fact]
    public async Task An_exclusion_by_an_approver_is_carried_out_and_all_approvals_are_asked_again()
    {
        var asked = new List<PrepareCycleApproval.Input>();
        Input(new CycleKey(Slug, Period.Parse("2026-10")));
        Activity(nameof(FindComputedCycle), new ComputedCycle(2, 50_000, CycleStatus.Computed));
        context
            .Setup(c =>
                c.CallActivityAsync<PreparedApproval>(
                    It.Is<TaskName>(called => called.Name == nameof(PrepareCycleApproval)),
                    Capture.In(asked),
                    It.IsAny<TaskOptions?>()
                )
            )
            .ReturnsAsync(() =>
                asked[^1].Round switch
                {
                    { Number: 0, Outcomes.Count: 0 } => Asking("finance", "both"),
                    { Number: 0 } => Asking("second", "both"),
                    { Outcomes.Count: 0 } => Asking("finance-2", "one"),
                    { Outcomes.Count: 1 } => Asking("second-2", "one"),
                    _ => new PreparedApproval(null, "one", Payouts: 1),
                }
            );
        foreach (var id in new[] { "finance", "second", "finance-2", "second-2" })
        {
            Decide(id, id == "second" ? PrepareCycleApproval.Exclude : PrepareCycleApproval.Approve);
        }

        Activity(nameof(MarkCycleApproved), true);
        Activity(nameof(CheckSettlement), SettlementState.Settled);

        Assert.Equal(CycleStatus.Reviewed, await CycleOrchestrator.RunAsync(context.Object));

        Called(nameof(ExcludeFromCycle), Times.Once());
        Called(nameof(DropChangedPayouts), Times.Exactly(5));
        Assert.Equal(
            [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)],
            asked.Select(input => (input.Round.Number, input.Round.Outcomes.Count))
        );
        foreach (var step in new[] { "approval second", "approval finance-2", "files", "settlement", "review" })
        {
            context.Verify(c => c.SetCustomStatus(step), Times.Once);
        }
    }

    [Fact]
    public async Task A_failure_is_reported_with_its_first_cause_and_the_orchestration_fails()
    {
        context.Setup(c => c.InstanceId).Returns("cycle-demo-2026-10");
        context.Setup(c => c.Name).Returns("CycleOrchestrator");
        var cause = new TaskFailureDetails(
            "System.Net.Http.HttpRequestException",
            "SendGrid is away.",
            null,
            null,
            null
        );
        var fault = new TaskFailedException(
            "SendStatements",
            7,
            new TaskFailureDetails("System.AggregateException", "One or more errors.", null, cause, null)
        );

        Assert.Same(
            fault,
            await Assert.ThrowsAsync<TaskFailedException>(() =>
                context.Object.ReportFailureAsync<int>(Slug, () => throw fault)
            )
        );

        var expected = new ReportFailedOrchestration.Input(
            Slug,
            "cycle-demo-2026-10",
            "CycleOrchestrator",
            "SendStatements: System.Net.Http.HttpRequestException: SendGrid is away."
        );
        context.Verify(
            c =>
                c.CallActivityAsync(
                    It.Is<TaskName>(name => name.Name == nameof(ReportFailedOrchestration)),
                    expected,
                    It.IsAny<TaskOptions?>()
                ),
            Times.Once
        );
    }

    [Fact]
    public async Task A_failure_whose_report_fails_too_stays_what_it_was()
    {
        var fault = new InvalidOperationException("The program is gone.");
        context
            .Setup(c => c.CallActivityAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<TaskOptions?>()))
            .ThrowsAsync(
                new TaskFailedException(
                    nameof(ReportFailedOrchestration),
                    8,
                    new TaskFailureDetails("Azure.RequestFailedException", "Away.", null, null, null)
                )
            );
        Assert.Same(
            fault,
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                context.Object.ReportFailureAsync<int>(Slug, () => throw fault)
            )
        );
    }

    [Fact]
    public async Task What_succeeds_is_not_reported()
    {
        Assert.Equal(7, await context.Object.ReportFailureAsync(Slug, () => Task.FromResult(7)));
        context.Verify(
            c => c.CallActivityAsync(It.IsAny<TaskName>(), It.IsAny<object?>(), It.IsAny<TaskOptions?>()),
            Times.Never
        );
    }

    [Fact]
    public async Task A_failed_review_reports_itself_and_the_cycle_goes_on_without_it()
    {
        Input(new CycleKey(Slug, Period.Parse("2026-10")));
        Activity(nameof(FindComputedCycle), new ComputedCycle(1, 50_000, CycleStatus.Approved));
        Activity(nameof(CheckSettlement), SettlementState.Settled);
        Activity<CycleStatus?>(nameof(FinishCycle), CycleStatus.Settled);
        context
            .Setup(c =>
                c.CallSubOrchestratorAsync(
                    It.Is<TaskName>(name => name.Name == nameof(ReviewOrchestrator)),
                    It.IsAny<object?>(),
                    It.IsAny<TaskOptions?>()
                )
            )
            .ThrowsAsync(Failed(nameof(ReviewOrchestrator)));

        Assert.Equal(CycleStatus.Settled, await CycleOrchestrator.RunAsync(context.Object));

        Called<CycleStatus?>(nameof(FinishCycle), Times.Once());
        Called(nameof(ReportFailedOrchestration), Times.Never());
    }

    [Fact]
    public async Task A_review_whose_approval_fails_is_reported_at_once_by_its_own_id()
    {
        Input(new ReviewKey(Slug, Period.Parse("2026-10")));
        context.Setup(c => c.InstanceId).Returns("review-demo-2026-10");
        context.Setup(c => c.Name).Returns(nameof(ReviewOrchestrator));
        Activity(nameof(ComputeReview), Asking("review-2026-10", "").Request);
        context
            .Setup(c =>
                c.CallSubOrchestratorAsync<ApprovalOutcome>(
                    It.IsAny<TaskName>(),
                    It.IsAny<object?>(),
                    It.IsAny<TaskOptions?>()
                )
            )
            .ThrowsAsync(Failed(nameof(ApprovalOrchestrator)));

        await Assert.ThrowsAsync<TaskFailedException>(() => ReviewOrchestrator.RunAsync(context.Object));

        context.Verify(
            c =>
                c.CallActivityAsync(
                    It.Is<TaskName>(name => name.Name == nameof(ReportFailedOrchestration)),
                    It.Is<ReportFailedOrchestration.Input>(report =>
                        report.InstanceId == "review-demo-2026-10"
                        && report.Orchestration == nameof(ReviewOrchestrator)
                        && report.Program == Slug
                    ),
                    It.IsAny<TaskOptions?>()
                ),
            Times.Once
        );
    }

    private static TaskFailedException Failed(string task) =>
        new(
            task,
            3,
            new TaskFailureDetails("System.Net.Http.HttpRequestException", "SendGrid is away.", null, null, null)
        );

    private static PreparedApproval Asking(string id, string fingerprint) =>
        new(
            new ApprovalRequest
            {
                Id = id,
                Program = Slug,
                Kind = "cycle",
                Subject = id,
                Facts = [],
                Options = [],
                Owner = new Person("Finance", "finance@example.com"),
                Backup = new Person("Owner", "owner@example.com"),
                RemindAfter = TimeSpan.FromDays(1),
                EscalateAfter = TimeSpan.FromDays(3),
                ExpireAfter = TimeSpan.FromDays(14),
                DecisionOnExpiry = PrepareCycleApproval.Expired,
            },
            fingerprint,
            Payouts: 1
        );

    private void Decide(string id, string decision) =>
        context
            .Setup(c =>
                c.CallSubOrchestratorAsync<ApprovalOutcome>(
                    It.IsAny<TaskName>(),
                    It.Is<object?>(input => input is ApprovalRequest && ((ApprovalRequest)input).Id == id),
                    It.IsAny<TaskOptions?>()
                )
            )
            .ReturnsAsync(new ApprovalOutcome(id, decision, $"{id}@example.com", null, null, Now, Now));

    private void Input<T>(T input) => context.Setup(c => c.GetInput<T>()).Returns(input);

    private void Activity<T>(string name, T result) =>
        context
            .Setup(c =>
                c.CallActivityAsync<T>(
                    It.Is<TaskName>(called => called.Name == name),
                    It.IsAny<object?>(),
                    It.IsAny<TaskOptions?>()
                )
            )
            .ReturnsAsync(result);

    private void Called(string name, Times times) =>
        context.Verify(
            c =>
                c.CallActivityAsync(
                    It.Is<TaskName>(called => called.Name == name),
                    It.IsAny<object?>(),
                    It.IsAny<TaskOptions?>()
                ),
            times
        );

    private void Called<T>(string name, Times times) =>
        context.Verify(
            c =>
                c.CallActivityAsync<T>(
                    It.Is<TaskName>(called => called.Name == name),
                    It.IsAny<object?>(),
                    It.IsAny<TaskOptions?>()
                ),
            times
        );
}
