using System.Text.Json.Nodes;
using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class OrchestrationsTests
{
    private const string Id = "cycle-demo-2026-11";

    private readonly Mock<DurableTaskClient> client = new("test");

    [Theory]
    [InlineData(null, true)]
    [InlineData(OrchestrationRuntimeStatus.Failed, true)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, true)]
    [InlineData(OrchestrationRuntimeStatus.Pending, false)]
    [InlineData(OrchestrationRuntimeStatus.Running, false)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false)]
    [InlineData(OrchestrationRuntimeStatus.Completed, false)]
    public async Task An_orchestration_starts_once_and_again_after_it_failed(
        OrchestrationRuntimeStatus? status,
        bool starts
    )
    {
        Is(status);
        await client.Object.StartOnceAsync("Cycle", Id, "input", default);
        client.Verify(
            c =>
                c.ScheduleNewOrchestrationInstanceAsync(
                    "Cycle",
                    "input",
                    It.Is<StartOrchestrationOptions>(o => o.InstanceId == Id),
                    default
                ),
            Times.Exactly(starts ? 1 : 0)
        );
    }

    [Fact]
    public async Task The_platform_is_asked_not_to_replace_what_another_has_started()
    {
        Is(OrchestrationRuntimeStatus.Failed);
        await client.Object.StartOnceAsync("Cycle", Id, null, default);
        client.Verify(c =>
            c.ScheduleNewOrchestrationInstanceAsync(
                "Cycle",
                null,
                It.Is<StartOrchestrationOptions>(o =>
                    o.DedupeStatuses!.Order().SequenceEqual(new[] { "Completed", "Pending", "Running", "Suspended" })
                ),
                default
            )
        );
    }

    [Fact]
    public async Task Of_two_starts_at_once_the_second_finds_the_first_ones()
    {
        client
            .SetupSequence(c => c.GetInstanceAsync(Id, default))
            .ReturnsAsync((OrchestrationMetadata?)null)
            .ReturnsAsync(Instance(OrchestrationRuntimeStatus.Pending));
        Refuse();
        await client.Object.StartOnceAsync("Cycle", Id, null, default);
        client.Verify(c => c.GetInstanceAsync(Id, default), Times.Exactly(2));
    }

    [Fact]
    public async Task A_start_that_is_refused_without_another_one_throws()
    {
        Is(OrchestrationRuntimeStatus.Failed);
        Refuse();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            client.Object.StartOnceAsync("Cycle", Id, null, default)
        );
    }

    [Fact]
    public async Task What_has_failed_starts_again_with_its_input()
    {
        Is(OrchestrationRuntimeStatus.Failed);
        Assert.True(await client.Object.StartAgainAsync(Id, default));
        client.Verify(c =>
            c.ScheduleNewOrchestrationInstanceAsync(
                "Cycle",
                It.Is<object>(input => ((JsonNode)input).ToJsonString() == """{"Program":"demo"}"""),
                It.IsAny<StartOrchestrationOptions>(),
                default
            )
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(OrchestrationRuntimeStatus.Running)]
    [InlineData(OrchestrationRuntimeStatus.Completed)]
    public async Task What_has_not_failed_does_not_start_again(OrchestrationRuntimeStatus? status)
    {
        Is(status);
        Assert.False(await client.Object.StartAgainAsync(Id, default));
        client.Verify(
            c =>
                c.ScheduleNewOrchestrationInstanceAsync(
                    It.IsAny<TaskName>(),
                    It.IsAny<object?>(),
                    It.IsAny<StartOrchestrationOptions>(),
                    default
                ),
            Times.Never
        );
    }

    private void Is(OrchestrationRuntimeStatus? status)
    {
        client.Setup(c => c.GetInstanceAsync(Id, default)).ReturnsAsync(Instance(status));
        client.Setup(c => c.GetInstanceAsync(Id, true, default)).ReturnsAsync(Instance(status));
    }

    private void Refuse() =>
        client
            .Setup(c =>
                c.ScheduleNewOrchestrationInstanceAsync(
                    It.IsAny<TaskName>(),
                    It.IsAny<object?>(),
                    It.IsAny<StartOrchestrationOptions>(),
                    default
                )
            )
            .ThrowsAsync(new InvalidOperationException("It exists already."));

    private static OrchestrationMetadata? Instance(OrchestrationRuntimeStatus? status) =>
        status is null
            ? null
            : new OrchestrationMetadata("Cycle", Id)
            {
                RuntimeStatus = status.Value,
                SerializedInput = """{"Program":"demo"}""",
            };
}
