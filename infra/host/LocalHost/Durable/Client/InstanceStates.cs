using Google.Protobuf.WellKnownTypes;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;

namespace LocalHost.Durable.Client;

/// <summary>Converts instances to the states that clients receive.</summary>
internal static class InstanceStates
{
    /// <summary>Returns the state of an instance.</summary>
    /// <param name="head">The instance.</param>
    /// <param name="includeValues">
    /// Whether the state contains the input, the output, the custom status and the failure.
    /// </param>
    /// <returns>The state.</returns>
    public static OrchestrationState Of(InstanceHead head, bool includeValues)
    {
        var state = new OrchestrationState
        {
            InstanceId = head.Id,
            Name = head.Name,
            Version = head.Version,
            ExecutionId = head.ExecutionId,
            ParentInstanceId = head.Parent?.InstanceId,
            OrchestrationStatus = head.Status,
            ScheduledStartTimestamp = head.StartAt?.ToTimestamp(),
            CreatedTimestamp = head.CreatedAt.ToTimestamp(),
            LastUpdatedTimestamp = head.UpdatedAt.ToTimestamp(),
            CompletedTimestamp = head.IsActive ? null : head.UpdatedAt.ToTimestamp(),
            Tags = { head.Tags.ToDictionary() },
        };
        if (includeValues)
        {
            state.Input = head.Input;
            state.Output = head.Output;
            state.CustomStatus = head.CustomStatus;
            state.FailureDetails = head.Failure is null ? null : WithoutInner(head.Failure);
        }

        return state;
    }

    // The platform's host returns only the outermost failure to clients.
    private static TaskFailureDetails WithoutInner(TaskFailureDetails failure) =>
        new()
        {
            ErrorType = failure.ErrorType,
            ErrorMessage = failure.ErrorMessage,
            StackTrace = failure.StackTrace,
        };
}
