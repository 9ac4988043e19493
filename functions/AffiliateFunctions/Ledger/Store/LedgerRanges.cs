using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>
/// Reads rows of many partners' ledgers in pages of 1,000 rows instead of one partner at a time. The query covers the
/// partitions from the first partner to the last one.
/// </summary>
internal sealed class LedgerRanges(StorageTables tables, LedgerStore store)
{
    // The storage service reads the whole range. Partners that are not wanted cost time there, so a range with many of
    // them is not read.
    private const int MaxPassedOver = 4;

    /// <summary>
    /// Returns the rows by partner and key, without the traces of commissions. Returns null if the partners are too
    /// few, or too far from each other; they are then read one by one.
    /// </summary>
    /// <param name="program">The program.</param>
    /// <param name="partners">The partners. Rows of others between them are left out.</param>
    /// <param name="condition">The rows, as a condition on their keys and properties.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IAsyncEnumerable<(PartnerId Partner, TableEntity Row)>?> ReadAsync(
        ProgramSlug program,
        IReadOnlyCollection<PartnerId> partners,
        string condition,
        CancellationToken cancellationToken
    )
    {
        if (partners.Count < 2)
        {
            return null;
        }

        var first = partners.MinBy(partner => partner.Value, StringComparer.Ordinal);
        var last = partners.MaxBy(partner => partner.Value, StringComparer.Ordinal);
        if (!await IsDenseAsync(program, first, last, partners.Count, cancellationToken))
        {
            return null;
        }

        var (from, to) = (LedgerKeys.Partition(program, first), LedgerKeys.Partition(program, last));
        var wanted = partners.ToHashSet();
        return RowsAsync(
                program,
                TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey le {to}"),
                condition,
                cancellationToken
            )
            .Where(found => wanted.Contains(found.Partner));
    }

    /// <summary>
    /// Lists the commissions of all partners of a program, by partner and by the time of their events.
    /// </summary>
    public IAsyncEnumerable<TableEntity> CommissionRowsAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var (from, to) = LedgerKeys.Partitions(program);
        var range = LedgerKeys.Commissions;
        return RowsAsync(
                program,
                TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to}"),
                TableClient.CreateQueryFilter($"RowKey ge {range.First} and RowKey lt {range.End}"),
                cancellationToken
            )
            .Select(found => found.Row);
    }

    private IAsyncEnumerable<(PartnerId Partner, TableEntity Row)> RowsAsync(
        ProgramSlug program,
        string partitions,
        string condition,
        CancellationToken cancellationToken
    ) =>
        tables[LedgerKeys.Table]
            .QueryAsync<TableEntity>(
                $"{partitions} and {condition}",
                select: CommissionRow.WithoutTrace,
                cancellationToken: cancellationToken
            )
            .Select(row => (PartnerId.Parse(row.PartitionKey[(program.Value.Length + 1)..]), row));

    private async Task<bool> IsDenseAsync(
        ProgramSlug program,
        PartnerId first,
        PartnerId last,
        int wanted,
        CancellationToken cancellationToken
    )
    {
        var max = wanted * MaxPassedOver;
        var between = await store
            .PartnersAsync(program, first, cancellationToken)
            .TakeWhile(partner => string.CompareOrdinal(partner.Value, last.Value) <= 0)
            .Take(max + 1)
            .CountAsync(cancellationToken);
        return between <= max;
    }
}
