using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Infrastructure.Security;

/// <summary>
/// Remembers in the table <c>securitykeys</c> which keys stored data needs, by their ids, so that a key that is missing
/// in the settings is noticed before a value is read.
/// </summary>
public sealed class KeyRegistry(StorageTables tables, IOptions<SecurityOptions> options, TimeProvider clock)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "securitykeys";

    private const string Encrypting = "encrypting";
    private const string Indexing = "indexing";
    private const string Key = "key";
    private const string Since = "since";

    private TableClient Rows => tables[Table];

    /// <summary>
    /// Registers the key that encrypts from now on, and the keys of hashes. The first start registers all encryption
    /// keys, because any of them may have encrypted what is stored.
    /// </summary>
    /// <returns>The problems; see <see cref="FindProblemsAsync"/>.</returns>
    public async Task<IReadOnlyList<string>> RegisterAsync(CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(cancellationToken);
        var keys = options.Value.EncryptionKeys();
        var known = rows.Where(row => row.PartitionKey == Encrypting).Select(row => row.RowKey).ToHashSet();
        var used = known.Count == 0 ? keys : keys.Take(1);
        var missing = used.Where(key => !known.Contains(key.Id))
            .Select(key => new TableEntity(Encrypting, key.Id))
            .Concat(
                Indexes()
                    .Where(index => !rows.Any(row => row.PartitionKey == Indexing && row.RowKey == index.Name))
                    .Select(index => new TableEntity(Indexing, index.Name) { [Key] = index.Id })
            );
        foreach (var row in missing)
        {
            row[Since] = clock.GetUtcNow();
            await AddAsync(row, cancellationToken);
        }

        return ProblemsOf(rows);
    }

    /// <summary>
    /// Returns a sentence for each key that stored data needs and the settings do not have. It needs one request.
    /// </summary>
    public async Task<IReadOnlyList<string>> FindProblemsAsync(CancellationToken cancellationToken) =>
        ProblemsOf(await ReadAsync(cancellationToken));

    /// <summary>
    /// The id of the encryption key that is also the key of hashes of partners' addresses; null if that key has a setting
    /// of its own.
    /// </summary>
    public string? DefaultEmailIndex => options.Value.EmailIndexKey.Length == 0 ? options.Value.EmailIndex().Id : null;

    /// <summary>Returns the ids of the keys of hashes, by the name of the index.</summary>
    public IReadOnlyDictionary<string, string> IndexKeys() =>
        Indexes().ToDictionary(index => index.Name, index => index.Id, StringComparer.Ordinal);

    /// <summary>Returns the ids of all keys that may have encrypted what is stored.</summary>
    public async Task<IReadOnlyList<string>> EncryptionKeysAsync(CancellationToken cancellationToken) =>
        [
            .. (await ReadAsync(cancellationToken))
                .Where(row => row.PartitionKey == Encrypting)
                .Select(row => row.RowKey),
        ];

    /// <summary>
    /// Registers a key that has encrypted values which come from elsewhere, such as an import. A key that is registered
    /// already counts as registered now.
    /// </summary>
    public Task AddAsync(string key, CancellationToken cancellationToken) =>
        Rows.UpsertEntityAsync(
            new TableEntity(Encrypting, key) { [Since] = clock.GetUtcNow() },
            TableUpdateMode.Replace,
            cancellationToken
        );

    /// <summary>Forgets a key that no stored value needs any more.</summary>
    /// <param name="key">The id of the key.</param>
    /// <param name="before">A key that was registered at this time or later is kept.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ReleaseAsync(string key, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var found = await Rows.GetEntityIfExistsAsync<TableEntity>(
            Encrypting,
            key,
            cancellationToken: cancellationToken
        );
        if (!found.HasValue || found.Value!.GetDateTimeOffset(Since) >= before)
        {
            return;
        }

        try
        {
            await Rows.DeleteEntityAsync(Encrypting, key, found.Value.ETag, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            // The key was registered again in between.
        }
    }

    private IEnumerable<(string Name, string Id, string Setting)> Indexes() =>
        [
            ("email", options.Value.EmailIndex().Id, $"Security__{nameof(SecurityOptions.EmailIndexKey)}"),
            ("customer", options.Value.CustomerIndex().Id, $"Security__{nameof(SecurityOptions.CustomerIndexKey)}"),
        ];

    private List<string> ProblemsOf(IReadOnlyList<TableEntity> rows)
    {
        var configured = options.Value.EncryptionKeys().Select(key => key.Id).ToHashSet(StringComparer.Ordinal);
        var missing = rows.Where(row => row.PartitionKey == Encrypting && !configured.Contains(row.RowKey))
            .Select(row =>
                $"Stored values may need the key {row.RowKey}, which Security__EncryptionKey does not have."
            );
        var changed = rows.Where(row => row.PartitionKey == Indexing)
            .Join(
                Indexes(),
                row => row.RowKey,
                index => index.Name,
                (row, index) => (index.Setting, Id: row.GetString(Key), Present: index.Id)
            )
            .Where(index => index.Id != index.Present)
            .Select(index =>
                $"Stored rows are named by hashes of the key {index.Id}, and {index.Setting} gives {index.Present}."
            );
        return [.. missing, .. changed];
    }

    private async Task<IReadOnlyList<TableEntity>> ReadAsync(CancellationToken cancellationToken) =>
        await Rows.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Encrypting} or PartitionKey eq {Indexing}"),
                cancellationToken: cancellationToken
            )
            .ToListAsync(cancellationToken);

    private async Task AddAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await Rows.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            // Another instance has registered the key.
        }
    }
}
