using Grpc.Core;
using LocalHost.Durable.Storage;
using Microsoft.DurableTask.Protobuf;

namespace LocalHost.Durable.Client;

/// <content>The calls that read instances, wait for them or delete them.</content>
internal sealed partial class DurableClientService
{
    private const int DefaultPageSize = 100;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan OwnerCheckInterval = TimeSpan.FromSeconds(2);

    public override async Task<GetInstanceResponse> GetInstance(
        GetInstanceRequest request,
        ServerCallContext context
    ) =>
        await engine.Store.FindAsync(request.InstanceId, context.CancellationToken) is var (head, _)
            ? new() { Exists = true, OrchestrationState = InstanceStates.Of(head, request.GetInputsAndOutputs) }
            : new() { Exists = false };

    public override Task<GetInstanceResponse> WaitForInstanceStart(
        GetInstanceRequest request,
        ServerCallContext context
    ) => WaitAsync(request, head => head.Status != OrchestrationStatus.Pending, context.CancellationToken);

    public override async Task<GetInstanceResponse> WaitForInstanceCompletion(
        GetInstanceRequest request,
        ServerCallContext context
    )
    {
        await WaitForOwnAsync(request.InstanceId, context.CancellationToken);
        return await WaitAsync(request, head => !head.IsActive, context.CancellationToken);
    }

    // An instance of this process ends here, which needs no polling. A process whose lease has expired can lose an
    // instance to another process without notice, so the owner is checked from time to time.
    private async Task WaitForOwnAsync(string instanceId, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, engine.Stopping);
        while (engine.Find(instanceId) is { } actor && !wait.IsCancellationRequested)
        {
            await Task.WhenAny(actor.Ended.Task, Task.Delay(OwnerCheckInterval, wait.Token));
            if (
                actor.Ended.Task.IsCompleted
                || await engine.Store.FindAsync(instanceId, cancellationToken) is not var (head, _)
                || head.Owner != engine.OwnId
            )
            {
                return;
            }
        }
    }

    public override async Task<QueryInstancesResponse> QueryInstances(
        QueryInstancesRequest request,
        ServerCallContext context
    )
    {
        var query = request.Query;
        var filter = new InstanceFilter(
            query.CreatedTimeFrom,
            query.CreatedTimeTo,
            query.RuntimeStatus,
            query.InstanceIdPrefix
        );
        var size = query.MaxInstanceCount > 0 ? query.MaxInstanceCount : DefaultPageSize;
        var from = string.IsNullOrEmpty(query.ContinuationToken) ? null : query.ContinuationToken;
        var (heads, next) = await engine.Store.PageAsync(filter.ToTableFilter(), from, size, context.CancellationToken);
        return new()
        {
            OrchestrationState = { heads.Select(head => InstanceStates.Of(head, query.FetchInputsAndOutputs)) },
            ContinuationToken = next,
        };
    }

    public override async Task StreamInstanceHistory(
        StreamInstanceHistoryRequest request,
        IServerStreamWriter<HistoryChunk> responseStream,
        ServerCallContext context
    )
    {
        var stored =
            await engine.Store.LoadAsync(request.InstanceId, context.CancellationToken)
            ?? throw Refused(
                StatusCode.NotFound,
                $"Orchestration instance with ID {request.InstanceId} was not found."
            );
        var state = new Engine.InstanceState(stored.Head, stored.ETag, stored.History, []);
        foreach (var events in state.History.Chunk(DefaultPageSize))
        {
            await responseStream.WriteAsync(new() { Events = { events } }, context.CancellationToken);
        }
    }

    // As on the platform, 'recursive' does not delete sub-orchestrations.
    public override async Task<PurgeInstancesResponse> PurgeInstances(
        PurgeInstancesRequest request,
        ServerCallContext context
    )
    {
        var count = request.RequestCase switch
        {
            PurgeInstancesRequest.RequestOneofCase.InstanceId => await PurgeAsync(
                request.InstanceId,
                context.CancellationToken
            ),
            PurgeInstancesRequest.RequestOneofCase.PurgeInstanceFilter => await PurgeAsync(
                request.PurgeInstanceFilter,
                context.CancellationToken
            ),
            _ => throw Refused(StatusCode.InvalidArgument, $"Unknown purge request type '{request.RequestCase}'."),
        };
        return new() { DeletedInstanceCount = count, IsComplete = true };
    }

    private async Task<int> PurgeAsync(string instanceId, CancellationToken cancellationToken)
    {
        if (await engine.Store.FindAsync(instanceId, cancellationToken) is not var (head, _))
        {
            return 0;
        }

        if (head.IsActive)
        {
            throw Refused(
                StatusCode.FailedPrecondition,
                "Only orchestrations in a terminal state can be purged, "
                    + $"but the orchestration with instance ID {instanceId} has status {head.Status}"
            );
        }

        await engine.Store.DeleteAsync(instanceId, _ => true, cancellationToken);
        return 1;
    }

    private async Task<int> PurgeAsync(PurgeInstanceFilter request, CancellationToken cancellationToken)
    {
        var filter = new InstanceFilter(
            request.CreatedTimeFrom,
            request.CreatedTimeTo,
            request.RuntimeStatus,
            IdPrefix: null
        );
        var condition = filter.ToTableFilter();
        var ended = new List<string>();
        var heads = engine.Store.HeadsAsync(
            $"IsActive eq false{(condition is null ? "" : " and " + condition)}",
            cancellationToken
        );
        await foreach (var (head, _) in heads)
        {
            ended.Add(head.Id);
        }

        foreach (var instanceId in ended)
        {
            await engine.Store.DeleteAsync(instanceId, _ => true, cancellationToken);
        }

        return ended.Count;
    }

    // As on the platform, the wait for an instance that does not exist lasts until the instance exists.
    private async Task<GetInstanceResponse> WaitAsync(
        GetInstanceRequest request,
        Func<InstanceHead, bool> isReached,
        CancellationToken cancellationToken
    )
    {
        while (!engine.IsStopping)
        {
            if (await engine.Store.FindAsync(request.InstanceId, cancellationToken) is var (head, _) && isReached(head))
            {
                var state = InstanceStates.Of(head, request.GetInputsAndOutputs);
                return new() { Exists = true, OrchestrationState = state };
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        throw Refused(StatusCode.Unavailable, "The host is stopping.");
    }
}
