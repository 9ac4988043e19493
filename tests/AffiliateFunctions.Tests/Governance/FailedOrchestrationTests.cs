using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Governance.Health;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;
using Testing;
using Testing.Answers;

namespace AffiliateFunctions.Tests.Governance;

public sealed class FailedOrchestrationTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Id = "cycle-demo-2026-10";

    private static readonly Person Owner = new("Program owner", "owner@example.com");

    private static readonly ReportFailedOrchestration.Input Failure = new(
        FeatureHost.Slug,
        Id,
        "CycleOrchestrator",
        "SendStatements: SendGrid is away."
    );

    private readonly Mock<IMailer> mailer = new();
    private readonly Mock<DurableTaskClient> orchestrations = new("test");

    [Fact]
    public async Task The_owner_is_told_once_a_day_and_health_is_degraded_until_the_process_runs_again()
    {
        await using var host = await StartAsync();
        Assert.Equal(("healthy", 0), await HealthAsync(host));

        await ReportAsync(host);
        await ReportAsync(host);
        Mailed(1);
        Assert.Equal(("degraded", 1), await HealthAsync(host));

        Is(OrchestrationRuntimeStatus.Failed);
        host.Clock.Advance(TimeSpan.FromHours(25));
        await CheckAsync(host);
        await CheckAsync(host);
        Mailed(2);

        Is(OrchestrationRuntimeStatus.Running);
        await CheckAsync(host);
        Assert.Equal(("healthy", 0), await HealthAsync(host));
    }

    [Fact]
    public async Task An_alert_that_the_mail_provider_refuses_is_sent_later()
    {
        await using var host = await StartAsync();
        mailer.Setup(m => m.SendAsync(It.IsAny<MailMessage>(), default)).ThrowsAsync(new HttpRequestException("Away."));
        await ReportAsync(host);
        mailer.Reset();

        Is(OrchestrationRuntimeStatus.Failed);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await CheckAsync(host);

        mailer.Verify(
            m =>
                m.SendAsync(
                    It.Is<MailMessage>(mail =>
                        mail.To == Owner.Email
                        && mail.Text.Contains($"/orchestrations/{Id}/restart", StringComparison.Ordinal)
                    ),
                    default
                ),
            Times.Once
        );
    }

    [Fact]
    public async Task A_process_that_has_just_failed_is_not_taken_for_one_that_runs_again()
    {
        await using var host = await StartAsync();
        await ReportAsync(host);
        Is(OrchestrationRuntimeStatus.Running);
        await CheckAsync(host);
        Assert.Equal(("degraded", 1), await HealthAsync(host));
    }

    [Fact]
    public async Task What_has_completed_since_is_forgotten()
    {
        await using var host = await StartAsync();
        await ReportAsync(host);
        Is(OrchestrationRuntimeStatus.Completed);
        host.Clock.Advance(TimeSpan.FromHours(1));
        await CheckAsync(host);
        Assert.Null(await host.Get<FailedOrchestrationStore>().FindAsync(FeatureHost.Slug, Id, default));
    }

    [Fact]
    public async Task A_failed_process_is_started_again_by_a_call_and_the_call_is_audited()
    {
        await using var host = await StartAsync();
        await ReportAsync(host);
        Is(OrchestrationRuntimeStatus.Failed);

        Assert.Equal(StatusCodes.Status202Accepted, await RestartAsync(host, "demo", Id));

        orchestrations.Verify(
            o =>
                o.ScheduleNewOrchestrationInstanceAsync(
                    "CycleOrchestrator",
                    It.IsAny<object>(),
                    It.Is<Microsoft.DurableTask.StartOrchestrationOptions>(options => options.InstanceId == Id),
                    default
                ),
            Times.Once
        );
        Assert.Equal(1, (await host.VerifyAuditAsync()).Records);
        Assert.Equal(("healthy", 0), await HealthAsync(host));
    }

    [Theory]
    [InlineData("demo", "cycle-demo-2026-09", StatusCodes.Status404NotFound)]
    [InlineData("nowhere", Id, StatusCodes.Status404NotFound)]
    [InlineData("demo", Id, StatusCodes.Status409Conflict)]
    public async Task What_has_not_failed_is_not_started_again(string program, string instance, int status)
    {
        await using var host = await StartAsync();
        await ReportAsync(host);
        Is(OrchestrationRuntimeStatus.Running);
        Assert.Equal(status, await RestartAsync(host, program, instance));
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Failed, "failed")]
    [InlineData(OrchestrationRuntimeStatus.Running, "running")]
    [InlineData(null, "unknown")]
    public async Task A_failed_process_is_shown_with_its_reason_and_its_present_state(
        OrchestrationRuntimeStatus? present,
        string shown
    )
    {
        await using var host = await StartAsync();
        await ReportAsync(host);
        if (present is { } state)
        {
            Is(state);
        }

        var operation = new ListOrchestrations(host.Get<IPrograms>(), host.Get<FailedOrchestrationStore>());
        var (status, body) = await AnswerAsync(
            await operation.GetOrchestration(
                new DefaultHttpContext().Request,
                "demo",
                Id,
                orchestrations.Object,
                default
            )
        );

        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Equal(
            (Id, Failure.Reason, shown),
            (
                body.GetProperty("instance_id").GetString(),
                body.GetProperty("reason").GetString(),
                body.GetProperty("status").GetString()
            )
        );
    }

    private async Task<FeatureHost> StartAsync()
    {
        var host = await FeatureHost.StartAsync(azurite.TakeAccount());
        var charter = Charters.Of(Owner, Owner with { Email = "backup@example.com" }, Owner);
        await host.Get<ProgramStore>().PutCharterAsync(FeatureHost.Slug, charter, host.Clock.GetUtcNow(), default);
        return host;
    }

    private Task ReportAsync(FeatureHost host) =>
        new ReportFailedOrchestration(host.Get<FailedOrchestrationStore>(), Alerts(host), host.Clock).RunAsync(
            Failure,
            default
        );

    private Task CheckAsync(FeatureHost host) =>
        new CheckFailedOrchestrations(
            host.Get<FailedOrchestrationStore>(),
            Alerts(host),
            host.Clock,
            NullLogger<CheckFailedOrchestrations>.Instance
        ).RunAsync(new TimerInfo(), orchestrations.Object, default);

    private FailureAlerts Alerts(FeatureHost host) =>
        new(
            host.Get<FailedOrchestrationStore>(),
            host.Get<IPrograms>(),
            EmailSenders.Of(mailer.Object),
            host.Get<IOptions<SiteOptions>>(),
            host.Clock,
            NullLogger<FailureAlerts>.Instance
        );

    private async Task<int> RestartAsync(FeatureHost host, string program, string instance) =>
        (
            await AnswerAsync(
                await new RestartOrchestration(host.Get<IPrograms>(), host.Get<IFailedProcesses>()).RunAsync(
                    new DefaultHttpContext().Request,
                    program,
                    instance,
                    orchestrations.Object,
                    default
                )
            )
        ).Status;

    private static async Task<(string Status, int Failed)> HealthAsync(FeatureHost host)
    {
        var health = new GetHealth(
            new AppHealth(
                host.Get<FailedOrchestrationStore>(),
                new QueueBacklogs(host.Get<QueueServiceClient>(), Array.Empty<DeclaredQueue>(), host.Clock),
                Array.Empty<IHealthSource>(),
                host.Clock,
                NullLogger<AppHealth>.Instance
            )
        );
        var (_, body) = await AnswerAsync(await health.RunAsync(new DefaultHttpContext().Request, default));
        var answer = body.As<HealthJson>();
        return (answer.Status, answer.FailedOrchestrations);
    }

    private static async Task<(int Status, System.Text.Json.JsonElement Body)> AnswerAsync(IResult answer)
    {
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        using var body = new MemoryStream();
        http.Response.Body = body;
        await answer.ExecuteAsync(http);
        return (http.Response.StatusCode, System.Text.Json.JsonElement.Parse(body.ToArray()));
    }

    private void Is(OrchestrationRuntimeStatus status)
    {
        var instance = new OrchestrationMetadata("CycleOrchestrator", Id)
        {
            RuntimeStatus = status,
            SerializedInput = "{}",
        };
        orchestrations.Setup(o => o.GetInstanceAsync(Id, It.IsAny<CancellationToken>())).ReturnsAsync(instance);
        orchestrations.Setup(o => o.GetInstanceAsync(Id, true, It.IsAny<CancellationToken>())).ReturnsAsync(instance);
    }

    private void Mailed(int times) =>
        mailer.Verify(
            m => m.SendAsync(It.Is<MailMessage>(mail => mail.To == Owner.Email), default),
            Times.Exactly(times)
        );
}
