using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AffiliateFunctions.Tests.Orchestrations;

/// <summary>
/// The context of a replay, whose input has the type that the orchestrator asks for, as in the worker of the platform.
/// </summary>
internal sealed class ReplayedContext(TaskOrchestrationContext replayed, JsonElement input) : TaskOrchestrationContext
{
    public override TaskName Name => replayed.Name;

    public override string InstanceId => replayed.InstanceId;

    public override string Version => replayed.Version;

    public override ParentOrchestrationInstance? Parent => replayed.Parent;

    public override DateTime CurrentUtcDateTime => replayed.CurrentUtcDateTime;

    public override bool IsReplaying => replayed.IsReplaying;

    public override TaskOrchestrationEntityFeature Entities => replayed.Entities;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T GetInput<T>() => (T)JsonDataConverter.Default.Deserialize(input.GetRawText(), typeof(T))!;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input, TaskOptions? options) =>
        replayed.CallActivityAsync<TResult>(name, input, options);

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName,
        object? input,
        TaskOptions? options
    ) => replayed.CallSubOrchestratorAsync<TResult>(orchestratorName, input, options);

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) =>
        replayed.CreateTimer(fireAt, cancellationToken);

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        replayed.WaitForExternalEvent<T>(eventName, cancellationToken);

    public override void SendEvent(string instanceId, string eventName, object payload) =>
        replayed.SendEvent(instanceId, eventName, payload);

    public override void SetCustomStatus(object? customStatus) => replayed.SetCustomStatus(customStatus);

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        replayed.ContinueAsNew(newInput, preserveUnprocessedEvents);

    public override Guid NewGuid() => replayed.NewGuid();
}
