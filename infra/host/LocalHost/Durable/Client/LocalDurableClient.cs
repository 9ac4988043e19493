using System.Globalization;
using LocalHost.Durable.Engine;
using LocalHost.Durable.Storage;
using LocalHost.Hosting;
using Azure.Data.Tables;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace LocalHost.Durable.Client;

/// <summary>The client that functions get: what it does is stored when it answers.</summary>
internal sealed class LocalDurableClient(DurableEngine engine, HostJson host) : DurableTaskClient(host.Extensions.DurableTask.HubName)
{
    private static readonly DataConverter Converter = JsonDataConverter.Default;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var now = engine.Clock.GetUtcNow();
        var head = new InstanceHead
        {
            Id = options?.InstanceId ?? Guid.CreateVersion7(now).ToString("N"),
            Name = orchestratorName,
            Status = OrchestrationRuntimeStatus.Pending,
            Owner = engine.WorkerId,
            CreatedAt = now,
            UpdatedAt = now,
            StartAt = options?.StartAt,
            Input = Converter.Serialize(input),
        };
        await engine.StartAsync(head, cancellation);
        return head.Id;
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
        => TellAsync(instanceId, new InstanceMessage(MessageKind.Event) { Name = eventName, Data = Converter.Serialize(eventPayload) }, cancellation);

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
        => TellAsync(instanceId, new InstanceMessage(MessageKind.Terminate) { Data = Converter.Serialize(options?.Output), Recursive = options?.Recursive ?? false }, cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
        => TellAsync(instanceId, new InstanceMessage(MessageKind.Suspend) { Data = reason }, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
        => TellAsync(instanceId, new InstanceMessage(MessageKind.Resume) { Data = reason }, cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => await engine.Store.FindAsync(instanceId, cancellation) is var (head, _) ? head.ToMetadata(getInputsAndOutputs) : null;

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
        => WaitAsync(instanceId, head => head.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        if (engine.Find(instanceId) is { } actor)
        {
            await Task.WhenAny(actor.Ended.Task).WaitAsync(cancellation);
        }

        return await WaitAsync(instanceId, head => !head.IsActive, getInputsAndOutputs, cancellation);
    }

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
        => Pageable.Create<OrchestrationMetadata>(async (from, size, cancellation) =>
        {
            var query = filter ?? new OrchestrationQuery();
            var (heads, next) = await engine.Store.PageAsync(
                Filter(query.CreatedFrom, query.CreatedTo, query.Statuses, query.InstanceIdPrefix), from ?? query.ContinuationToken, size ?? query.PageSize, cancellation);
            return new Page<OrchestrationMetadata>([.. heads.Select(head => head.ToMetadata(query.FetchInputsAndOutputs))], next);
        });

    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
        => new(await PurgeAsync(instanceId, options?.Recursive ?? false, cancellation));

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var ended = new List<string>();
        var condition = Filter(filter.CreatedFrom, filter.CreatedTo, filter.Statuses, prefix: null);
        await foreach (var (head, _) in engine.Store.HeadsAsync($"IsActive eq false{(condition is null ? "" : " and " + condition)}", cancellation))
        {
            ended.Add(head.Id);
        }

        var count = 0;
        foreach (var instanceId in ended)
        {
            count += await PurgeAsync(instanceId, options?.Recursive ?? false, cancellation);
        }

        return new PurgeResult(count);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task TellAsync(string instanceId, InstanceMessage message, CancellationToken cancellation)
        => engine.TellAsync(instanceId, Guid.CreateVersion7().ToString("N"), message, cancellation);

    private async Task<OrchestrationMetadata> WaitAsync(string instanceId, Func<InstanceHead, bool> until, bool withValues, CancellationToken cancellation)
    {
        while (true)
        {
            var (head, _) = await engine.Store.FindAsync(instanceId, cancellation)
                ?? throw new InvalidOperationException($"There is no orchestration with the id '{instanceId}'.");
            if (until(head))
            {
                return head.ToMetadata(withValues);
            }

            await Task.Delay(Look, TimeProvider.System, cancellation);
        }
    }

    private async Task<int> PurgeAsync(string instanceId, bool recursive, CancellationToken cancellation)
    {
        if (await engine.Store.LoadAsync(instanceId, cancellation) is not { Head.IsActive: false } ended)
        {
            return 0;
        }

        var count = 1;
        foreach (var child in recursive ? ended.History.Where(one => one.Kind == HistoryKind.ChildScheduled) : [])
        {
            count += await PurgeAsync(child.Instance!, recursive, cancellation);
        }

        await engine.Store.DeleteAsync(instanceId, _ => true, cancellation);
        return count;
    }

    private static string? Filter(DateTimeOffset? from, DateTimeOffset? to, IEnumerable<OrchestrationRuntimeStatus>? statuses, string? prefix)
    {
        var conditions = new List<string>();
        if (from is not null)
        {
            conditions.Add(TableClient.CreateQueryFilter($"CreatedAt ge {from.Value}"));
        }

        if (to is not null)
        {
            conditions.Add(TableClient.CreateQueryFilter($"CreatedAt le {to.Value}"));
        }

        if (statuses?.ToList() is { Count: > 0 } wanted)
        {
            conditions.Add($"({string.Join(" or ", wanted.Select(status => string.Create(CultureInfo.InvariantCulture, $"Status eq '{status}'")))})");
        }

        if (prefix is { Length: > 0 })
        {
            var first = InstanceKeys.Partition(prefix);
            conditions.Add(TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {first[..^1] + (char)(first[^1] + 1)}"));
        }

        return conditions.Count > 0 ? string.Join(" and ", conditions) : null;
    }
}
