using System.Text.Json;
using LocalHost.Workers;
using Microsoft.Extensions.Logging;

namespace LocalHost.Hosting;

/// <summary>
/// The parts of host.json that the local host honours, with the platform's defaults where the file is silent
/// (Azure Functions, "host.json reference", version 2.0).
/// </summary>
internal sealed record HostJson
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The only version that is known is "2.0".</summary>
    public string? Version { get; init; }

    /// <summary>How long an invocation may take; no end when absent.</summary>
    public TimeSpan? FunctionTimeout { get; init; }

    /// <summary>What is logged.</summary>
    public HostLogging Logging { get; init; } = new();

    /// <summary>The settings of the kinds of triggers.</summary>
    public HostExtensions Extensions { get; init; } = new();

    /// <summary>Reads a host.json.</summary>
    /// <param name="path">The file; when it is absent every default applies.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="JsonException">It is no JSON, or a value has the wrong type.</exception>
    public static HostJson Read(string path) =>
        File.Exists(path) ? JsonSerializer.Deserialize<HostJson>(File.ReadAllText(path), Reading) ?? new() : new();

    /// <summary>Finds the log levels that are none.</summary>
    /// <returns>Every problem.</returns>
    public IEnumerable<StartProblem> FindProblems() =>
        from entry in Logging.LogLevel
        where !Enum.TryParse<LogLevel>(entry.Value, ignoreCase: true, out _)
        select new StartProblem(
            "host.json",
            $"logging.logLevel.{entry.Key} is '{entry.Value}'.",
            "Use Trace, Debug, Information, Warning, Error, Critical or None."
        );
}

/// <summary>Log levels by category; <c>default</c> is the one of every other category.</summary>
internal sealed record HostLogging
{
    /// <summary>The levels: Trace, Debug, Information, Warning, Error, Critical or None.</summary>
    public IReadOnlyDictionary<string, string> LogLevel { get; init; } = new Dictionary<string, string>();
}

/// <summary>The settings of the kinds of triggers.</summary>
internal sealed record HostExtensions
{
    /// <summary>HTTP functions.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>Queue functions.</summary>
    public QueueSettings Queues { get; init; } = new();

    /// <summary>Durable functions.</summary>
    public DurableTaskSettings DurableTask { get; init; } = new();
}

/// <summary>How HTTP functions are reached.</summary>
internal sealed record HttpSettings
{
    /// <summary>The first part of every route.</summary>
    public string RoutePrefix { get; init; } = "api";
}

/// <summary>How queues are emptied.</summary>
internal sealed record QueueSettings
{
    /// <summary>How many messages are taken at once, 1 to 32.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// At how many messages in work the next batch is taken; half of <see cref="BatchSize"/> when absent.
    /// </summary>
    public int? NewBatchThreshold { get; init; }

    /// <summary>How often a message is tried before it goes to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>The longest pause between two looks at an empty queue.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a failed message stays away before it is tried again.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>How bodies are written: <c>base64</c> or <c>none</c>.</summary>
    public string MessageEncoding { get; init; } = "base64";
}

/// <summary>How orchestrations are run.</summary>
internal sealed record DurableTaskSettings
{
    /// <summary>The name under which the state is kept.</summary>
    public string HubName { get; init; } = "TestHubName";

    /// <summary>How many activities run at once; ten per processor when absent.</summary>
    public int? MaxConcurrentActivityFunctions { get; init; }

    /// <summary>How many orchestrators run at once; ten per processor when absent.</summary>
    public int? MaxConcurrentOrchestratorFunctions { get; init; }
}
