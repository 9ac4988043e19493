using Azure;
using Azure.Data.Tables.Models;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Tells conflicts, which are expected where two write at once, from faults.</summary>
public static class StorageConflicts
{
    private const int PreconditionFailed = 412;

    /// <summary>
    /// Whether the row exists already, or is not the one that was read any more
    /// (https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes).
    /// </summary>
    public static bool IsConflict(this RequestFailedException fault) =>
        fault.Status == PreconditionFailed || fault.ErrorCode == TableErrorCode.EntityAlreadyExists;
}
