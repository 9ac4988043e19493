using System.Text.Json.Nodes;
using LocalHost.Workers;
using LocalHost.Workers.Protocol;

namespace LocalHost.Tests;

/// <summary>Describes functions as the worker's metadata does.</summary>
internal static class FunctionBuilder
{
    /// <summary>A function with a queue trigger.</summary>
    public static WorkerFunction Queue(string name, string queue, string? dataType = "String", bool isDeferred = false)
    {
        var binding = Binding("queueTrigger");
        binding["queueName"] = queue;
        binding["dataType"] = dataType;
        binding["properties"] = isDeferred ? new JsonObject { ["supportsDeferredBinding"] = "True" } : new JsonObject();
        return Function(name, binding);
    }

    /// <summary>A function with a timer trigger.</summary>
    public static WorkerFunction Timer(string name, string schedule, bool? useMonitor = null, bool? runOnStartup = null)
    {
        var binding = Binding("timerTrigger");
        binding["schedule"] = schedule;
        binding["properties"] = new JsonObject();
        if (useMonitor is not null)
        {
            binding["useMonitor"] = useMonitor;
        }

        if (runOnStartup is not null)
        {
            binding["runOnStartup"] = runOnStartup;
        }

        return Function(name, binding);
    }

    private static JsonObject Binding(string type) =>
        new()
        {
            ["name"] = "trigger",
            ["direction"] = "In",
            ["type"] = type,
        };

    private static WorkerFunction Function(string name, JsonObject binding)
    {
        var metadata = new RpcFunctionMetadata { FunctionId = name, Name = name };
        metadata.RawBindings.Add(binding.ToJsonString());
        return new WorkerFunction(metadata);
    }
}
