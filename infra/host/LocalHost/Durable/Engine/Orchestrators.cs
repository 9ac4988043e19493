using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using LocalHost.Durable.Storage;
using LocalHost.Hosting;
using LocalHost.Workers;
using LocalHost.Workers.Protocol;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Engine;

/// <summary>Runs orchestrators in the worker, up to the concurrency limit of host.json.</summary>
internal sealed class Orchestrators(
    DurableFunctions functions,
    IFunctionInvoker invoker,
    OrchestrationVersions versions,
    HostJson host,
    ILoggerFactory loggerFactory
) : IDisposable
{
    private readonly SemaphoreSlim _room = new(
        host.Extensions.DurableTask.MaxConcurrentOrchestratorFunctions ?? 10 * Environment.ProcessorCount
    );

    private readonly ILogger _logger = loggerFactory.CreateLogger("Host.Durable");

    /// <summary>Replays an orchestrator's history and passes new events to the orchestrator.</summary>
    /// <param name="current">The instance.</param>
    /// <param name="newEvents">The new events.</param>
    /// <returns>
    /// The orchestrator's requests. A failure is a response that completes the orchestration as failed.
    /// </returns>
    /// <exception cref="StepInterruptedException">The worker has ended.</exception>
    public async Task<OrchestratorResponse> RunAsync(InstanceState current, IReadOnlyList<HistoryEvent> newEvents)
    {
        var head = current.Head;
        if (functions.Orchestrator(head.Name) is not { } function)
        {
            return Failed(head, FaultDetails.Unknown(functions.MissingOrchestrator(head.Name)));
        }

        await _room.WaitAsync();
        try
        {
            return await InvokeAsync(function, current, newEvents);
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    private TypedData RequestOf(InstanceState current, IReadOnlyList<HistoryEvent> newEvents)
    {
        var request = new OrchestratorRequest
        {
            InstanceId = current.Head.Id,
            ExecutionId = current.Head.ExecutionId,
            PastEvents = { current.History },
            NewEvents = { newEvents },
        };
        if (versions.Own is { } version)
        {
            request.Properties.Add(OrchestrationVersions.Property, Value.ForString(version));
        }

        return new() { String = Convert.ToBase64String(request.ToByteArray()) };
    }

    private async Task<OrchestratorResponse> InvokeAsync(
        WorkerFunction function,
        InstanceState current,
        IReadOnlyList<HistoryEvent> newEvents
    )
    {
        var invocation = new Invocation { TriggerValue = RequestOf(current, newEvents) };
        var outcome = await invoker.InvokeAsync(function, invocation, CancellationToken.None);
        if (outcome.IsWorkerGone)
        {
            throw new StepInterruptedException(outcome.Fault!.Message);
        }

        if (!outcome.Succeeded)
        {
            return Failed(current.Head, FaultDetails.Of(outcome.Fault!));
        }

        return outcome.ReturnedText is { Length: > 0 } text
            ? Logged(current.Head, OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(text)))
            : Failed(
                current.Head,
                FaultDetails.Of(
                    typeof(InvalidOperationException),
                    $"The orchestrator function '{function.Name}' returned no response. "
                        + "Check that the worker uses the durable task extension."
                )
            );
    }

    private OrchestratorResponse Failed(InstanceHead head, TaskFailureDetails failure)
    {
        var completed = new CompleteOrchestrationAction
        {
            OrchestrationStatus = OrchestrationStatus.Failed,
            FailureDetails = failure,
        };
        return Logged(
            head,
            new()
            {
                InstanceId = head.Id,
                CustomStatus = head.CustomStatus,
                Actions = { new OrchestratorAction { CompleteOrchestration = completed } },
            }
        );
    }

    private OrchestratorResponse Logged(InstanceHead head, OrchestratorResponse response)
    {
        foreach (var completed in response.Actions.Select(action => action.CompleteOrchestration))
        {
            if (completed is { OrchestrationStatus: OrchestrationStatus.Failed })
            {
                _logger.LogError(
                    "Orchestration {Instance} ({Orchestrator}) failed: {Type}: {Message}",
                    head.Id,
                    head.Name,
                    completed.FailureDetails?.ErrorType,
                    completed.FailureDetails?.ErrorMessage ?? completed.Result
                );
            }
        }

        return response;
    }
}

/// <summary>The worker has ended, so the effects of the function are unknown.</summary>
internal sealed class StepInterruptedException(string message) : Exception(message);
