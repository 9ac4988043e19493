using System.Collections.Frozen;
using System.Net.Sockets;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Infrastructure.Durable;

/// <summary>
/// How activities that call storage or mail are retried. Activities are idempotent by business key, so a retry does
/// nothing twice.
/// </summary>
public static class Retries
{
    // Names and not types: TaskFailureDetails.IsCausedBy looks the type up in all loaded assemblies, and throws where
    // two of them have a type of that name, as is so for HttpRequestException.
    private static readonly FrozenSet<string> TransientTypes = new[]
    {
        typeof(RequestFailedException),
        typeof(TableTransactionFailedException),
        typeof(AuthenticationFailedException),
        typeof(CredentialUnavailableException),
        typeof(HttpRequestException),
        typeof(HttpIOException),
        typeof(IOException),
        typeof(EndOfStreamException),
        typeof(SocketException),
        typeof(TimeoutException),
        typeof(ContendedException),
        typeof(OperationCanceledException),
        typeof(TaskCanceledException),
    }
        .Select(type => type.FullName!)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// Ten attempts over about two hours, only for what may pass by itself: refused or lost calls, not faults in the
    /// code.
    /// </summary>
    public static TaskOptions OfTransientFaults { get; } =
        TaskOptions.FromRetryPolicy(
            new RetryPolicy(
                maxNumberOfAttempts: 10,
                firstRetryInterval: TimeSpan.FromSeconds(5),
                backoffCoefficient: 3,
                maxRetryInterval: TimeSpan.FromMinutes(30)
            )
            {
                HandleFailure = IsTransient,
            }
        );

    /// <summary>
    /// Whether the failure may pass by itself. The whole chain of causes counts: the worker and the storage clients
    /// wrap a fault in an <see cref="AggregateException"/> in some cases.
    /// </summary>
    public static bool IsTransient(TaskFailureDetails failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerFailure)
        {
            if (TransientTypes.Contains(cause.ErrorType))
            {
                return true;
            }
        }

        return false;
    }
}
