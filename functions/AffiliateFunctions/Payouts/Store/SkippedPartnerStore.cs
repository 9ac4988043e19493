using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>
/// Stores the partners that a cycle does not pay, each in a row of its own in the partition of the cycle in the table
/// <c>payouts</c>. The keys contain the attempt, so an attempt begins without rows.
/// </summary>
public sealed class SkippedPartnerStore(StorageTables tables)
{
    private const string Data = "data";

    // An entity group transaction is limited to 100 entities.
    private const int MaxInTransaction = 100;

    private TableClient Rows => tables[CycleStore.PayoutsTable];

    /// <summary>
    /// Stores which partners after one of them, up to another, the current attempt of a cycle does not pay, in place of
    /// what an earlier call has stored about them.
    /// </summary>
    public async Task SetAsync(
        StoredCycle cycle,
        PartnerId? after,
        PartnerId last,
        IReadOnlyList<SkippedPartner> skipped,
        CancellationToken cancellationToken
    )
    {
        var (partition, prefix) = (CycleStore.PartitionOf(cycle.Program, cycle.Period), PrefixOf(cycle));
        var actions = new Dictionary<string, TableTransactionAction>(StringComparer.Ordinal);
        await foreach (
            var row in Rows.QueryAsync<TableEntity>(
                Filter(cycle, prefix + after, prefix + last),
                select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)],
                cancellationToken: cancellationToken
            )
        )
        {
            row.ETag = ETag.All;
            actions[row.RowKey] = new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All);
        }

        foreach (var partner in skipped)
        {
            actions[prefix + partner.Partner] = UpsertOf(cycle, partner);
        }

        await SubmitAsync(actions.Values, cancellationToken);
    }

    /// <summary>Stores partners that the current attempt of a cycle does not pay, in place of stored rows.</summary>
    public Task PutAsync(StoredCycle cycle, IEnumerable<SkippedPartner> skipped, CancellationToken cancellationToken) =>
        SubmitAsync(skipped.Select(partner => UpsertOf(cycle, partner)), cancellationToken);

    /// <summary>Why the current attempt of a cycle does not pay a partner, or null.</summary>
    public async Task<SkippedPartner?> FindAsync(
        StoredCycle cycle,
        PartnerId partner,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            CycleStore.PartitionOf(cycle.Program, cycle.Period),
            PrefixOf(cycle) + partner,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value!.GetJson<SkippedPartner>(Data) : null;
    }

    /// <summary>The partners that the current attempt of a cycle does not pay, by id.</summary>
    /// <param name="cycle">The cycle.</param>
    /// <param name="after">The id after which the list begins, as text; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public IAsyncEnumerable<SkippedPartner> ListAsync(
        StoredCycle cycle,
        string? after,
        CancellationToken cancellationToken
    ) => QueryAsync(Filter(cycle, PrefixOf(cycle) + after, PrefixOf(cycle) + "~"), cancellationToken);

    /// <summary>Those of the partners after one of them, up to another, that the cycle does not pay, by id.</summary>
    public IAsyncEnumerable<SkippedPartner> ListAsync(
        StoredCycle cycle,
        PartnerId? after,
        PartnerId last,
        CancellationToken cancellationToken
    ) => QueryAsync(Filter(cycle, PrefixOf(cycle) + after, PrefixOf(cycle) + last), cancellationToken);

    private IAsyncEnumerable<SkippedPartner> QueryAsync(string filter, CancellationToken cancellationToken) =>
        Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .Select(row => row.GetJson<SkippedPartner>(Data));

    private async Task SubmitAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        foreach (var some in actions.Chunk(MaxInTransaction))
        {
            await Rows.SubmitTransactionAsync(some, cancellationToken);
        }
    }

    private static TableTransactionAction UpsertOf(StoredCycle cycle, SkippedPartner partner)
    {
        var row = new TableEntity(
            CycleStore.PartitionOf(cycle.Program, cycle.Period),
            PrefixOf(cycle) + partner.Partner
        );
        row.SetJson(Data, partner);
        return new TableTransactionAction(TableTransactionActionType.UpsertReplace, row);
    }

    private static string Filter(StoredCycle cycle, string after, string last) =>
        TableClient.CreateQueryFilter(
            $"PartitionKey eq {CycleStore.PartitionOf(cycle.Program, cycle.Period)} and RowKey gt {after} and RowKey le {last}"
        );

    private static string PrefixOf(StoredCycle cycle) => $"skipped:{cycle.Attempt}:";
}
