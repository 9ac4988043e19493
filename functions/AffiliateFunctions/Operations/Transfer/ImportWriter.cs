using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>
/// Writes the rows of an export in transactions. Rows that are written again are the same. The row that makes the
/// program exist is written apart, and never over a stored one.
/// </summary>
public sealed class ImportWriter(StorageTables tables, ImportStore store, TimeProvider clock)
{
    // An entity group transaction is limited to 100 entities and 4 MiB
    // (https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions).
    private const int MaxInTransaction = 100;
    private const long MaxBytes = 3 * 1024 * 1024;
    private const int TransactionsBetweenProgress = 20;
    private const int LinksAtOnce = 16;

    private static readonly TimeSpan TimeBetweenProgress = ImportStore.Lease / 4;

    /// <summary>Returns a conflict if codes of the program's links belong to other programs.</summary>
    internal async Task<Problem?> FindTakenCodesAsync(ImportFile file, CancellationToken cancellationToken)
    {
        var program = file.Header.Program;
        var links = file.RowsAsync(cancellationToken)
            .TakeWhile(read => read.Table == TransferredTables.Links)
            .Select(read => read.Row)
            .Chunk(LinksAtOnce);
        await foreach (var some in links.WithCancellation(cancellationToken))
        {
            var found = await Task.WhenAll(some.Select(row => ReadLinkAsync(row, cancellationToken)));
            var taken = found
                .OfType<TableEntity>()
                .Where(row => !TransferredTables.IsOf(program, TransferredTables.Links, row))
                .Select(row => row.RowKey)
                .ToList();
            if (taken.Count > 0)
            {
                return Problem.Conflict(
                    $"Other programs of this installation have the codes {string.Join(", ", taken)}, and a code belongs to "
                        + "one program: import into another installation."
                );
            }
        }

        return null;
    }

    /// <summary>
    /// Writes the rows after those that an earlier call has written, without the row that makes the program exist. The
    /// progress is stored at the end.
    /// </summary>
    /// <param name="file">The export.</param>
    /// <param name="progress">The progress with the lease of the caller.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The row that makes the program exist; null if the export has none.</returns>
    /// <exception cref="ImportTakenOverException">Another call has taken over the import.</exception>
    internal async Task<TableEntity?> WriteAsync(
        ImportFile file,
        ImportProgress progress,
        CancellationToken cancellationToken
    )
    {
        var (program, run, written) = (file.Header.Program, progress.Run, progress.Rows);
        var (batch, table, bytes, transactions) = (new List<TableEntity>(), string.Empty, 0L, 0);
        var (renewed, last) = (clock.GetTimestamp(), (TableEntity?)null);
        await foreach (var (name, row) in file.RowsAsync(cancellationToken).Skip(SkipOf(written)))
        {
            if (TransferredTables.IsProgram(name, row))
            {
                last = row;
                continue;
            }

            var size = RequestSize.Of(row);
            if (
                batch.Count > 0
                && (
                    name != table
                    || row.PartitionKey != batch[0].PartitionKey
                    || batch.Count == MaxInTransaction
                    || bytes + size > MaxBytes
                )
            )
            {
                written += await SubmitAsync(table, batch, cancellationToken);
                (batch, bytes) = ([], 0);
                if (
                    ++transactions % TransactionsBetweenProgress == 0
                    || clock.GetElapsedTime(renewed) >= TimeBetweenProgress
                )
                {
                    await store.SetRowsAsync(program, run, written, cancellationToken);
                    renewed = clock.GetTimestamp();
                }
            }

            (table, bytes) = (name, bytes + size);
            batch.Add(row);
        }

        if (batch.Count > 0)
        {
            written += await SubmitAsync(table, batch, cancellationToken);
        }

        await store.SetRowsAsync(program, run, written, cancellationToken);
        return last;
    }

    /// <summary>Writes the row that makes the program exist. Returns false if the program exists.</summary>
    internal async Task<bool> TryAddProgramAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await tables[TransferredTables.Programs].AddEntityAsync(row, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    private async Task<int> SubmitAsync(string table, List<TableEntity> rows, CancellationToken cancellationToken)
    {
        await tables[table]
            .SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
                cancellationToken
            );
        return rows.Count;
    }

    private async Task<TableEntity?> ReadLinkAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var found = await tables[TransferredTables.Links]
            .GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    private static int SkipOf(long written) => (int)Math.Min(written, int.MaxValue);
}
