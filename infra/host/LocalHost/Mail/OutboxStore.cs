using System.IO.Compression;
using System.Text.Json;
using Azure.Data.Tables;
using LocalHost.Storage;

namespace LocalHost.Mail;

/// <summary>
/// Stores the sent e-mails in the app's storage, so that they are available after a restart.
/// </summary>
internal sealed class OutboxStore(RuntimeStorage storage) : IDisposable
{
    private const string TableName = "localoutbox";
    private const string Partition = "mail";

    // A binary property has at most 64 KiB, an entity 1 MiB (Azure Tables, "Understanding the Table service data
    // model").
    private const int MaxPartSize = 64 * 1024;
    private const int MaxParts = 15;

    // Several processes can write, and their requests can arrive out of order by some seconds.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly SortedDictionary<string, OutboxMail> _known = new(StringComparer.Ordinal);
    private bool _created;

    private TableClient Table => field ??= storage.Tables.GetTableClient(TableName);

    /// <summary>Creates an id. Ids follow the system's time, which all processes share; newer ids are lower.</summary>
    /// <returns>The id.</returns>
    public static string NewId()
    {
        var now = TimeProvider.System.GetUtcNow();
        return $"{Descending(now)}-{Guid.CreateVersion7(now):N}";
    }

    /// <summary>Stores an e-mail.</summary>
    /// <param name="mail">The e-mail.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>Whether the e-mail was small enough to be stored.</returns>
    public async Task<bool> TryAddAsync(OutboxMail mail, CancellationToken cancellationToken)
    {
        var parts = Compress(mail).Chunk(MaxPartSize).ToList();
        if (parts.Count > MaxParts)
        {
            return false;
        }

        await CreateTableAsync(cancellationToken);
        var row = new TableEntity(Partition, mail.Id) { ["Subject"] = mail.Subject, ["Parts"] = parts.Count };
        foreach (var (part, index) in parts.Select((part, index) => (part, index)))
        {
            row[$"Part{index}"] = part;
        }

        await Table.AddEntityAsync(row, cancellationToken);
        return true;
    }

    /// <summary>
    /// Lists all e-mails, newest first. E-mails never change, so each call reads only those since the last call.
    /// </summary>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The e-mails.</returns>
    public async Task<IReadOnlyList<OutboxMail>> ListAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            await CreateTableAsync(cancellationToken);
            await foreach (var row in Table.QueryAsync<TableEntity>(NewRows(), cancellationToken: cancellationToken))
            {
                _known[row.RowKey] = Expand(row);
            }

            return [.. _known.Values];
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Finds an e-mail.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The e-mail; null when there is none.</returns>
    public async Task<OutboxMail?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(mail => mail.Id == id);

    public void Dispose() => _reading.Dispose();

    private string NewRows()
    {
        if (_known.Count == 0)
        {
            return TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        }

        var known = Descending(TimeOf(_known.First().Key) - Overlap);
        return TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey lt {known}");
    }

    private static string Descending(DateTimeOffset time) => $"{DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks:D19}";

    private static DateTimeOffset TimeOf(string id) =>
        new(DateTimeOffset.MaxValue.UtcTicks - long.Parse(id.AsSpan(0, 19), provider: null), TimeSpan.Zero);

    private static byte[] Compress(OutboxMail mail)
    {
        using var bytes = new MemoryStream();
        using (var packed = new BrotliStream(bytes, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(packed, mail);
        }

        return bytes.ToArray();
    }

    private static OutboxMail Expand(TableEntity row)
    {
        var count = row.GetInt32("Parts")!.Value;
        var parts = Enumerable.Range(0, count).SelectMany(index => row.GetBinary($"Part{index}"));
        using var packed = new BrotliStream(new MemoryStream([.. parts]), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<OutboxMail>(packed)!;
    }

    private async Task CreateTableAsync(CancellationToken cancellationToken)
    {
        if (!_created)
        {
            await Table.CreateIfNotExistsAsync(cancellationToken);
            _created = true;
        }
    }
}
