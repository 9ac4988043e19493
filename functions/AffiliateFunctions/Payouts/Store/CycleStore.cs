using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Payouts.Store;

/// <summary>
/// Stores cycles in the table <c>cycles</c>, one row for each period of a program, and payouts in the table
/// <c>payouts</c>, one partition for each cycle.
/// </summary>
public sealed class CycleStore(StorageTables tables)
{
    /// <summary>The name of the table of cycles.</summary>
    public const string CyclesTable = "cycles";

    /// <summary>The name of the table of payouts.</summary>
    public const string PayoutsTable = "payouts";

    private const string Data = "data";
    private const string CycleRows = "cycle:";
    private const string PayoutRows = "payout:";
    private const string AfterPayoutRows = "payout;";

    private TableClient Cycles => tables[CyclesTable];

    private TableClient Payouts => tables[PayoutsTable];

    /// <summary>Stores a new cycle, unless it exists. Returns the stored cycle.</summary>
    public async Task<StoredCycle> BeginAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        try
        {
            await Cycles.AddEntityAsync(await RowOfAsync(cycle, cancellationToken), cancellationToken);
            return cycle;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return await RequireAsync(cycle.Program, cycle.Period, cancellationToken);
        }
    }

    /// <summary>The cycle, or null.</summary>
    public async Task<StoredCycle?> FindAsync(
        ProgramSlug program,
        Period period,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(program, period, cancellationToken) is { } row
            ? await Cycles.GetDocumentAsync<StoredCycle>(row, Data, cancellationToken)
            : null;

    /// <summary>The cycle of an activity. Throws when it is absent.</summary>
    public async Task<StoredCycle> RequireAsync(
        ProgramSlug program,
        Period period,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(program, period, cancellationToken)
        ?? throw new InvalidOperationException($"There is no cycle {period} of {program}.");

    /// <summary>Stores the result of <paramref name="change"/> and returns it.</summary>
    public async Task<StoredCycle> ChangeAsync(
        ProgramSlug program,
        Period period,
        Func<StoredCycle, StoredCycle> change,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the cycle {period} of {program}");
        while (true)
        {
            var row =
                await ReadAsync(program, period, cancellationToken)
                ?? throw new InvalidOperationException($"There is no cycle {period} of {program}.");
            var stored = await Cycles.GetDocumentAsync<StoredCycle>(row, Data, cancellationToken);
            var changed = change(stored);
            if (ReferenceEquals(changed, stored))
            {
                return stored;
            }

            try
            {
                var next = await RowOfAsync(changed, cancellationToken);
                await Cycles.UpdateEntityAsync(next, row.ETag, TableUpdateMode.Replace, cancellationToken);
                await Cycles.DeleteReplacedPartsAsync(Data, row, cancellationToken);
                return changed;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                // Another writer has changed the cycle; the change is repeated on the new version.
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    /// <summary>The payout of a partner in a cycle, or null.</summary>
    public async Task<StoredPayout?> FindPayoutAsync(
        ProgramSlug program,
        Period period,
        PartnerId partner,
        CancellationToken cancellationToken
    )
    {
        var row = await Payouts.GetEntityIfExistsAsync<TableEntity>(
            PartitionOf(program, period),
            PayoutRows + partner,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? await Payouts.GetDocumentAsync<StoredPayout>(row.Value!, Data, cancellationToken) : null;
    }

    /// <summary>
    /// Stores the current state of a payout. Only the steps of one cycle write payouts, in sequence; a step may be
    /// repeated.
    /// </summary>
    public async Task PutPayoutAsync(
        ProgramSlug program,
        Period period,
        StoredPayout payout,
        CancellationToken cancellationToken
    )
    {
        var row = new TableEntity(PartitionOf(program, period), PayoutRows + payout.Partner);
        await Payouts.SetDocumentAsync(row, Data, payout, cancellationToken);
        var retries = new ConflictRetries($"the payout of {payout.Partner} in {period} of {program}");
        while (true)
        {
            var before = await Payouts.GetEntityIfExistsAsync<TableEntity>(
                row.PartitionKey,
                row.RowKey,
                cancellationToken: cancellationToken
            );
            try
            {
                await (
                    before.HasValue
                        ? Payouts.UpdateEntityAsync(row, before.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                        : Payouts.AddEntityAsync(row, cancellationToken)
                );
                await Payouts.DeleteReplacedPartsAsync(Data, before.HasValue ? before.Value : null, cancellationToken);
                return;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    /// <summary>Stores the result of <paramref name="change"/> on a partner's payout, if the payout exists.</summary>
    public async Task RewordPayoutAsync(
        ProgramSlug program,
        Period period,
        PartnerId partner,
        Func<StoredPayout, StoredPayout> change,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the payout of {partner} in {period} of {program}");
        while (true)
        {
            var stored = await Payouts.GetEntityIfExistsAsync<TableEntity>(
                PartitionOf(program, period),
                PayoutRows + partner,
                cancellationToken: cancellationToken
            );
            if (!stored.HasValue)
            {
                return;
            }

            var row = new TableEntity(stored.Value!.PartitionKey, stored.Value.RowKey);
            await Payouts.SetDocumentAsync(
                row,
                Data,
                change(await Payouts.GetDocumentAsync<StoredPayout>(stored.Value, Data, cancellationToken)),
                cancellationToken
            );
            try
            {
                await Payouts.UpdateEntityAsync(row, stored.Value.ETag, TableUpdateMode.Replace, cancellationToken);
                await Payouts.DeleteReplacedPartsAsync(Data, stored.Value, cancellationToken);
                return;
            }
            catch (RequestFailedException fault) when (fault.IsConflict())
            {
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    /// <summary>The periods of a program's cycles.</summary>
    public IAsyncEnumerable<Period> PeriodsAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {program.Value}");
        return Cycles
            .QueryAsync<TableEntity>(
                filter,
                select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)],
                cancellationToken: cancellationToken
            )
            .Select(row => Period.Parse(row.RowKey[CycleRows.Length..]));
    }

    /// <summary>The payouts of a cycle, by partner.</summary>
    public async IAsyncEnumerable<StoredPayout> PayoutsAsync(
        ProgramSlug program,
        Period period,
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (partition, from) = (PartitionOf(program, period), after ?? PayoutRows);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey gt {from} and RowKey lt {AfterPayoutRows}"
        );
        await foreach (var row in Payouts.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return await Payouts.GetDocumentAsync<StoredPayout>(row, Data, cancellationToken);
        }
    }

    /// <summary>All payouts of a cycle, by partner.</summary>
    public async Task<IReadOnlyList<StoredPayout>> AllPayoutsAsync(
        ProgramSlug program,
        Period period,
        CancellationToken cancellationToken
    )
    {
        var payouts = new List<StoredPayout>();
        await foreach (var payout in PayoutsAsync(program, period, after: null, cancellationToken))
        {
            payouts.Add(payout);
        }

        return payouts;
    }

    /// <summary>The row key of a payout, for cursors.</summary>
    public static string KeyOf(StoredPayout payout) => PayoutRows + payout.Partner;

    /// <summary>Stores the encrypted content of a payment file, which contains bank details.</summary>
    public async Task PutFileAsync(
        ProgramSlug program,
        Period period,
        string name,
        byte[] sealedContent,
        CancellationToken cancellationToken
    )
    {
        foreach (var (part, number) in sealedContent.Chunk(PartLength).Select((part, number) => (part, number)))
        {
            var row = new TableEntity(PartitionOf(program, period), FileRow(name, number)) { ["content"] = part };
            await Payouts.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
    }

    /// <summary>The encrypted content of a file, or null.</summary>
    public async Task<byte[]?> ReadFileAsync(
        ProgramSlug program,
        Period period,
        string name,
        CancellationToken cancellationToken
    )
    {
        var content = new List<byte>();
        for (var number = 0; ; number++)
        {
            var row = await Payouts.GetEntityIfExistsAsync<TableEntity>(
                PartitionOf(program, period),
                FileRow(name, number),
                cancellationToken: cancellationToken
            );
            if (!row.HasValue)
            {
                return number == 0 ? null : [.. content];
            }

            content.AddRange(row.Value!.GetBinary("content"));
        }
    }

    // A binary property holds 64 KiB at most.
    private const int PartLength = 64 * 1024;

    private async Task<TableEntity?> ReadAsync(ProgramSlug program, Period period, CancellationToken cancellationToken)
    {
        var row = await Cycles.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            CycleRow(period),
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }

    private async Task<TableEntity> RowOfAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        var row = new TableEntity(cycle.Program.Value, CycleRow(cycle.Period));
        await Cycles.SetDocumentAsync(row, Data, cycle, cancellationToken);
        return row;
    }

    private static string CycleRow(Period period) => CycleRows + period;

    private static string PartitionOf(ProgramSlug program, Period period) => $"{program}:{period}";

    private static string FileRow(string name, int number) => $"file:{name}:{number:D4}";
}
