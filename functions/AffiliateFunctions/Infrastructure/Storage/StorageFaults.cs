using System.Net.Sockets;
using Azure;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Distinguishes transient faults, such as unavailable or busy storage, from faults that every attempt repeats.
/// </summary>
public static class StorageFaults
{
    /// <summary>
    /// Whether storage is unavailable at present. The pipeline makes several attempts and reports their failures
    /// together. An attempt that takes too long ends with a cancellation that no caller requested, so callers must
    /// check their own cancellation first.
    /// </summary>
    /// <param name="fault">The exception.</param>
    public static bool IsAway(Exception fault) =>
        fault switch
        {
            RequestFailedException
            {
                Status: 0
                    or StatusCodes.Status408RequestTimeout
                    or StatusCodes.Status429TooManyRequests
                    or >= StatusCodes.Status500InternalServerError
            } => true,
            AggregateException tries => tries.InnerExceptions.Count > 0 && tries.InnerExceptions.All(IsAway),
            // A response that ended early, which the storage clients do not wrap.
            HttpIOException or IOException { InnerException: SocketException } => true,
            OperationCanceledException => true,
            _ => false,
        };

    /// <summary>
    /// Whether a repetition of the same work can succeed: storage was unavailable, a concurrent write came first, or
    /// the process is stopping and has disposed of what the work needs.
    /// </summary>
    /// <param name="fault">The exception.</param>
    public static bool Passes(Exception fault) =>
        IsAway(fault)
        || fault switch
        {
            RequestFailedException
            {
                Status: StatusCodes.Status404NotFound
                    or StatusCodes.Status409Conflict
                    or StatusCodes.Status412PreconditionFailed
            } => true,
            AggregateException tries => tries.InnerExceptions.Count > 0 && tries.InnerExceptions.All(Passes),
            TimeoutException or IOException or HttpRequestException or ObjectDisposedException => true,
            _ => false,
        };
}
