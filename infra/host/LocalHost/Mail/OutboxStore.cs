using System.IO.Compression;
using System.Text.Json;
using LocalHost.Storage;
using Azure.Data.Tables;

namespace LocalHost.Mail;

/// <summary>The mails that were sent, kept in the application's storage so that a restarted process still shows them.</summary>
internal sealed class OutboxStore(RuntimeStorage storage) : IDisposable
{
    private const string TableName = "localoutbox";
    private const string Partition = "mail";

    // A binary property may have 64 KiB, an entity 1 MiB (Azure Tables, "Understanding the Table service data model").
    private const int LargestPart = 64 * 1024;
    private const int MostParts = 15;

    // Several processes may write; their clocks and their requests are not exactly in step.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly SortedDictionary<string, OutboxMail> _known = new(StringComparer.Ordinal);
    private bool _created;

    private TableClient Table => field ??= storage.Tables.GetTableClient(TableName);

    /// <summary>A new id. Ids go by the system's time, since it is the same for every process; newer ones are lower.</summary>
    /// <returns>The id.</returns>
    public static string NewId()
    {
        var now = TimeProvider.System.GetUtcNow();
        return $"{Descending(now)}-{Guid.CreateVersion7(now):N}";
    }

    /// <summary>Stores a mail.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>Whether it was small enough to be stored.</returns>
    public async Task<bool> TryAddAsync(OutboxMail mail, CancellationToken cancellationToken)
    {
        var parts = Compress(mail).Chunk(LargestPart).ToList();
        if (parts.Count > MostParts)
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

    /// <summary>All mails, newest first. Mails never change, so only those that came since the last look are read.</summary>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>The mails.</returns>
    public async Task<IReadOnlyList<OutboxMail>> ListAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            await CreateTableAsync(cancellationToken);
            var filter = _known.Count == 0
                ? TableClient.CreateQueryFilter($"PartitionKey eq {Partition}")
                : TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey lt {Descending(TimeOf(_known.First().Key) - Overlap)}");
            await foreach (var row in Table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
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

    /// <summary>One mail.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>The mail; null when there is none.</returns>
    public async Task<OutboxMail?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(mail => mail.Id == id);

    public void Dispose() => _reading.Dispose();

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
        var parts = Enumerable.Range(0, row.GetInt32("Parts")!.Value).SelectMany(index => row.GetBinary($"Part{index}"));
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
