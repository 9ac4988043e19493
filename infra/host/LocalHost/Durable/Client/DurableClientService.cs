using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalHost.Durable.Engine;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;

namespace LocalHost.Durable.Client;

/// <summary>
/// The service that the app's orchestration client calls. The status codes are those of the platform's host. A call
/// returns when its effect is stored.
/// </summary>
internal sealed partial class DurableClientService(DurableEngine engine, OrchestrationVersions versions)
    : TaskHubSidecarService.TaskHubSidecarServiceBase
{
    public override Task<Empty> Hello(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<CreateTaskHubResponse> CreateTaskHub(
        CreateTaskHubRequest request,
        ServerCallContext context
    )
    {
        await engine.Store.PrepareAsync(context.CancellationToken);
        return new();
    }

    public override async Task<CreateInstanceResponse> StartInstance(
        CreateInstanceRequest request,
        ServerCallContext context
    )
    {
        var now = engine.Clock.GetUtcNow();
        var head = new InstanceHead
        {
            Id = string.IsNullOrEmpty(request.InstanceId) ? Guid.CreateVersion7(now).ToString("N") : request.InstanceId,
            Name = request.Name,
            Version = versions.OfNew(request.Version),
            Tags = new Dictionary<string, string>(request.Tags),
            Status = OrchestrationStatus.Pending,
            Owner = engine.OwnId,
            CreatedAt = now,
            UpdatedAt = now,
            StartAt = request.ScheduledStartTimestamp?.ToDateTimeOffset(),
            ExecutionId = Guid.CreateVersion7(now).ToString("N"),
            Input = request.Input,
        };
        try
        {
            await engine.StartAsync(head, Replaceable(request.OrchestrationIdReusePolicy), context.CancellationToken);
            return new() { InstanceId = head.Id };
        }
        catch (InstanceExistsException)
        {
            throw Refused(StatusCode.AlreadyExists, $"An Orchestration instance with the ID {head.Id} already exists.");
        }
        catch (TooLargeException tooLarge)
        {
            throw Refused(StatusCode.InvalidArgument, tooLarge.Message);
        }
    }

    public override async Task<RestartInstanceResponse> RestartInstance(
        RestartInstanceRequest request,
        ServerCallContext context
    )
    {
        var existing = await FindAsync(request.InstanceId, context);
        var now = engine.Clock.GetUtcNow();
        var head = existing with
        {
            Id = request.RestartWithNewInstanceId ? Guid.CreateVersion7(now).ToString("N") : existing.Id,
            Status = OrchestrationStatus.Pending,
            Owner = engine.OwnId,
            CreatedAt = now,
            UpdatedAt = now,
            StartAt = null,
            Generation = 1,
            ExecutionId = Guid.CreateVersion7(now).ToString("N"),
            Steps = 0,
            Output = null,
            CustomStatus = null,
            Failure = null,
            Parent = null,
            IsUnreported = false,
        };
        try
        {
            await engine.StartAsync(head, _ => true, context.CancellationToken);
            return new() { InstanceId = head.Id };
        }
        catch (InstanceExistsException exists)
        {
            throw Refused(
                StatusCode.FailedPrecondition,
                $"Non-terminal instance with this instance ID already exists: {exists.Message}"
            );
        }
    }

    public override async Task<RewindInstanceResponse> RewindInstance(
        RewindInstanceRequest request,
        ServerCallContext context
    )
    {
        try
        {
            await engine.Rewinds.RewindAsync(
                request.InstanceId,
                request.Reason,
                parent: null,
                context.CancellationToken
            );
            return new();
        }
        catch (KeyNotFoundException missing)
        {
            throw Refused(StatusCode.NotFound, missing.Message);
        }
        catch (Exception refused) when (refused is InvalidOperationException or TooLargeException)
        {
            throw Refused(StatusCode.FailedPrecondition, refused.Message);
        }
    }

    public override async Task<RaiseEventResponse> RaiseEvent(RaiseEventRequest request, ServerCallContext context)
    {
        var head = await FindAsync(request.InstanceId, context);
        if (!head.IsActive)
        {
            throw Refused(
                StatusCode.FailedPrecondition,
                "The orchestration instance with the provided instance id is not running."
            );
        }

        await DeliverAsync(
            head,
            HistoryEvents.EventRaised(request.Name, request.Input, engine.Clock.GetUtcNow()),
            context
        );
        return new();
    }

    // The platform's host does not terminate sub-orchestrations either, regardless of 'recursive'.
    public override async Task<TerminateResponse> TerminateInstance(TerminateRequest request, ServerCallContext context)
    {
        var head = await FindAsync(request.InstanceId, context);
        var control = HistoryEvents.Terminated(request.Output, engine.Clock.GetUtcNow());
        await ControlAsync(head, "terminate", head.IsActive, control, context);
        return new();
    }

    public override async Task<SuspendResponse> SuspendInstance(SuspendRequest request, ServerCallContext context)
    {
        var head = await FindAsync(request.InstanceId, context);
        var isAllowed = head.Status is OrchestrationStatus.Running or OrchestrationStatus.Pending;
        var control = HistoryEvents.Suspended(request.Reason, engine.Clock.GetUtcNow());
        await ControlAsync(head, "suspend", isAllowed, control, context);
        return new();
    }

    public override async Task<ResumeResponse> ResumeInstance(ResumeRequest request, ServerCallContext context)
    {
        var head = await FindAsync(request.InstanceId, context);
        var isAllowed = head.Status == OrchestrationStatus.Suspended;
        var control = HistoryEvents.Resumed(request.Reason, engine.Clock.GetUtcNow());
        await ControlAsync(head, "resume", isAllowed, control, context);
        return new();
    }

    private static RpcException Refused(StatusCode code, string message) => new(new Status(code, message));

    private static Func<OrchestrationStatus, bool> Replaceable(OrchestrationIdReusePolicy? policy) =>
        policy is null ? _ => true : policy.ReplaceableStatus.Contains;

    private async Task<InstanceHead> FindAsync(string instanceId, ServerCallContext context) =>
        await engine.Store.FindAsync(instanceId, context.CancellationToken) is var (head, _)
            ? head
            : throw Refused(StatusCode.NotFound, $"No instance with ID '{instanceId}' was found.");

    private async Task ControlAsync(
        InstanceHead head,
        string verb,
        bool isAllowed,
        HistoryEvent control,
        ServerCallContext context
    )
    {
        if (!isAllowed)
        {
            throw Refused(
                StatusCode.FailedPrecondition,
                $"Cannot {verb} the orchestration instance {head.Id} because instance is in the {head.Status} state."
            );
        }

        await DeliverAsync(head, control, context);
    }

    private async Task DeliverAsync(InstanceHead head, HistoryEvent happened, ServerCallContext context)
    {
        try
        {
            var name = Guid.CreateVersion7().ToString("N");
            await engine.Delivery.DeliverAsync(head.Id, name, new(happened), context.CancellationToken);
        }
        catch (TooLargeException tooLarge)
        {
            throw Refused(StatusCode.InvalidArgument, tooLarge.Message);
        }
    }
}
