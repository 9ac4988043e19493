using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.PerformanceReview;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Testing;

namespace AffiliateFunctions.Tests.Governance;

public sealed class ApprovalServiceTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DecisionForm Approve = new("approve", null, null);

    private readonly Mock<DurableTaskClient> orchestrations = new("test");

    [Fact]
    public async Task Looking_twice_changes_nothing_and_the_decision_is_taken_once()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (owner, backup) = await AskAsync(host);
        var desk = host.Get<ApprovalService>();

        Assert.IsType<ApprovalLinkResult.Undecided>(await desk.OpenAsync(owner, null, default));
        Assert.IsType<ApprovalLinkResult.Undecided>(await desk.OpenAsync(owner, null, default));
        Assert.IsType<ApprovalLinkResult.Decided>(
            await desk.DecideAsync(owner, Approve, null, orchestrations.Object, default)
        );

        var late = Assert.IsType<ApprovalLinkResult.AlreadyDecided>(
            await desk.DecideAsync(backup, new DecisionForm("reject", "No", null), null, orchestrations.Object, default)
        );
        Assert.Equal(
            ("approve", "owner@example.com"),
            (late.Approval.Decision!.Decision, late.Approval.Decision.Actor)
        );
        Assert.Equal(1, (await host.VerifyAuditAsync()).Records);
        orchestrations.Verify(
            o =>
                o.RaiseEventAsync(
                    "approval-demo-application-1",
                    "decided",
                    It.IsAny<object?>(),
                    It.IsAny<CancellationToken>()
                ),
            Times.Once
        );
    }

    [Fact]
    public async Task The_deciders_repeat_signals_the_process_again_because_the_first_request_may_have_been_interrupted()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (owner, _) = await AskAsync(host);
        var desk = host.Get<ApprovalService>();
        orchestrations
            .Setup(o =>
                o.RaiseEventAsync(
                    It.IsAny<string>(),
                    It.IsAny<string>(),
                    It.IsAny<object?>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ThrowsAsync(new IOException("The connection broke."));
        await Assert.ThrowsAsync<IOException>(() =>
            desk.DecideAsync(owner, Approve, null, orchestrations.Object, default)
        );
        orchestrations.Reset();

        Assert.IsType<ApprovalLinkResult.AlreadyDecided>(
            await desk.DecideAsync(owner, Approve, null, orchestrations.Object, default)
        );

        orchestrations.Verify(
            o => o.RaiseEventAsync("approval-demo-application-1", "decided", "approve", It.IsAny<CancellationToken>()),
            Times.Once
        );
        Assert.Equal(1, (await host.VerifyAuditAsync()).Records);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_does_not_keep_other_decisions_from_being_delivered()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (owner, _) = await AskAsync(host);
        await host.Get<ApprovalService>().DecideAsync(owner, Approve, null, orchestrations.Object, default);
        await host.Get<StorageTables>()[ApprovalStore.Table]
            .AddEntityAsync(new TableEntity("aaa", "application-0") { ["state"] = "decided", ["data"] = "{" });
        orchestrations.Reset();
        orchestrations
            .Setup(o => o.GetInstanceAsync("approval-demo-application-1", It.IsAny<CancellationToken>()))
            .ReturnsAsync(
                new OrchestrationMetadata("ApprovalOrchestrator", "approval-demo-application-1")
                {
                    RuntimeStatus = OrchestrationRuntimeStatus.Running,
                }
            );

        var deliver = new DeliverDecisions(host.Get<ApprovalStore>(), NullLogger<DeliverDecisions>.Instance);
        var failure = await Assert.ThrowsAsync<PartialFailureException>(() =>
            deliver.RunAsync(new TimerInfo(), orchestrations.Object, default)
        );

        Assert.Contains("aaa/application-0", Assert.Single(failure.InnerExceptions).Message, StringComparison.Ordinal);
        orchestrations.Verify(
            o =>
                o.RaiseEventAsync(
                    "approval-demo-application-1",
                    "decided",
                    It.IsAny<object?>(),
                    It.IsAny<CancellationToken>()
                ),
            Times.Once
        );
    }

    [Fact]
    public async Task Of_decisions_at_the_same_time_one_wins()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (owner, backup) = await AskAsync(host);
        var desk = host.Get<ApprovalService>();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(n =>
                    desk.DecideAsync(
                        n % 2 == 0 ? owner : backup,
                        new DecisionForm("approve", $"Decision {n}", null),
                        null,
                        orchestrations.Object,
                        default
                    )
                )
        );

        Assert.Single(answers.OfType<ApprovalLinkResult.Decided>());
        Assert.Equal(7, answers.OfType<ApprovalLinkResult.AlreadyDecided>().Count());
    }

    [Fact]
    public async Task A_refusal_needs_its_reason_and_an_unknown_decision_is_none()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (owner, _) = await AskAsync(host);
        var desk = host.Get<ApprovalService>();

        Assert.Equal("reason", (await DecideAsync(new DecisionForm("reject", "  ", null)))?.Field);
        Assert.Equal("decision", (await DecideAsync(new DecisionForm("postpone", null, null)))?.Field);
        Assert.Equal("decision", (await DecideAsync(new DecisionForm(null, null, null)))?.Field);

        async Task<DecisionMistake?> DecideAsync(DecisionForm form) =>
            Assert
                .IsType<ApprovalLinkResult.Undecided>(
                    await desk.DecideAsync(owner, form, null, orchestrations.Object, default)
                )
                .Error;
    }

    [Fact]
    public async Task The_preparer_cannot_decide()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (owner, backup) = await AskAsync(host, excluded: "OWNER@example.com");

        Assert.IsType<ApprovalLinkResult.NotAllowed>(
            await host.Get<ApprovalService>().DecideAsync(owner, Approve, null, orchestrations.Object, default)
        );
        Assert.IsType<ApprovalLinkResult.Decided>(
            await host.Get<ApprovalService>().DecideAsync(backup, Approve, null, orchestrations.Object, default)
        );
    }

    [Fact]
    public async Task An_altered_or_expired_link_decides_nothing()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (owner, _) = await AskAsync(host);
        var desk = host.Get<ApprovalService>();

        Assert.IsType<ApprovalLinkResult.Invalid>(
            await desk.DecideAsync(owner[..^2] + "xx", Approve, null, orchestrations.Object, default)
        );
        Assert.IsType<ApprovalLinkResult.Invalid>(
            await desk.DecideAsync("no-token", Approve, null, orchestrations.Object, default)
        );
        host.Clock.Advance(TimeSpan.FromDays(15));
        Assert.IsType<ApprovalLinkResult.Expired>(
            await desk.DecideAsync(owner, Approve, null, orchestrations.Object, default)
        );
    }

    [Fact]
    public async Task Only_an_approval_of_the_kind_review_is_shown_as_a_review()
    {
        await using var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var (owner, _) = await AskAsync(host);
        var open = Assert.IsType<ApprovalLinkResult.Undecided>(
            await host.Get<ApprovalService>().OpenAsync(owner, null, default)
        );
        var request = open.Approval.Request with { Kind = ApprovalKinds.Review };
        var review = open with { Approval = open.Approval with { Request = request } };

        Assert.Equal((false, true), (DecideReview.IsReview(open), DecideReview.IsReview(review)));
    }

    private static async Task<(string Owner, string Backup)> AskAsync(FeatureHost host, params string[] excluded)
    {
        var request = new ApprovalRequest
        {
            Id = "application-1",
            Program = FeatureHost.Slug,
            Kind = "application",
            Subject = "Approve the application of Example Media",
            Facts = [new ApprovalFact("Company", "Example Media")],
            Options =
            [
                new ApprovalOption("approve", "Approve"),
                new ApprovalOption("reject", "Reject", ReasonRequired: true),
            ],
            Owner = new Person("Program owner", "owner@example.com"),
            Backup = new Person("Backup owner", "backup@example.com"),
            Excluded = excluded,
            RemindAfter = TimeSpan.FromDays(1),
            EscalateAfter = TimeSpan.FromDays(3),
            ExpireAfter = TimeSpan.FromDays(14),
            DecisionOnExpiry = "reject",
        };
        var approval = await host.Get<ApprovalStore>().OpenAsync(request, host.Clock.GetUtcNow(), default);
        return (TokenFor("owner@example.com"), TokenFor("backup@example.com"));

        string TokenFor(string email) => new Uri(host.Get<ApprovalLinks>().AddressFor(approval, email)).Segments[^1];
    }
}
