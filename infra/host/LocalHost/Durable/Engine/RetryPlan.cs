using Microsoft.DurableTask;

namespace LocalHost.Durable.Engine;

/// <summary>Whether a failed task is tried again, and after which pause (Durable Functions, "Automatic retry on failure").</summary>
internal static class RetryPlan
{
    /// <summary>The pause before the next attempt; null when there is none.</summary>
    public static async Task<TimeSpan?> PauseAsync(TaskRetryOptions options, RetryContext context)
    {
        if (options.Handler is { } handler)
        {
            return await handler(context) ? TimeSpan.Zero : null;
        }

        var policy = options.Policy!;
        if (context.LastAttemptNumber >= policy.MaxNumberOfAttempts || !policy.Handles(context.LastFailure))
        {
            return null;
        }

        var grown = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, context.LastAttemptNumber - 1);
        var pause = TimeSpan.FromMilliseconds(Math.Min(grown, policy.MaxRetryInterval.TotalMilliseconds));
        return policy.RetryTimeout != Timeout.InfiniteTimeSpan && context.TotalRetryTime + pause > policy.RetryTimeout ? null : pause;
    }
}
