using System.Globalization;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>
/// Stores batches in the table <c>heldcommissions</c>: one row for each day of a program, and the row <c>asked</c> with
/// the last day on which the program's held commissions were looked for.
/// </summary>
public sealed class HeldBatchStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "heldcommissions";

    private const string Closed = "closed";
    private const string BatchRows = "batch:";

    private TableDocuments<HeldBatch> Batches =>
        new(tables[Table]) { WriteColumns = (row, batch) => row[Closed] = batch.IsClosed };

    private TableDocuments<AskedDay> Days => new(tables[Table]);

    /// <summary>The batch of a day, or null.</summary>
    public Task<HeldBatch?> FindAsync(ProgramSlug program, DateOnly day, CancellationToken cancellationToken) =>
        Batches.FindAsync(KeyOf(program, day), cancellationToken);

    /// <summary>Stores the batch, unless the day has one already. Returns the stored batch.</summary>
    public Task<HeldBatch> AddAsync(HeldBatch batch, CancellationToken cancellationToken) =>
        Batches.GetOrAddAsync(KeyOf(batch.Program, batch.Day), batch, cancellationToken);

    /// <summary>Changes the batch and returns it.</summary>
    public Task<HeldBatch> ChangeAsync(
        HeldBatch batch,
        Func<HeldBatch, HeldBatch> change,
        CancellationToken cancellationToken
    ) => Batches.ChangeExistingAsync(KeyOf(batch.Program, batch.Day), change, cancellationToken);

    /// <summary>The batches of a program with commissions that may wait for a decision, by day.</summary>
    public IAsyncEnumerable<HeldBatch> OpenAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Batches.ListAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {program.Value} and RowKey ge {BatchRows} and RowKey lt {"batch;"} and closed eq {false}"
            ),
            cancellationToken
        );

    /// <summary>All batches of a program, by day.</summary>
    public IAsyncEnumerable<HeldBatch> ListAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Batches.ListAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {program.Value} and RowKey ge {BatchRows} and RowKey lt {"batch;"}"
            ),
            cancellationToken
        );

    /// <summary>The last day on which held commissions were looked for; null if there was none.</summary>
    public async Task<DateOnly?> AskedAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        (await Days.FindAsync(AskedKey(program), cancellationToken))?.Day;

    /// <summary>Stores that held commissions were looked for on the day.</summary>
    public Task SetAskedAsync(ProgramSlug program, DateOnly day, CancellationToken cancellationToken) =>
        Days.PutAsync(AskedKey(program), new AskedDay(day), cancellationToken);

    private static DocumentKey KeyOf(ProgramSlug program, DateOnly day) =>
        new(
            program.Value,
            BatchRows + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            $"the held commissions of {program}"
        );

    private static DocumentKey AskedKey(ProgramSlug program) =>
        new(program.Value, "asked", $"the last day of {program}'s held commissions");

    internal sealed record AskedDay(DateOnly Day);
}
