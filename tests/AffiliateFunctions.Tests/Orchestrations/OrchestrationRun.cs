using System.Reflection;
using System.Runtime.ExceptionServices;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Tests.Ledger;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AffiliateFunctions.Tests.Orchestrations;

/// <summary>
/// Runs an orchestrator with the app's own activities in this process. Inputs and results pass through the serializer
/// of the platform. An activity whose request to storage is cut off is repeated, as the retries of the platform do, or
/// ends the orchestration, so that it has to be started again. Its failure is not reported.
/// </summary>
/// <param name="services">Creates the activities.</param>
/// <param name="instanceId">The id of the instance.</param>
/// <param name="input">The input of the orchestrator.</param>
internal sealed class OrchestrationRun(IServiceProvider services, string instanceId, object input)
    : TaskOrchestrationContext
{
    private static readonly JsonDataConverter Converter = JsonDataConverter.Default;

    /// <summary>The activity functions of the app, by name.</summary>
    public static readonly IReadOnlyDictionary<string, MethodInfo> Activities = typeof(Retries)
        .Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
        .Where(method => method.GetParameters().Any(IsActivityTrigger))
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

    // An orchestrator does not look at how its timers end.
    private ExceptionDispatchInfo? failed;

    /// <summary>Whether an activity that is cut off is repeated; otherwise the orchestration ends.</summary>
    public required bool RepeatsActivities { get; init; }

    /// <summary>What happens outside while the orchestration waits for a timer.</summary>
    public required Func<Task> WhileWaiting { get; init; }

    /// <summary>Returns the results of sub-orchestrations by their names and inputs.</summary>
    public required Func<string, object?, Task<object?>> RunChild { get; init; }

    public override TaskName Name => nameof(OrchestrationRun);

    public override string InstanceId => instanceId;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T GetInput<T>() => (T)input;

    public override async Task<TResult> CallActivityAsync<TResult>(
        TaskName name,
        object? input = null,
        TaskOptions? options = null
    )
    {
        while (name != nameof(ReportFailedOrchestration))
        {
            failed?.Throw();
            try
            {
                return (TResult)(await RunAsync(Activities[name.Name], input, typeof(TResult)))!;
            }
            catch (Exception cut) when (RepeatsActivities && StorageFault.IsBrokenConnection(cut)) { }
        }

        return default!;
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName,
        object? input = null,
        TaskOptions? options = null
    ) => (TResult)(await RunChild(orchestratorName.Name, input))!;

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        try
        {
            await WhileWaiting();
        }
        catch (Exception failure)
        {
            failed = ExceptionDispatchInfo.Capture(failure);
            throw;
        }
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        new TaskCompletionSource<T>().Task;

    public override void SendEvent(string instanceId, string eventName, object payload) =>
        throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus) { }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private async Task<object?> RunAsync(MethodInfo activity, object? input, Type result)
    {
        var parameter = activity.GetParameters().Single(IsActivityTrigger);
        var run = activity.Invoke(
            ActivatorUtilities.CreateInstance(services, activity.DeclaringType!),
            [
                .. activity
                    .GetParameters()
                    .Select(each =>
                        each == parameter ? Converter.Deserialize(Converter.Serialize(input), parameter.ParameterType)
                        : each.ParameterType == typeof(DurableTaskClient) ? services.GetService<DurableTaskClient>()
                        : CancellationToken.None
                    ),
            ]
        )!;
        await (Task)run;
        return run.GetType().GetProperty(nameof(Task<>.Result)) is { } value && result != typeof(object)
            ? Converter.Deserialize(Converter.Serialize(value.GetValue(run)), result)
            : null;
    }

    /// <summary>Whether a parameter of an activity function receives the input.</summary>
    public static bool IsActivityTrigger(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null;
}
