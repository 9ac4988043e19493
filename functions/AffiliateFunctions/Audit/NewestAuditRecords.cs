using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Audit;

/// <summary>Reads audit records page by page from the newest one on.</summary>
public sealed class NewestAuditRecords(StorageTables tables, AuditLog log)
{
    /// <summary>The newest records before one of them, the newest first, by two requests to storage.</summary>
    /// <param name="program">The program.</param>
    /// <param name="before">Only records with a lower number; null for the newest of all.</param>
    /// <param name="limit">The highest number of records.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<AuditRecord>> ReadAsync(
        ProgramSlug program,
        long? before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var end = (await log.EndAsync(program, cancellationToken)).Count + 1;
        var until = Math.Min(before ?? end, end);
        var from = Math.Max(1, until - limit);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey ge {AuditLog.RecordKey(from)} and RowKey lt {AuditLog.RecordKey(until)}"
        );
        var records = await tables[AuditLog.Table]
            .QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .Select(row => AuditLog.TextOf(row).Record)
            .ToListAsync(cancellationToken);
        records.Reverse();
        return records;
    }
}
