using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Infrastructure.Storage;

/// <summary>
/// Stores values as JSON that can be larger than a row, which holds 1 MiB
/// (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model). A large value is
/// stored in separate rows, in a partition beside that of the row. The row is written last and names their version, so
/// a reader gets a complete version or reads again.
/// </summary>
public static class JsonDocuments
{
    // In UTF-16 these are 400,000 and 800,000 bytes, so a row also has room for keys and other columns.
    private const int MaxInline = 200_000;
    private const int PartLength = 400_000;
    private const int MaxReads = 8;
    private const string Text = "text";

    /// <summary>
    /// Writes the value into the row, in place of the row's previous value. A value that does not fit in the row is
    /// stored in separate rows immediately.
    /// </summary>
    /// <param name="table">The table of the row.</param>
    /// <param name="row">The row, which the caller stores next.</param>
    /// <param name="name">The property.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task SetDocumentAsync<T>(
        this TableClient table,
        TableEntity row,
        string name,
        T value,
        CancellationToken cancellationToken
    )
    {
        var json = JsonSerializer.Serialize(value, StoredJson.Options);
        if (json.Length <= MaxInline)
        {
            row.SetText(name, json);
            row.Remove(VersionOf(name));
            row.Remove(CountOf(name));
            return;
        }

        var version = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var count = 0;
        for (var at = 0; at < json.Length; at += PartLength)
        {
            var part = new TableEntity(PartitionOf(row), PartKey(row, version, count++));
            part.SetText(Text, json.Substring(at, Math.Min(PartLength, json.Length - at)));
            await table.UpsertEntityAsync(part, TableUpdateMode.Replace, cancellationToken);
        }

        row.RemoveText(name);
        row[VersionOf(name)] = version;
        row[CountOf(name)] = count;
    }

    /// <summary>
    /// Reads the value that <see cref="SetDocumentAsync"/> wrote. If the row is replaced in the meantime, reads the new
    /// value.
    /// </summary>
    /// <exception cref="InvalidDataException">The row has no such property, or no longer exists.</exception>
    public static async Task<T> GetDocumentAsync<T>(
        this TableClient table,
        TableEntity row,
        string name,
        CancellationToken cancellationToken
    )
    {
        for (var reads = 0; row.GetString(VersionOf(name)) is { } version; reads++)
        {
            if (await ReadPartsAsync(table, row, name, version, cancellationToken) is { } json)
            {
                return JsonSerializer.Deserialize<T>(json, StoredJson.Options)
                    ?? throw new InvalidDataException(
                        $"The property '{name}' of the row {row.PartitionKey}/{row.RowKey} is null."
                    );
            }

            var stored = await table.GetEntityIfExistsAsync<TableEntity>(
                row.PartitionKey,
                row.RowKey,
                cancellationToken: cancellationToken
            );
            if (!stored.HasValue || reads == MaxReads)
            {
                throw new InvalidDataException(
                    $"The row {row.PartitionKey}/{row.RowKey} is gone, or rows of its property '{name}' are missing."
                );
            }

            row = stored.Value!;
        }

        return row.GetJson<T>(name);
    }

    /// <summary>
    /// Deletes the rows of the replaced version after the row is stored. Versions of concurrent writers are kept,
    /// because these writers may be about to store their row. If the previous value was small, no request is sent.
    /// </summary>
    /// <param name="table">The table of the row.</param>
    /// <param name="name">The property.</param>
    /// <param name="before">The row that was replaced, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task DeleteReplacedPartsAsync(
        this TableClient table,
        string name,
        TableEntity? before,
        CancellationToken cancellationToken
    )
    {
        if (before?.GetString(VersionOf(name)) is not { } version)
        {
            return;
        }

        for (var number = 0; number < before.GetInt32(CountOf(name)); number++)
        {
            await table.DeleteEntityAsync(
                PartitionOf(before),
                PartKey(before, version, number),
                ETag.All,
                cancellationToken
            );
        }
    }

    private static async Task<string?> ReadPartsAsync(
        TableClient table,
        TableEntity row,
        string name,
        string version,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = ($"{row.RowKey}:{version}:", $"{row.RowKey}:{version};");
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {PartitionOf(row)} and RowKey gt {from} and RowKey lt {to}"
        );
        var (json, count) = (new StringBuilder(), 0);
        await foreach (var part in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            json.Append(part.GetText(Text));
            count++;
        }

        return count == row.GetInt32(CountOf(name)) ? json.ToString() : null;
    }

    private static string PartitionOf(TableEntity row) => $"{row.PartitionKey}:parts";

    private static string PartKey(TableEntity row, string version, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.RowKey}:{version}:{number:D4}");

    private static string VersionOf(string name) => $"{name}Version";

    private static string CountOf(string name) => $"{name}Parts";
}
