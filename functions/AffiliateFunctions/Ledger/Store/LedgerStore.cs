using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Ledger.Store;

/// <summary>Stores the ledgers of the partners in the table <c>ledger</c>; see <see cref="LedgerKeys"/>.</summary>
public sealed class LedgerStore(StorageTables tables)
{
    private TableClient Rows => tables[LedgerKeys.Table];

    /// <summary>
    /// Returns the head of the partner's ledger, or an empty head when there is none. Read it before reading anything
    /// that will be changed.
    /// </summary>
    public async Task<LedgerHead> HeadAsync(ProgramSlug program, PartnerId partner, CancellationToken cancellationToken)
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            LedgerKeys.Partition(program, partner),
            LedgerKeys.Head,
            cancellationToken: cancellationToken
        );
        return row is { HasValue: true, Value: { } stored }
            ? stored.GetJson<LedgerHead>("data") with
            {
                Version = stored.ETag,
            }
            : new LedgerHead();
    }

    /// <summary>Lists the heads of all ledgers of a program, by partner.</summary>
    public IAsyncEnumerable<(PartnerId Partner, LedgerHead Head)> HeadsAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    )
    {
        var (first, end) = LedgerKeys.Partitions(program);
        return Rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter(
                    $"PartitionKey ge {first} and PartitionKey lt {end} and RowKey eq {LedgerKeys.Head}"
                ),
                cancellationToken: cancellationToken
            )
            .Select(row => (LedgerKeys.PartnerOf(row.PartitionKey), row.GetJson<LedgerHead>("data")));
    }

    /// <summary>
    /// Stores the batch if nothing has changed since its head was read. Returns the new head, or null after a conflict.
    /// </summary>
    public async Task<LedgerHead?> TryCommitAsync(
        ProgramSlug program,
        PartnerId partner,
        LedgerBatch batch,
        CancellationToken cancellationToken
    )
    {
        if (batch.Head.Version is null)
        {
            await IndexAsync(program, partner, cancellationToken);
        }

        try
        {
            var answers = await Rows.SubmitTransactionAsync(batch.Actions(), cancellationToken);
            return batch.Head with { Version = answers.Value[^1].Headers.ETag };
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return null;
        }
    }

    /// <summary>Returns the outcome of the event, or null when the event was not applied.</summary>
    public async Task<StoredOutcome?> OutcomeAsync(
        ProgramSlug program,
        PartnerId partner,
        EventId cause,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            LedgerKeys.Partition(program, partner),
            LedgerKeys.Cause(cause),
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value!.GetJson<StoredOutcome>("data") : null;
    }

    /// <summary>Returns the outcome and the counts of the event, or null when the event was not applied.</summary>
    public async Task<CountedOutcome?> CountedOutcomeAsync(
        ProgramSlug program,
        PartnerId partner,
        EventId cause,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            LedgerKeys.Partition(program, partner),
            LedgerKeys.Cause(cause),
            cancellationToken: cancellationToken
        );
        return row is { HasValue: true, Value: { } stored }
            ? new CountedOutcome(
                stored.GetJson<StoredOutcome>("data"),
                stored.ContainsKey(LedgerKeys.CountedColumn) ? stored.GetJson<Counted>(LedgerKeys.CountedColumn) : null,
                stored.GetInt64(LedgerKeys.BatchColumn) ?? 0
            )
            : null;
    }

    /// <summary>Returns the outcomes of those events that were applied.</summary>
    public Task<Dictionary<EventId, StoredOutcome>> OutcomesAsync(
        ProgramSlug program,
        PartnerId partner,
        IEnumerable<EventId> causes,
        CancellationToken cancellationToken
    ) =>
        OutcomesAsync(
            program,
            partner,
            causes.ToDictionary(LedgerKeys.Cause, StringComparer.Ordinal),
            cancellationToken
        );

    /// <summary>Returns the outcomes of those effects that were applied, by their events.</summary>
    public Task<Dictionary<EventId, StoredOutcome>> OutcomesAsync(
        ProgramSlug program,
        PartnerId partner,
        IEnumerable<LedgerEffect> effects,
        CancellationToken cancellationToken
    ) =>
        OutcomesAsync(
            program,
            partner,
            effects.ToDictionary(LedgerKeys.Cause, effect => effect.Event, StringComparer.Ordinal),
            cancellationToken
        );

    private async Task<Dictionary<EventId, StoredOutcome>> OutcomesAsync(
        ProgramSlug program,
        PartnerId partner,
        Dictionary<string, EventId> keys,
        CancellationToken cancellationToken
    )
    {
        var rows = await Rows.ReadByKeysAsync(LedgerKeys.Partition(program, partner), keys.Keys, cancellationToken);
        return rows.ToDictionary(row => keys[row.RowKey], row => row.GetJson<StoredOutcome>("data"));
    }

    /// <summary>Returns a value that <see cref="LedgerBatch.Replace"/> wrote, or null.</summary>
    public async Task<T?> FindAsync<T>(
        ProgramSlug program,
        PartnerId partner,
        string rowKey,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            LedgerKeys.Partition(program, partner),
            rowKey,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value!.GetJson<T>("data") : null;
    }

    /// <summary>Returns the commission, or null.</summary>
    public async Task<Commission?> FindCommissionAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionId id,
        CancellationToken cancellationToken
    ) =>
        await CommissionRowAsync(program, partner, id, CommissionRow.WithoutTrace, cancellationToken) is { } row
            ? CommissionRow.Read(row)
            : null;

    /// <summary>Returns those of the commissions that belong to the partner.</summary>
    public async Task<Dictionary<CommissionId, Commission>> FindCommissionsAsync(
        ProgramSlug program,
        PartnerId partner,
        IReadOnlyCollection<CommissionId> ids,
        CancellationToken cancellationToken
    )
    {
        var rows = await Rows.ReadByKeysAsync(
            LedgerKeys.Partition(program, partner),
            ids.Select(LedgerKeys.Commission),
            cancellationToken,
            CommissionRow.WithoutTrace
        );
        return rows.Select(CommissionRow.Read).ToDictionary(commission => commission.Id);
    }

    /// <summary>Returns the trace of the commission as JSON, or null.</summary>
    public async Task<string?> TraceAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionId id,
        CancellationToken cancellationToken
    ) =>
        await CommissionRowAsync(program, partner, id, null, cancellationToken) is { } row
            ? CommissionRow.ReadTrace(row)
            : null;

    /// <summary>Returns the reversals of a commission, in the order of the refunds.</summary>
    public ValueTask<List<Reversal>> ReversalsAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionId id,
        CancellationToken cancellationToken
    )
    {
        var range = LedgerKeys.Reversals(id);
        var query = TableClient.CreateQueryFilter(
            $"PartitionKey eq {LedgerKeys.Partition(program, partner)} and RowKey ge {range.First} and RowKey lt {range.End}"
        );
        return Rows.QueryAsync<TableEntity>(query, cancellationToken: cancellationToken)
            .Select(row => row.GetJson<Reversal>("data"))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Lists the partner's commissions by the time of their events.</summary>
    public IAsyncEnumerable<Commission> CommissionsAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionFilter filter,
        CancellationToken cancellationToken
    ) => CommissionRowsAsync(program, partner, filter, cancellationToken).Select(CommissionRow.Read);

    /// <summary>Lists the stored rows of the partner's commissions.</summary>
    public IAsyncEnumerable<TableEntity> CommissionRowsAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionFilter filter,
        CancellationToken cancellationToken
    ) =>
        Rows.QueryAsync<TableEntity>(
            filter.Query(LedgerKeys.Partition(program, partner)),
            select: CommissionRow.WithoutTrace,
            cancellationToken: cancellationToken
        );

    /// <summary>Lists the held commissions of all partners of a program, in no particular order.</summary>
    public IAsyncEnumerable<Commission> HeldAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var (first, end) = LedgerKeys.Partitions(program);
        var (rows, held) = (LedgerKeys.Commissions, StoredJson.NameOf(CommissionStatus.Held));
        var query = TableClient.CreateQueryFilter(
            $"PartitionKey ge {first} and PartitionKey lt {end} and RowKey ge {rows.First} and RowKey lt {rows.End} and status eq {held}"
        );
        return CommissionsAsync(query, cancellationToken);
    }

    /// <summary>Lists the commissions whose hold a person has ended at or after a time.</summary>
    public IAsyncEnumerable<Commission> DecidedAsync(
        ProgramSlug program,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var (first, end) = LedgerKeys.Partitions(program);
        var rows = LedgerKeys.Commissions;
        var query = TableClient.CreateQueryFilter(
            $"PartitionKey ge {first} and PartitionKey lt {end} and RowKey ge {rows.First} and RowKey lt {rows.End} and decided ge {since}"
        );
        return CommissionsAsync(query, cancellationToken);
    }

    /// <summary>Lists the commissions of a query, without their traces.</summary>
    public IAsyncEnumerable<Commission> CommissionsAsync(string query, CancellationToken cancellationToken) =>
        Rows.QueryAsync<TableEntity>(query, select: CommissionRow.WithoutTrace, cancellationToken: cancellationToken)
            .Select(CommissionRow.Read);

    /// <summary>Lists the pages of the journal after the given one, in their order.</summary>
    public IAsyncEnumerable<JournalPage> JournalAsync(
        ProgramSlug program,
        PartnerId partner,
        long after,
        CancellationToken cancellationToken
    ) => JournalAsync(program, partner, after, LedgerKeys.LastPage, cancellationToken).Select(row => row.Read());

    /// <summary>Lists the stored pages of the journal after one page up to another.</summary>
    public IAsyncEnumerable<JournalRow> JournalAsync(
        ProgramSlug program,
        PartnerId partner,
        long after,
        long until,
        CancellationToken cancellationToken
    )
    {
        var query = TableClient.CreateQueryFilter(
            $"PartitionKey eq {LedgerKeys.Partition(program, partner)} and RowKey gt {LedgerKeys.JournalPage(after)} and RowKey le {LedgerKeys.JournalPage(until)}"
        );
        return Rows.QueryAsync<TableEntity>(query, cancellationToken: cancellationToken).Select(JournalRow.Of);
    }

    /// <summary>
    /// Lists what events counted that were stored with the ledger's first <paramref name="batches"/> changes.
    /// </summary>
    public IAsyncEnumerable<Counted> CountedAsync(
        ProgramSlug program,
        PartnerId partner,
        long batches,
        CancellationToken cancellationToken
    )
    {
        var partition = LedgerKeys.Partition(program, partner);
        var query = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {LedgerKeys.Causes.First} and RowKey lt {LedgerKeys.Causes.End} and batch le {batches}"
        );
        return Rows.QueryAsync<TableEntity>(
                query,
                select: ["PartitionKey", "RowKey", LedgerKeys.CountedColumn],
                cancellationToken: cancellationToken
            )
            .Where(row => row.GetString(LedgerKeys.CountedColumn) is not null)
            .Select(row => row.GetJson<Counted>(LedgerKeys.CountedColumn));
    }

    /// <summary>Lists the partners that have a ledger, by id, starting with the given one.</summary>
    public async IAsyncEnumerable<PartnerId> PartnersAsync(
        ProgramSlug program,
        PartnerId? from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var first = from is { } partner ? LedgerKeys.Partner(partner) : LedgerKeys.Partners.First;
        var query = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey ge {first} and RowKey lt {LedgerKeys.Partners.End}"
        );
        await foreach (
            var row in Rows.QueryAsync<TableEntity>(query, select: ["RowKey"], cancellationToken: cancellationToken)
        )
        {
            yield return PartnerId.Parse(row.RowKey[LedgerKeys.Partners.First.Length..]);
        }
    }

    /// <summary>Returns the commission of whichever partner has it, or null.</summary>
    public async Task<Commission?> FindCommissionAsync(
        ProgramSlug program,
        CommissionId id,
        CancellationToken cancellationToken
    )
    {
        if (CommissionIds.OwnerMark(id) is not { } mark)
        {
            return null;
        }

        // Two partners can have the same mark, but almost always there is only one.
        var owners = LedgerKeys.Owners(mark);
        var query = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey ge {owners.First} and RowKey lt {owners.End}"
        );
        await foreach (
            var row in Rows.QueryAsync<TableEntity>(query, select: ["RowKey"], cancellationToken: cancellationToken)
        )
        {
            if (
                await FindCommissionAsync(
                    program,
                    PartnerId.Parse(row.RowKey[owners.First.Length..]),
                    id,
                    cancellationToken
                ) is
                { } commission
            )
            {
                return commission;
            }
        }

        return null;
    }

    private async Task<TableEntity?> CommissionRowAsync(
        ProgramSlug program,
        PartnerId partner,
        CommissionId id,
        IEnumerable<string>? select,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            LedgerKeys.Partition(program, partner),
            LedgerKeys.Commission(id),
            select,
            cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }

    // The index is written before the ledger, so no ledger is ever missing from it.
    private async Task IndexAsync(ProgramSlug program, PartnerId partner, CancellationToken cancellationToken)
    {
        var listed = new TableEntity(program.Value, LedgerKeys.Partner(partner));
        var owner = new TableEntity(
            program.Value,
            LedgerKeys.Owners(CommissionIds.OwnerMark(partner)).Row(partner.Value)
        );
        TableTransactionAction[] actions =
        [
            new(TableTransactionActionType.UpsertReplace, listed),
            new(TableTransactionActionType.UpsertReplace, owner),
        ];
        await Rows.SubmitTransactionAsync(actions, cancellationToken);
    }
}
