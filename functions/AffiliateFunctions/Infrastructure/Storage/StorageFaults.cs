using Azure;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Tells faults that pass, such as a storage account that is busy or away, from those that come again at every try.</summary>
public static class StorageFaults
{
    private const int RequestTimeout = 408;
    private const int TooManyRequests = 429;
    private const int NotFound = 404;
    private const int Conflict = 409;
    private const int PreconditionFailed = 412;
    private const int LeastServerError = 500;

    /// <summary>Whether the same work can succeed when it is done again.</summary>
    /// <remarks>After its own retries the storage client throws what every try met, as one <see cref="AggregateException"/>.</remarks>
    public static bool Passes(Exception fault) => fault switch
    {
        RequestFailedException { Status: 0 or NotFound or RequestTimeout or Conflict or PreconditionFailed or TooManyRequests or >= LeastServerError } => true,
        AggregateException { InnerExceptions: { Count: > 0 } inner } => inner.All(Passes),
        OperationCanceledException or TimeoutException or IOException or HttpRequestException => true,
        _ => false,
    };
}
