using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using LocalHost.Durable.Storage;
using LocalHost.Hosting;
using LocalHost.Workers;
using LocalHost.Workers.Protocol;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Engine;

/// <summary>Runs activities in the worker, up to the concurrency limit of host.json.</summary>
internal sealed class Activities(
    DurableFunctions functions,
    IFunctionInvoker invoker,
    HostJson host,
    TimeProvider clock,
    ILoggerFactory loggerFactory
) : IDisposable
{
    private static readonly TimeSpan PauseWithoutWorker = TimeSpan.FromSeconds(1);

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly SemaphoreSlim _room = new(
        host.Extensions.DurableTask.MaxConcurrentActivityFunctions ?? 10 * Environment.ProcessorCount
    );

    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger = loggerFactory.CreateLogger("Host.Durable");

    /// <summary>Starts no further activities.</summary>
    public void Stop() => _stopping.Cancel();

    /// <summary>Runs an activity.</summary>
    /// <param name="head">The calling instance.</param>
    /// <param name="call">The call.</param>
    /// <returns>
    /// The result as a message; null when the host stops first, so that the call is repeated after the next start.
    /// </returns>
    public async Task<InstanceMessage?> RunAsync(InstanceHead head, HistoryEvent call)
    {
        try
        {
            await _room.WaitAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        try
        {
            return await InvokeAsync(head, call) is { } result ? new InstanceMessage(result, head.Generation) : null;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose()
    {
        _room.Dispose();
        _stopping.Dispose();
    }

    private static TypedData InputOf(WorkerFunction function, HistoryEvent call)
    {
        // The worker wraps an activity's input in a list of one.
        using var list = JsonDocument.Parse(call.TaskScheduled.Input ?? "[null]");
        var input = list.RootElement[0];
        var isBinary = string.Equals(function.Trigger.DataType, "Binary", StringComparison.OrdinalIgnoreCase);
        return isBinary && input.ValueKind == JsonValueKind.String
            ? new() { Bytes = ByteString.CopyFrom(input.GetBytesFromBase64()) }
            : new() { String = input.GetRawText() };
    }

    private static string? ResultOf(TypedData? value) =>
        value?.DataCase switch
        {
            TypedData.DataOneofCase.String => JsonSerializer.Serialize(value.String, Relaxed),
            TypedData.DataOneofCase.Json => value.Json,
            TypedData.DataOneofCase.Bytes => JsonSerializer.Serialize(value.Bytes.ToByteArray(), Relaxed),
            _ => null,
        };

    private async Task<HistoryEvent?> InvokeAsync(InstanceHead head, HistoryEvent call)
    {
        var name = call.TaskScheduled.Name;
        if (functions.Activity(name) is not { } function)
        {
            return Failed(head, call, FaultDetails.Unknown(functions.MissingActivity(name)));
        }

        var invocation = new Invocation
        {
            TriggerValue = InputOf(function, call),
            Metadata = new Dictionary<string, TypedData> { ["instanceId"] = new() { String = head.Id } },
        };
        var outcome = await invoker.InvokeAsync(function, invocation, CancellationToken.None);
        while (outcome.IsWorkerGone)
        {
            _logger.LogWarning(
                "Activity {Activity} of orchestration {Instance} was interrupted and is started again: {Reason}",
                name,
                head.Id,
                outcome.Fault!.Message
            );
            await Task.Delay(PauseWithoutWorker, TimeProvider.System, _stopping.Token);
            outcome = await invoker.InvokeAsync(
                function,
                invocation with
                {
                    Id = Guid.CreateVersion7().ToString(),
                },
                CancellationToken.None
            );
        }

        if (outcome.Succeeded)
        {
            return HistoryEvents.TaskCompleted(call.EventId, ResultOf(outcome.ReturnValue), clock.GetUtcNow());
        }

        // The stop itself can be the reason, in which case the call is repeated after the next start.
        return _stopping.IsCancellationRequested ? null : Failed(head, call, FaultDetails.Of(outcome.Fault!));
    }

    private HistoryEvent Failed(InstanceHead head, HistoryEvent call, TaskFailureDetails failure)
    {
        _logger.LogWarning(
            "Activity {Activity} of orchestration {Instance} failed: {Type}: {Message}",
            call.TaskScheduled.Name,
            head.Id,
            failure.ErrorType,
            failure.ErrorMessage
        );
        return HistoryEvents.TaskFailed(call.EventId, failure, clock.GetUtcNow());
    }
}
