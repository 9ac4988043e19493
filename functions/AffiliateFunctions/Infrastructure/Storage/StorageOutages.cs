using Azure;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Tells that storage does not answer from what it answers.</summary>
public static class StorageOutages
{
    /// <summary>
    /// Whether storage refused, or was not reached by any of the tries, so that the same request may succeed later
    /// (https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes).
    /// </summary>
    public static bool IsOutage(this Exception fault) => fault switch
    {
        RequestFailedException refused => refused.Status is 0 or 408 or 429 or >= 500,
        AggregateException several => several.InnerExceptions.Count > 0 && several.InnerExceptions.All(one => one.IsOutage()),
        _ => false,
    };
}
