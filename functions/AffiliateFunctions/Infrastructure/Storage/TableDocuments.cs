using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Stores the documents of one kind in a table, each as JSON in a row of its own. A change is stored only if no other
/// writer has changed the row since the row was read; otherwise the change is repeated on the new version. A document
/// that is too large for a row is stored as <see cref="JsonDocuments"/> describes.
/// </summary>
/// <typeparam name="T">The document.</typeparam>
/// <param name="table">The table.</param>
/// <param name="column">The column of the document. A change keeps the other columns of the row.</param>
public sealed class TableDocuments<T>(TableClient table, string column = "data")
    where T : class
{
    // An entity group transaction is limited to 100 entities and 4 MiB
    // (https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions).
    private const int MaxInTransaction = 100;
    private const long MaxBytes = 3 * 1024 * 1024;

    /// <summary>Writes the columns beside the document, by which rows are filtered; null if there are none.</summary>
    public Action<TableEntity, T>? WriteColumns { get; init; }

    /// <summary>Completes a document with values of the columns beside it; null if the JSON has all values.</summary>
    public Func<TableEntity, T, T>? ReadColumns { get; init; }

    /// <summary>Returns the document, or null.</summary>
    public async Task<T?> FindAsync(DocumentKey key, CancellationToken cancellationToken) =>
        await FindRowAsync(key, cancellationToken) is { } row ? await ReadAsync(row, cancellationToken) : null;

    /// <summary>Returns the document.</summary>
    /// <exception cref="InvalidOperationException">The document does not exist.</exception>
    public async Task<T> RequireAsync(DocumentKey key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken) ?? throw Missing(key);

    /// <summary>Lists the documents of the rows that match the filter, by row key.</summary>
    /// <param name="filter">A filter, as <see cref="TableClient.CreateQueryFilter(FormattableString)"/> makes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public IAsyncEnumerable<T> ListAsync(string filter, CancellationToken cancellationToken) =>
        table
            .QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .Select(async (TableEntity row, CancellationToken token) => await ReadAsync(row, token));

    /// <summary>Returns those of the documents of one partition that exist, in no particular order.</summary>
    public async Task<IReadOnlyList<T>> FindAllAsync(
        string partition,
        IEnumerable<string> rowKeys,
        CancellationToken cancellationToken
    )
    {
        var documents = new List<T>();
        foreach (var row in await table.ReadRangeAsync(partition, rowKeys, cancellationToken))
        {
            documents.Add(await ReadAsync(row, cancellationToken));
        }

        return documents;
    }

    /// <summary>Adds the document unless it exists, and returns the stored document.</summary>
    public async Task<T> GetOrAddAsync(DocumentKey key, T document, CancellationToken cancellationToken)
    {
        var row = await RowOfAsync(key, before: null, document, cancellationToken);
        return await TryStoreAsync(row, before: null, cancellationToken)
            ? document
            : await RequireAsync(key, cancellationToken);
    }

    /// <summary>Stores the document in place of any stored one.</summary>
    public async Task PutAsync(DocumentKey key, T document, CancellationToken cancellationToken)
    {
        var retries = new ConflictRetries(key.Subject);
        while (true)
        {
            // Each attempt stores parts of its own, so that the deleted parts are never those of the stored row.
            var before = await FindRowAsync(key, cancellationToken);
            var row = await RowOfAsync(key, before: null, document, cancellationToken);
            if (await TryStoreAsync(row, before, cancellationToken))
            {
                return;
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    /// <summary>Stores the result of <paramref name="change"/> and returns it.</summary>
    /// <param name="key">The document.</param>
    /// <param name="change">
    /// Receives the stored document, or null if it does not exist. Null or the same instance as result changes nothing.
    /// After a conflict, <paramref name="change"/> is called again with the new version.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ContendedException">Other writers changed the row at every attempt.</exception>
    public async Task<T?> ChangeAsync(DocumentKey key, Func<T?, T?> change, CancellationToken cancellationToken)
    {
        var retries = new ConflictRetries(key.Subject);
        while (true)
        {
            var row = await FindRowAsync(key, cancellationToken);
            var stored = row is null ? null : await ReadAsync(row, cancellationToken);
            var changed = change(stored);
            if (changed is null || ReferenceEquals(changed, stored))
            {
                return changed;
            }

            var next = await RowOfAsync(key, row, changed, cancellationToken);
            if (await TryStoreAsync(next, row, cancellationToken))
            {
                return changed;
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    /// <summary>Stores the result of <paramref name="change"/> on an existing document and returns it.</summary>
    /// <param name="key">The document.</param>
    /// <param name="change">
    /// Receives the stored document. The same instance as result changes nothing. After a conflict,
    /// <paramref name="change"/> is called again with the new version.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidOperationException">The document does not exist.</exception>
    /// <exception cref="ContendedException">Other writers changed the row at every attempt.</exception>
    public async Task<T> ChangeExistingAsync(DocumentKey key, Func<T, T> change, CancellationToken cancellationToken) =>
        await ChangeAsync(key, stored => stored is null ? null : change(stored), cancellationToken)
        ?? throw Missing(key);

    /// <summary>
    /// Stores the results of <paramref name="change"/> on documents of one partition, up to 100 in a transaction. A
    /// transaction that conflicts with another writer is repeated document by document.
    /// </summary>
    /// <param name="keys">The documents.</param>
    /// <param name="change">
    /// Receives the key and the stored document, or null if it does not exist. Null or the same instance as result
    /// changes nothing. A change can be called again for a document that it has changed already.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ChangeAllAsync(
        IEnumerable<DocumentKey> keys,
        Func<DocumentKey, T?, T?> change,
        CancellationToken cancellationToken
    )
    {
        foreach (var some in keys.OrderBy(key => key.Row, StringComparer.Ordinal).Chunk(MaxInTransaction))
        {
            var read = await table.ReadRangeAsync(some[0].Partition, some.Select(key => key.Row), cancellationToken);
            var rows = read.ToDictionary(row => row.RowKey, StringComparer.Ordinal);
            var (changes, bytes) = (new List<RowChange>(), 0L);
            foreach (var key in some)
            {
                var before = rows.GetValueOrDefault(key.Row);
                var stored = before is null ? null : await ReadAsync(before, cancellationToken);
                if (change(key, stored) is not { } changed || ReferenceEquals(changed, stored))
                {
                    continue;
                }

                var row = await RowOfAsync(key, before, changed, cancellationToken);
                if (bytes + RequestSize.Of(row) > MaxBytes)
                {
                    await StoreAllAsync(changes, change, cancellationToken);
                    (changes, bytes) = ([], 0);
                }

                changes.Add(new RowChange(key, row, before));
                bytes += RequestSize.Of(row);
            }

            await StoreAllAsync(changes, change, cancellationToken);
        }
    }

    private async Task StoreAllAsync(
        List<RowChange> changes,
        Func<DocumentKey, T?, T?> change,
        CancellationToken cancellationToken
    )
    {
        if (changes.Count == 0)
        {
            return;
        }

        try
        {
            await table.SubmitTransactionAsync(
                changes.Select(changed =>
                    changed.Before is { } before
                        ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, changed.Row, before.ETag)
                        : new TableTransactionAction(TableTransactionActionType.Add, changed.Row)
                ),
                cancellationToken
            );
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            foreach (var changed in changes)
            {
                await ChangeAsync(changed.Key, stored => change(changed.Key, stored), cancellationToken);
            }

            return;
        }

        foreach (var changed in changes)
        {
            await table.DeleteReplacedPartsAsync(column, changed.Before, cancellationToken);
        }
    }

    private async Task<TableEntity?> FindRowAsync(DocumentKey key, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(
            key.Partition,
            key.Row,
            cancellationToken: cancellationToken
        );
        return row.HasValue ? row.Value : null;
    }

    private async ValueTask<T> ReadAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var document = await table.GetDocumentAsync<T>(row, column, cancellationToken);
        return ReadColumns is null ? document : ReadColumns(row, document);
    }

    private async Task<TableEntity> RowOfAsync(
        DocumentKey key,
        TableEntity? before,
        T document,
        CancellationToken cancellationToken
    )
    {
        var row = before is null ? new TableEntity(key.Partition, key.Row) : new TableEntity(before);
        WriteColumns?.Invoke(row, document);
        await table.SetDocumentAsync(row, column, document, cancellationToken);
        return row;
    }

    // Returns false if another writer was faster. The parts that this writer has stored then stay: a request that
    // storage has carried out, and that is sent again because its response was lost, is reported as a conflict too.
    private async Task<bool> TryStoreAsync(TableEntity row, TableEntity? before, CancellationToken cancellationToken)
    {
        try
        {
            await (
                before is null
                    ? table.AddEntityAsync(row, cancellationToken)
                    : table.UpdateEntityAsync(row, before.ETag, TableUpdateMode.Replace, cancellationToken)
            );
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }

        await table.DeleteReplacedPartsAsync(column, before, cancellationToken);
        return true;
    }

    private static InvalidOperationException Missing(DocumentKey key) => new($"Storage does not have {key.Subject}.");

    private sealed record RowChange(DocumentKey Key, TableEntity Row, TableEntity? Before);
}
