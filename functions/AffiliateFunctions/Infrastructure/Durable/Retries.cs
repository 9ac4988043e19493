using System.Collections.Frozen;
using System.Net.Sockets;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Infrastructure.Durable;

/// <summary>
/// The retry policy of activities that call storage or send e-mails. Activities are idempotent by business key, so a
/// retry repeats no effect.
/// </summary>
public static class Retries
{
    // Type names instead of types: TaskFailureDetails.IsCausedBy looks the type up in all loaded assemblies. It throws
    // if two assemblies have a type of that name, as is the case for HttpRequestException.
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
    /// Ten attempts over about two hours, only for transient failures: refused or lost calls, not faults in the code.
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
    /// Whether the failure is transient. The whole chain of causes is checked, because the worker and the storage
    /// clients wrap some faults in an <see cref="AggregateException"/>.
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
