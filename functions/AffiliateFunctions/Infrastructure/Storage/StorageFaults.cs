using Azure;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Tells storage that is away or refuses, where the same request may succeed later, from other faults.</summary>
public static class StorageFaults
{
    /// <summary>
    /// Whether storage does not answer at present. The pipeline tries some times, and tells several tries that failed together; a try
    /// that took too long is a cancellation that nobody has asked for, so a caller who has gone must be told apart before.
    /// </summary>
    /// <param name="fault">What was thrown.</param>
    public static bool IsAway(Exception fault) => fault switch
    {
        RequestFailedException { Status: 0 or StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError } => true,
        AggregateException tries => tries.InnerExceptions.Any(IsAway),
        OperationCanceledException => true,
        _ => false,
    };
}
