using Affiliate.Domain.Identity;
using AffiliateFunctions.Adjustments;
using AffiliateFunctions.Adjustments.Store;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Testing;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;

namespace AffiliateFunctions.Tests.Adjustments;

/// <summary>Adjustments whose request was interrupted before their orchestration started.</summary>
public sealed class ResumeAdjustmentsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("2026-11-10", AdjustmentStatus.AwaitingApproval, 1)]
    [InlineData("2026-11-04", AdjustmentStatus.AwaitingApproval, 1)]
    [InlineData("2026-11-03", AdjustmentStatus.AwaitingApproval, 0)]
    [InlineData("2026-11-10", AdjustmentStatus.Approved, 0)]
    public async Task An_open_adjustment_of_the_last_week_is_started_and_recorded(
        string requested,
        AdjustmentStatus status,
        int starts
    )
    {
        await using var host = await StartAsync(azurite.TakeAccount());
        var stored = Bonus with
        {
            Id = AdjustmentId.Parse("adj_01m1k9n3e0v3rs3dtr98h6bcfn"),
            RequestedAt = DateTimeOffset.Parse($"{requested}T11:00Z", null),
            Status = status,
        };
        await host.Get<AdjustmentStore>().AddAsync(stored, default);
        var orchestrations = new Mock<DurableTaskClient>("test");

        await new ResumeAdjustments(
            host.Get<AdjustmentStore>(),
            host.Get<AdjustmentStarter>(),
            host.Get<TimeProvider>(),
            NullLogger<ResumeAdjustments>.Instance
        ).RunAsync(new TimerInfo(), orchestrations.Object, default);

        orchestrations.Verify(
            client =>
                client.ScheduleNewOrchestrationInstanceAsync(
                    nameof(AdjustmentOrchestrator),
                    new AdjustmentKey(Slug, stored.Id),
                    It.Is<StartOrchestrationOptions>(options => options.InstanceId == stored.InstanceId),
                    default
                ),
            Times.Exactly(starts)
        );
        Assert.Equal(starts, host.Audit.Entries.Count);
    }
}
