using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Audit;

/// <summary>
/// Stores the audit log in the table <c>audit</c>: one partition per program with the rows <c>head</c>,
/// <c>record:{sequence}</c> and <c>cause:{hash}</c>. One transaction stores a record, its cause and the new head. The
/// head's ETag allows one writer at a time.
/// </summary>
public sealed class AuditLog(StorageTables tables, IdSource ids, Callers callers) : IAuditLog, IAuditVerification
{
    /// <summary>The name of the table.</summary>
    public const string Table = "audit";

    private const string HeadRow = "head";
    private const string VerifiedRow = "verified";
    private const string RecordRows = "record:";
    private const string AfterRecordRows = "record;";

    // An entity group transaction is limited to 100 entities
    // (https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions). An entry has two, and
    // the head is one.
    private const int MaxInTransaction = 49;

    // A filter has at most 15 comparisons (https://learn.microsoft.com/rest/api/storageservices/querying-tables-and-entities),
    // one of which is the partition.
    private const int MaxSubjects = 14;

    private readonly ConcurrentDictionary<ProgramSlug, SemaphoreSlim> writers = new();

    private TableClient Rows => tables[Table];

    /// <inheritdoc/>
    public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        RecordAllAsync([entry], cancellationToken);

    /// <inheritdoc/>
    public async Task RecordAllAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var some in entries.DistinctBy(entry => entry.Cause).Chunk(MaxInTransaction))
        {
            // Writers of this process wait here. Only writers of different processes compete for the head's ETag.
            var writer = writers.GetOrAdd(some[0].Program, static _ => new SemaphoreSlim(1, 1));
            await writer.WaitAsync(cancellationToken);
            try
            {
                await RecordInTurnAsync(some, cancellationToken);
            }
            finally
            {
                writer.Release();
            }
        }
    }

    private async Task RecordInTurnAsync(AuditEntry[] entries, CancellationToken cancellationToken)
    {
        var retries = new ConflictRetries($"the audit log of {entries[0].Program}");
        while (entries.Length > 0 && !await TryRecordAsync(entries, cancellationToken))
        {
            // Some entries are recorded already, or another process wrote first. The next attempt continues the chain
            // from its record.
            entries = await MissingAsync(entries, cancellationToken);
            if (entries.Length > 0)
            {
                await retries.NextAsync(cancellationToken);
            }
        }
    }

    /// <summary>The records after the given row key, in order.</summary>
    public async IAsyncEnumerable<(string Key, ChainedText Text)> ReadAsync(
        ProgramSlug program,
        string? after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var from = after ?? RecordRows;
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {program.Value} and RowKey gt {from} and RowKey lt {AfterRecordRows}"
        );
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            yield return (row.RowKey, TextOf(row));
        }
    }

    /// <summary>The records about any of the subjects, in order.</summary>
    public async IAsyncEnumerable<AuditRecord> AboutAsync(
        ProgramSlug program,
        IReadOnlyCollection<string> subjects,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var records = new SortedDictionary<long, AuditRecord>();
        foreach (var some in subjects.Distinct().Chunk(MaxSubjects))
        {
            var about = string.Join(
                " or ",
                some.Select(subject => TableClient.CreateQueryFilter($"subject eq {subject}"))
            );
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {program.Value}") + $" and ({about})";
            await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                var record = TextOf(row).Record;
                records[record.Sequence] = record;
            }
        }

        foreach (var record in records.Values)
        {
            yield return record;
        }
    }

    /// <summary>The number of records and the hash of the last one; 0 and an empty text without records.</summary>
    public async Task<(long Count, string Hash)> EndAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var (head, _) = await HeadAsync(program, HeadRow, cancellationToken);
        return (head?.Count ?? 0, head?.Hash ?? ChainedText.Genesis);
    }

    /// <summary>Verifies the whole chain.</summary>
    public async Task<ChainVerification> VerifyAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        // The head is read first. Records written in the meantime come after it and are no break.
        var (head, _) = await HeadAsync(program, HeadRow, cancellationToken);
        return await VerifyAsync(program, null, head, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ChainVerification> VerifyNewAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        var (head, _) = await HeadAsync(program, HeadRow, cancellationToken);
        var (verified, _) = await HeadAsync(program, VerifiedRow, cancellationToken);
        var verification = await VerifyAsync(program, verified, head, cancellationToken);
        if (verification.Ok && head is not null)
        {
            await Rows.UpsertEntityAsync(
                EndRow(program, VerifiedRow, head),
                TableUpdateMode.Replace,
                cancellationToken
            );
        }

        return verification;
    }

    private async Task<ChainVerification> VerifyAsync(
        ProgramSlug program,
        ChainHead? verified,
        ChainHead? head,
        CancellationToken cancellationToken
    )
    {
        var follower = new ChainFollower(verified);
        var left = head is null ? long.MaxValue : head.Count - (verified?.Count ?? 0);
        var after = verified is null ? null : RecordKey(verified.Count);
        await foreach (var (_, text) in ReadAsync(program, after, cancellationToken))
        {
            if (left-- == 0)
            {
                break;
            }

            follower.Next(text);
        }

        return follower.Finish(head);
    }

    private async Task<bool> TryRecordAsync(AuditEntry[] entries, CancellationToken cancellationToken)
    {
        var program = entries[0].Program;
        var (head, version) = await HeadAsync(program, HeadRow, cancellationToken);
        var end = head ?? new ChainHead(0, ChainedText.Genesis);
        var actions = new List<TableTransactionAction>((2 * entries.Length) + 1);
        foreach (var entry in entries)
        {
            var record = RecordOf(entry, end.Count + 1);
            var chained = ChainedText.Of(record, end.Hash);
            end = new ChainHead(record.Sequence, chained.Hash);
            actions.Add(new(TableTransactionActionType.Add, CauseRow(entry)));
            actions.Add(new(TableTransactionActionType.Add, RecordRow(program, record.Sequence, chained)));
        }

        var headRow = EndRow(program, HeadRow, end);
        actions.Add(
            head is null
                ? new(TableTransactionActionType.Add, headRow)
                : new(TableTransactionActionType.UpdateReplace, headRow, version)
        );
        try
        {
            await Rows.SubmitTransactionAsync(actions, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return false;
        }
    }

    private AuditRecord RecordOf(AuditEntry entry, long sequence) =>
        new(
            sequence,
            ids.Next("aud_"),
            entry.At,
            callers.Resolve(entry.Actor),
            entry.Action,
            entry.Subject,
            entry.Reason,
            entry.Cause
        )
        {
            OnBehalfOf = entry.OnBehalfOf,
            Change = entry.Change,
        };

    private async Task<AuditEntry[]> MissingAsync(AuditEntry[] entries, CancellationToken cancellationToken)
    {
        var causes = entries.ToDictionary(entry => CauseRow(entry).RowKey, StringComparer.Ordinal);
        var stored = await Rows.ReadByKeysAsync(
            entries[0].Program.Value,
            causes.Keys,
            cancellationToken,
            [nameof(TableEntity.RowKey)]
        );
        foreach (var row in stored)
        {
            causes.Remove(row.RowKey);
        }

        return [.. causes.Values];
    }

    private async Task<(ChainHead? Head, ETag Version)> HeadAsync(
        ProgramSlug program,
        string key,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            key,
            cancellationToken: cancellationToken
        );
        return row.HasValue
            ? (new ChainHead(row.Value!.GetInt64("count")!.Value, row.Value.GetString("hash")), row.Value.ETag)
            : (null, default);
    }

    private static TableEntity EndRow(ProgramSlug program, string key, ChainHead end) =>
        new(program.Value, key) { ["count"] = end.Count, ["hash"] = end.Hash };

    internal static string RecordKey(long sequence) =>
        RecordRows + sequence.ToString("000000000000", CultureInfo.InvariantCulture);

    private static TableEntity CauseRow(AuditEntry entry)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(entry.Cause)));
        return new TableEntity(entry.Program.Value, $"cause:{hash}");
    }

    internal static ChainedText TextOf(TableEntity row) =>
        new(row.GetString("text"), row.GetString("previous"), row.GetString("hash"));

    // The subject is stored beside the text so that the records about it are found; the chain covers the text only.
    private static TableEntity RecordRow(ProgramSlug program, long sequence, ChainedText chained) =>
        new(program.Value, RecordKey(sequence))
        {
            ["text"] = chained.Text,
            ["subject"] = chained.Record.Subject,
            ["previous"] = chained.Previous,
            ["hash"] = chained.Hash,
        };
}
