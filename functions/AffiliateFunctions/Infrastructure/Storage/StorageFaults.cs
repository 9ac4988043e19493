using System.Net.Sockets;
using Azure;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Tells faults that pass, such as storage that is away or busy, from those that come again at every try.
/// </summary>
public static class StorageFaults
{
    /// <summary>
    /// Whether storage does not answer at present. The pipeline tries some times, and tells several tries that failed
    /// together; a try that took too long is a cancellation that nobody has asked for, so a caller who has gone must be
    /// told apart before.
    /// </summary>
    /// <param name="fault">What was thrown.</param>
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
            // An answer that ended in the middle, which the clients of storage do not wrap.
            HttpIOException or IOException { InnerException: SocketException } => true,
            OperationCanceledException => true,
            _ => false,
        };

    /// <summary>
    /// Whether the same work can succeed when it is done again: storage was away, or another came first.
    /// </summary>
    /// <param name="fault">What was thrown.</param>
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
            TimeoutException or IOException or HttpRequestException => true,
            _ => false,
        };
}
