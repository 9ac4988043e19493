using System.Text.RegularExpressions;
using LocalHost.Hosting;
using LocalHost.Workers;
using Microsoft.Azure.Functions.Worker;

namespace LocalHost.Queues;

/// <summary>What can be wrong with queue functions and with what host.json says of them.</summary>
internal static partial class QueueCheck
{
    private static readonly TimeSpan LongestHiding = TimeSpan.FromDays(7);

    /// <summary>Checks the settings of host.json.</summary>
    /// <param name="queues">The settings.</param>
    /// <param name="timing">The times that are fixed.</param>
    /// <returns>Every problem.</returns>
    public static IEnumerable<StartProblem> Of(QueueSettings queues, QueueTiming timing)
    {
        if (queues.BatchSize is < 1 or > 32)
        {
            yield return Wrong("batchSize", queues.BatchSize, "Give 1 to 32.");
        }

        if (queues.NewBatchThreshold < 0)
        {
            yield return Wrong("newBatchThreshold", queues.NewBatchThreshold, "Give 0 or more.");
        }

        if (queues.MaxDequeueCount < 1)
        {
            yield return Wrong("maxDequeueCount", queues.MaxDequeueCount, "Give 1 or more.");
        }

        if (queues.MaxPollingInterval < timing.FirstPause)
        {
            yield return Wrong("maxPollingInterval", queues.MaxPollingInterval, "Give 00:00:00.100 or more.");
        }

        if (queues.VisibilityTimeout < TimeSpan.Zero || queues.VisibilityTimeout > LongestHiding)
        {
            yield return Wrong("visibilityTimeout", queues.VisibilityTimeout, "Give 00:00:00 to 7.00:00:00.");
        }

        if (queues.MessageEncoding is not ("base64" or "none"))
        {
            yield return Wrong("messageEncoding", queues.MessageEncoding, "Give base64 or none.");
        }
    }

    /// <summary>Checks a queue function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="trigger">Its trigger.</param>
    /// <param name="settings">The settings that the trigger refers to.</param>
    /// <param name="connections">The accounts.</param>
    /// <returns>Every problem.</returns>
    public static IEnumerable<StartProblem> Of(
        FunctionEntry function, QueueTriggerAttribute trigger, Settings settings, QueueConnections connections)
    {
        if (!settings.TryExpand(trigger.QueueName, out var queue, out var missing))
        {
            yield return new(function.Name, $"Its queue '{trigger.QueueName}' refers to the setting '{missing}', which has no value.", "Set it.");
        }
        else if (!QueueName().IsMatch(queue))
        {
            yield return new(
                function.Name,
                $"'{queue}' is no name for a queue.",
                "Take 3 to 63 lower-case letters, digits and single hyphens, a letter or digit first and last.");
        }

        if (connections.Find(trigger.Connection) is null)
        {
            var setting = string.IsNullOrEmpty(trigger.Connection) ? "AzureWebJobsStorage" : trigger.Connection;
            yield return new(function.Name, $"Its storage, the setting '{setting}', has no value.", "Give UseDevelopmentStorage=true or a connection string.");
        }

        if (function.TriggerParameter.ParameterType is { IsPointer: true } or { IsByRef: true })
        {
            yield return new(function.Name, "Its message is passed by reference.", "Take it by value.");
        }
    }

    private static StartProblem Wrong(string setting, object? value, string mend) =>
        new("host.json", $"extensions.queues.{setting} is '{value}'.", mend);

    // "Naming queues and metadata", Azure Queue Storage REST API.
    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex QueueName();
}
