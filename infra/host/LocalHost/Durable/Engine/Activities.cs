using System.Runtime.CompilerServices;
using LocalHost.Durable.Storage;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;

namespace LocalHost.Durable.Engine;

/// <summary>Runs activities, no more at once than host.json allows.</summary>
internal sealed class Activities(DurableFunctions functions, FunctionRunner runner, HostJson host, ILoggerFactory loggerFactory) : IDisposable
{
    private static readonly DataConverter Converter = JsonDataConverter.Default;

    private readonly SemaphoreSlim _room = new(host.Extensions.DurableTask.MaxConcurrentActivityFunctions ?? 10 * Environment.ProcessorCount);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger = loggerFactory.CreateLogger("Host.Durable");

    /// <summary>Begins nothing new.</summary>
    public void Stop() => _stopping.Cancel();

    /// <summary>Runs an activity and answers its end; null when the application stops before it could begin.</summary>
    public async Task<InstanceMessage?> RunAsync(InstanceHead head, HistoryEvent asked)
    {
        var ended = new InstanceMessage(MessageKind.TaskEnded) { Task = asked.Id, Generation = head.Generation };
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
            return ended with { Data = Converter.Serialize(await CallAsync(asked)) };
        }
        catch (Exception fault)
        {
            _logger.LogWarning(fault, "Activity {Activity} of orchestration {Instance} failed", asked.Name, head.Id);
            return ended with { Failure = TaskFailureDetails.FromException(fault) };
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

    private async Task<object?> CallAsync(HistoryEvent asked)
    {
        var function = functions.Activity(asked.Name!) ?? throw new InvalidOperationException($"There is no activity '{asked.Name}' in this application.");
        var type = function.TriggerParameter.ParameterType;
        var input = asked.Data is null && type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type) : Converter.Deserialize(asked.Data, type);
        return await runner.RunAsync(function, input);
    }
}
