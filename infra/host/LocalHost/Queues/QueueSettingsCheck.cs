using LocalHost.Hosting;
using LocalHost.Workers;

namespace LocalHost.Queues;

/// <summary>
/// Checks the queue settings of host.json (Azure Functions, "Queue storage trigger: host.json settings").
/// </summary>
internal static class QueueSettingsCheck
{
    private const int MaxBatchSize = 32;
    private static readonly TimeSpan MaxVisibilityTimeout = TimeSpan.FromDays(7);

    /// <summary>Finds all problems of the settings.</summary>
    /// <param name="queues">The settings.</param>
    /// <param name="timing">The times that host.json does not set.</param>
    /// <returns>The problems.</returns>
    public static IEnumerable<StartProblem> FindProblems(QueueSettings queues, QueueTiming timing)
    {
        if (queues.BatchSize is < 1 or > MaxBatchSize)
        {
            yield return Problem("batchSize", queues.BatchSize, $"Give 1 to {MaxBatchSize}.");
        }

        if (queues.NewBatchThreshold < 0)
        {
            yield return Problem("newBatchThreshold", queues.NewBatchThreshold, "Give 0 or more.");
        }

        if (queues.MaxDequeueCount < 1)
        {
            yield return Problem("maxDequeueCount", queues.MaxDequeueCount, "Give 1 or more.");
        }

        if (queues.MaxPollingInterval < timing.FirstPause)
        {
            yield return Problem("maxPollingInterval", queues.MaxPollingInterval, "Give 00:00:00.100 or more.");
        }

        if (queues.VisibilityTimeout < TimeSpan.Zero || queues.VisibilityTimeout > MaxVisibilityTimeout)
        {
            yield return Problem("visibilityTimeout", queues.VisibilityTimeout, "Give 00:00:00 to 7.00:00:00.");
        }

        if (queues.MessageEncoding is not (MessageEncodings.Base64 or MessageEncodings.None))
        {
            yield return Problem(
                "messageEncoding",
                queues.MessageEncoding,
                $"Give {MessageEncodings.Base64} or {MessageEncodings.None}."
            );
        }
    }

    private static StartProblem Problem(string setting, object? value, string fix) =>
        new("host.json", $"extensions.queues.{setting} is '{value}'.", fix);
}
