using Azure;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Infrastructure.Durable;

/// <summary>How activities that call storage or mail are retried. Activities are idempotent by business key, so a retry does nothing twice.</summary>
public static class Retries
{
    /// <summary>Ten attempts over about two hours, only for what may pass by itself: refused or lost calls, not faults in the code.</summary>
    public static TaskOptions OfTransientFaults { get; } = TaskOptions.FromRetryPolicy(
        new RetryPolicy(
            maxNumberOfAttempts: 10,
            firstRetryInterval: TimeSpan.FromSeconds(5),
            backoffCoefficient: 3,
            maxRetryInterval: TimeSpan.FromMinutes(30))
        {
            HandleFailure = failure => IsTransient(failure),
        });

    private static bool IsTransient(TaskFailureDetails failure)
        => failure.IsCausedBy<RequestFailedException>()
            || failure.IsCausedBy<HttpRequestException>()
            || failure.IsCausedBy<IOException>()
            || failure.IsCausedBy<TimeoutException>()
            || failure.IsCausedBy<OperationCanceledException>();
}
