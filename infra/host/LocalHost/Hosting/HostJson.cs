using System.Text.Json;
using LocalHost.Workers;
using Microsoft.Extensions.Logging;

namespace LocalHost.Hosting;

/// <summary>
/// The parts of host.json that the local host supports, with the platform's defaults for missing values (Azure
/// Functions, "host.json reference", version 2.0).
/// </summary>
internal sealed record HostJson
{
    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The version. Only "2.0" is supported.</summary>
    public string? Version { get; init; }

    /// <summary>The time limit of an invocation; null for no limit.</summary>
    public TimeSpan? FunctionTimeout { get; init; }

    /// <summary>The log settings.</summary>
    public HostLogging Logging { get; init; } = new();

    /// <summary>The settings of each kind of trigger.</summary>
    public HostExtensions Extensions { get; init; } = new();

    /// <summary>Reads a host.json.</summary>
    /// <param name="path">The file. If it is missing, all values are defaults.</param>
    /// <returns>The contents of the file.</returns>
    /// <exception cref="JsonException">The file is not JSON, or a value has the wrong type.</exception>
    public static HostJson Read(string path) =>
        File.Exists(path) ? JsonSerializer.Deserialize<HostJson>(File.ReadAllText(path), Reading) ?? new() : new();

    /// <summary>Finds the invalid log levels and what the local host does not support.</summary>
    /// <returns>Every problem.</returns>
    public IEnumerable<StartProblem> FindProblems()
    {
        foreach (var (category, level) in Logging.LogLevel)
        {
            if (!Enum.TryParse<LogLevel>(level, ignoreCase: true, out _))
            {
                yield return Problem(
                    $"logging.logLevel.{category} is '{level}'.",
                    "Use Trace, Debug, Information, Warning, Error, Critical or None."
                );
            }
        }

        var durable = Extensions.DurableTask;
        if (durable.VersionMatchStrategy != DurableTaskSettings.CurrentOrOlder)
        {
            yield return Problem(
                $"extensions.durableTask.versionMatchStrategy is '{durable.VersionMatchStrategy}'.",
                $"The local host supports {DurableTaskSettings.CurrentOrOlder}."
            );
        }

        if (durable.VersionFailureStrategy != DurableTaskSettings.Reject)
        {
            yield return Problem(
                $"extensions.durableTask.versionFailureStrategy is '{durable.VersionFailureStrategy}'.",
                $"The local host supports {DurableTaskSettings.Reject}."
            );
        }
    }

    private static StartProblem Problem(string what, string mend) => new("host.json", what, mend);
}

/// <summary>Log levels by category; <c>default</c> is the level of all other categories.</summary>
internal sealed record HostLogging
{
    /// <summary>The levels: Trace, Debug, Information, Warning, Error, Critical or None.</summary>
    public IReadOnlyDictionary<string, string> LogLevel { get; init; } = new Dictionary<string, string>();
}

/// <summary>The settings of each kind of trigger.</summary>
internal sealed record HostExtensions
{
    /// <summary>HTTP functions.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>Queue functions.</summary>
    public QueueSettings Queues { get; init; } = new();

    /// <summary>Durable functions.</summary>
    public DurableTaskSettings DurableTask { get; init; } = new();
}

/// <summary>The settings of HTTP functions.</summary>
internal sealed record HttpSettings
{
    /// <summary>The first part of every route.</summary>
    public string RoutePrefix { get; init; } = "api";
}

/// <summary>The settings of queue functions.</summary>
internal sealed record QueueSettings
{
    /// <summary>The number of messages of one batch, 1 to 32.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>
    /// The number of messages in progress at which the next batch is received; half of <see cref="BatchSize"/> if null.
    /// </summary>
    public int? NewBatchThreshold { get; init; }

    /// <summary>The number of attempts before a message is moved to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>The longest pause between two polls of an empty queue.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a failed message stays invisible before the next attempt.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.Zero;

    /// <summary>The encoding of message bodies: <c>base64</c> or <c>none</c>.</summary>
    public string MessageEncoding { get; init; } = "base64";
}

/// <summary>The settings of orchestrations.</summary>
internal sealed record DurableTaskSettings
{
    /// <summary>The only supported <see cref="VersionMatchStrategy"/>.</summary>
    public const string CurrentOrOlder = "CurrentOrOlder";

    /// <summary>The only supported <see cref="VersionFailureStrategy"/>.</summary>
    public const string Reject = "Reject";

    /// <summary>The name under which the state is stored.</summary>
    public string HubName { get; init; } = "TestHubName";

    /// <summary>The version of new orchestrations; null for none.</summary>
    public string? DefaultVersion { get; init; }

    /// <summary>
    /// Which orchestrations the app runs, compared with <see cref="DefaultVersion"/>. Only <c>CurrentOrOlder</c> is
    /// supported.
    /// </summary>
    public string VersionMatchStrategy { get; init; } = CurrentOrOlder;

    /// <summary>
    /// What happens to the others. Only <c>Reject</c> is supported: they wait for a host that runs them.
    /// </summary>
    public string VersionFailureStrategy { get; init; } = Reject;

    /// <summary>The number of activities that run at once; null for ten per processor.</summary>
    public int? MaxConcurrentActivityFunctions { get; init; }

    /// <summary>The number of orchestrators that run at once; null for ten per processor.</summary>
    public int? MaxConcurrentOrchestratorFunctions { get; init; }
}
