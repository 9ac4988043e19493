using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Store;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Events.Clicks;

/// <summary>
/// Removes the clicks on links of days that are long past. Clicks that are not yet counted in their partners' ledgers are
/// kept, with their whole partition.
/// </summary>
internal sealed class ExpiredClicks(StorageTables tables, IOptions<RetentionOptions> options) : IExpiringRows
{
    /// <inheritdoc/>
    public string Name => "clicks";

    private TableClient Rows => tables[EventStore.Table];

    /// <inheritdoc/>
    public Task<int> RemoveAsync(
        ProgramSlug program,
        DateTimeOffset now,
        int atMost,
        CancellationToken cancellationToken
    )
    {
        var firstKept = DateOnly.FromDateTime(now.UtcDateTime.AddDays(-options.Value.ClicksDays));
        return Rows.RemoveAsync(FindAsync(program, firstKept, cancellationToken).Take(atMost), cancellationToken);
    }

    // The rows of a partition come together, and its numbers of clicks that are not counted come first.
    private async IAsyncEnumerable<TableEntity> FindAsync(
        ProgramSlug program,
        DateOnly firstKept,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var uncounted = string.Empty;
        var rows = Rows.QueryAsync<TableEntity>(
            EventPartitions.ClicksBefore(program, firstKept),
            select: RowRemoval.Keys,
            cancellationToken: cancellationToken
        );
        await foreach (var row in rows)
        {
            if (row.RowKey.StartsWith(EventPartitions.CountRows, StringComparison.Ordinal))
            {
                uncounted = row.PartitionKey;
            }

            if (row.PartitionKey != uncounted)
            {
                yield return row;
            }
        }
    }
}
