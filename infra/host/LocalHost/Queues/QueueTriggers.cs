using System.Text.RegularExpressions;
using LocalHost.Workers;

namespace LocalHost.Queues;

/// <summary>The queue that a function's trigger names.</summary>
/// <param name="Name">The queue's name.</param>
/// <param name="Connection">The setting that names the account; null for the host's own storage.</param>
internal sealed record QueueTrigger(string Name, string? Connection)
{
    /// <summary>The type of the binding.</summary>
    public const string BindingType = "queueTrigger";
}

/// <summary>Reads the queue triggers of functions.</summary>
/// <param name="settings">The settings that triggers refer to.</param>
/// <param name="connections">The storage accounts.</param>
internal sealed partial class QueueTriggers(Settings settings, QueueConnections connections)
{
    private const string PoisonSuffix = "-poison";

    /// <summary>Reads the trigger of a function.</summary>
    /// <param name="function">A function whose trigger has no problem.</param>
    /// <returns>The queue.</returns>
    public QueueTrigger Read(WorkerFunction function) =>
        settings.TryExpand(NameOf(function), out var name, out var missing)
            // As on the platform, the case of queue names does not matter.
            ? new(name.ToLowerInvariant(), function.Trigger.Text("connection"))
            : throw new InvalidOperationException($"{function.Name} lacks the setting {missing}.");

    /// <summary>Returns the name of a queue's poison queue.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <returns>The name; null if the platform has no such queue, for example because the queue itself is a poison
    /// queue.</returns>
    public static string? PoisonQueueOf(string queue) =>
        !queue.EndsWith(PoisonSuffix, StringComparison.Ordinal) && QueueName().IsMatch(queue + PoisonSuffix)
            ? queue + PoisonSuffix
            : null;

    /// <summary>Checks the trigger of a function.</summary>
    /// <param name="function">The function.</param>
    /// <returns>Every problem.</returns>
    public IEnumerable<StartProblem> FindProblems(WorkerFunction function)
    {
        var text = NameOf(function);
        if (!settings.TryExpand(text, out var name, out var missing))
        {
            yield return new(
                function.Name,
                $"Its queue '{text}' refers to the setting '{missing}', which has no value.",
                "Set it."
            );
        }
        else if (!QueueName().IsMatch(name.ToLowerInvariant()))
        {
            yield return new(
                function.Name,
                $"'{name}' is not a valid name for a queue.",
                "Use 3 to 63 letters, digits and single hyphens, beginning and ending with a letter or digit."
            );
        }

        var connection = function.Trigger.Text("connection");
        if (connections.Find(connection) is null)
        {
            var setting = string.IsNullOrEmpty(connection) ? "AzureWebJobsStorage" : connection;
            yield return new(
                function.Name,
                $"Its storage, the setting '{setting}', has no value.",
                "Give UseDevelopmentStorage=true or a connection string."
            );
        }

        if (function.Trigger.DataType is { } type && !IsKnown(type))
        {
            yield return new(
                function.Name,
                $"Its message has the data type '{type}', which the queue trigger does not send.",
                "Receive the message as string, byte[], BinaryData, QueueMessage or a type that its JSON describes."
            );
        }
    }

    private static bool IsKnown(string dataType) =>
        dataType.Equals("String", StringComparison.OrdinalIgnoreCase)
        || dataType.Equals("Binary", StringComparison.OrdinalIgnoreCase)
        || dataType.Equals("Undefined", StringComparison.OrdinalIgnoreCase);

    private static string NameOf(WorkerFunction function) => function.Trigger.Text("queueName") ?? "";

    // "Naming queues and metadata", Azure Queue Storage REST API.
    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex QueueName();
}
