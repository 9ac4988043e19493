using System.Security.Cryptography;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// The encrypted values of one kind, with the rows that have them, so that they can be encrypted with the newest key.
/// Each class that encrypts implements this interface, or a class that uses it does.
/// </summary>
public interface ISealedValues
{
    /// <summary>The values as people name them, such as <c>payout details</c>.</summary>
    string Name { get; }

    /// <summary>The table.</summary>
    string Table { get; }

    /// <summary>A filter for the rows that can have values.</summary>
    string Filter { get; }

    /// <summary>Encrypts the values of a row with the newest key. Repeating it changes nothing.</summary>
    /// <param name="row">The row as it was read; another writer can have changed it meanwhile.</param>
    /// <param name="resealing">Encrypts and counts.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task ResealAsync(TableEntity row, Resealing resealing, CancellationToken cancellationToken);
}

/// <summary>Encrypts values with the newest key, and counts them.</summary>
/// <param name="tables">The tables.</param>
/// <param name="encryption">The encryption.</param>
public sealed class Resealing(StorageTables tables, EncryptedText encryption)
{
    private readonly List<(bool IsMoved, string? Missing)> attempt = [];

    /// <summary>The number of values that were found.</summary>
    public long Values { get; private set; }

    /// <summary>The number of values that had an older key.</summary>
    public long Moved { get; private set; }

    /// <summary>The number of values that no key decrypts, by the id of the key that they name.</summary>
    public Dictionary<string, long> Unreadable { get; } = new(StringComparer.Ordinal);

    /// <summary>Begins an attempt to change a row. An attempt that another writer has foiled is not counted.</summary>
    public void Begin() => attempt.Clear();

    /// <summary>Counts the values of the attempt, whose row is stored or needed no change.</summary>
    public void End()
    {
        foreach (var (isMoved, missing) in attempt)
        {
            Values++;
            Moved += isMoved ? 1 : 0;
            if (missing is not null)
            {
                Unreadable[missing] = Unreadable.GetValueOrDefault(missing) + 1;
            }
        }

        attempt.Clear();
    }

    /// <summary>
    /// Returns the value encrypted with the newest key; the same array if it is already, or if no key decrypts it.
    /// </summary>
    public byte[] Reseal(byte[] value, string boundTo)
    {
        try
        {
            if (encryption.IsNewest(value))
            {
                attempt.Add((false, null));
                return value;
            }

            var moved = encryption.Seal(encryption.OpenBytes(value, boundTo), boundTo);
            attempt.Add((true, null));
            return moved;
        }
        catch (CryptographicException fault)
        {
            // The key is missing, or the value was altered. The other values are encrypted all the same.
            attempt.Add((false, (fault as MissingKeyException)?.KeyId ?? EncryptedText.NamedKeyOf(value)));
            return value;
        }
    }

    /// <summary>Encrypts binary columns of a row, and stores the row if one of them has changed.</summary>
    /// <param name="table">The table.</param>
    /// <param name="row">The row as it was read.</param>
    /// <param name="columns">The columns; a row need not have them.</param>
    /// <param name="boundTo">Returns the name that the value of a row and a column is bound to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ResealColumnsAsync(
        string table,
        TableEntity row,
        IReadOnlyList<string> columns,
        Func<TableEntity, string, string> boundTo,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the row {row.PartitionKey}/{row.RowKey} of {table}");
        for (var current = row; current is not null; await retries.NextAsync(cancellationToken))
        {
            if (!ResealColumns(current, columns, boundTo) || await TryStoreAsync(table, current, cancellationToken))
            {
                End();
                return;
            }

            var read = await tables[table]
                .GetEntityIfExistsAsync<TableEntity>(
                    row.PartitionKey,
                    row.RowKey,
                    cancellationToken: cancellationToken
                );
            current = read.HasValue ? read.Value : null;
        }
    }

    private bool ResealColumns(
        TableEntity row,
        IReadOnlyList<string> columns,
        Func<TableEntity, string, string> boundTo
    )
    {
        Begin();
        var isChanged = false;
        foreach (var column in columns)
        {
            if (row.GetBinary(column) is { } value)
            {
                var next = Reseal(value, boundTo(row, column));
                isChanged |= !ReferenceEquals(next, value);
                row[column] = next;
            }
        }

        return isChanged;
    }

    private async Task<bool> TryStoreAsync(string table, TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await tables[table].UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (Azure.RequestFailedException fault) when (fault.IsConflict() || fault.Status == 404)
        {
            return false;
        }
    }
}
