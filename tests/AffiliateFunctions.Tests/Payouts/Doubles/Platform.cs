using AffiliateFunctions.Payouts.Cycles;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Moq;

namespace AffiliateFunctions.Tests.Payouts.Doubles;

/// <summary>A platform that keeps the ids of the instances it was asked to start, and finds them again.</summary>
internal static class Platform
{
    /// <summary>A client of an empty platform.</summary>
    /// <param name="started">Gets the ids of the instances, in the order of their starts.</param>
    public static DurableTaskClient Of(List<string> started)
    {
        var platform = new Mock<DurableTaskClient>("test");
        platform
            .Setup(client => client.GetInstanceAsync(It.IsAny<string>(), default))
            .ReturnsAsync(
                (string id, CancellationToken _) =>
                    started.Contains(id)
                        ? new OrchestrationMetadata(nameof(CycleOrchestrator), id)
                        {
                            RuntimeStatus = OrchestrationRuntimeStatus.Running,
                        }
                        : null
            );
        platform
            .Setup(client =>
                client.ScheduleNewOrchestrationInstanceAsync(
                    It.IsAny<TaskName>(),
                    It.IsAny<object?>(),
                    It.IsAny<StartOrchestrationOptions>(),
                    default
                )
            )
            .Callback(
                (TaskName _, object? _, StartOrchestrationOptions? options, CancellationToken _) =>
                    started.Add(options!.InstanceId!)
            )
            .ReturnsAsync("started");
        return platform.Object;
    }
}
