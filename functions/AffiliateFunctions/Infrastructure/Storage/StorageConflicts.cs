using Azure;
using Azure.Data.Tables.Models;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>Distinguishes conflicts, which are expected with concurrent writes, from faults.</summary>
public static class StorageConflicts
{
    private const int PreconditionFailed = 412;

    /// <summary>
    /// Whether the row already exists, or was changed since it was read
    /// (https://learn.microsoft.com/rest/api/storageservices/table-service-error-codes).
    /// </summary>
    public static bool IsConflict(this RequestFailedException fault) =>
        fault.Status == PreconditionFailed || fault.ErrorCode == TableErrorCode.EntityAlreadyExists;
}
