using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Audit;

/// <summary>
/// Stores the audit log in the table <c>audit</c>: one partition per program with the rows <c>head</c>,
/// <c>record:{sequence}</c> and <c>cause:{hash}</c>. One transaction stores a record, its cause and the new head. The
/// head's ETag allows one writer at a time.
/// </summary>
public sealed class AuditLog(StorageTables tables, IdSource ids) : IAuditLog
{
    /// <summary>The name of the table.</summary>
    public const string Table = "audit";

    private const string HeadRow = "head";
    private const string RecordRows = "record:";
    private const string AfterRecordRows = "record;";
    private readonly ConcurrentDictionary<ProgramSlug, SemaphoreSlim> writers = new();

    private TableClient Rows => tables[Table];

    /// <inheritdoc/>
    public async Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        // Writers of this process wait here. Only writers of different processes compete for the head's ETag.
        var writer = writers.GetOrAdd(entry.Program, static _ => new SemaphoreSlim(1, 1));
        await writer.WaitAsync(cancellationToken);
        try
        {
            var retries = new ConflictRetries($"the audit log of {entry.Program}");
            while (!await TryRecordAsync(entry, cancellationToken))
            {
                // Another process wrote first. The next attempt continues the chain from its record.
                await retries.NextAsync(cancellationToken);
            }
        }
        finally
        {
            writer.Release();
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
            yield return (
                row.RowKey,
                new ChainedText(row.GetString("text"), row.GetString("previous"), row.GetString("hash"))
            );
        }
    }

    /// <summary>Verifies the whole chain.</summary>
    public async Task<ChainVerification> VerifyAsync(ProgramSlug program, CancellationToken cancellationToken)
    {
        // The head is read first. Records written in the meantime come after it and are no break.
        var (head, _) = await HeadAsync(program, cancellationToken);
        var follower = new ChainFollower();
        var left = head?.Count ?? long.MaxValue;
        await foreach (var (_, text) in ReadAsync(program, null, cancellationToken))
        {
            if (left-- == 0)
            {
                break;
            }

            follower.Next(text);
        }

        return follower.Finish(head);
    }

    private async Task<bool> TryRecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        var (head, version) = await HeadAsync(entry.Program, cancellationToken);
        var record = new AuditRecord(
            (head?.Count ?? 0) + 1,
            ids.Next("aud_"),
            entry.At,
            entry.Actor,
            entry.Action,
            entry.Subject,
            entry.Reason,
            entry.Cause
        );
        var chained = ChainedText.Of(record, head?.Hash ?? ChainedText.Genesis);
        var cause = CauseRow(entry);
        var headRow = new TableEntity(entry.Program.Value, HeadRow)
        {
            ["count"] = record.Sequence,
            ["hash"] = chained.Hash,
        };
        try
        {
            await Rows.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.Add, cause),
                    new(TableTransactionActionType.Add, RecordRow(entry.Program, record.Sequence, chained)),
                    head is null
                        ? new(TableTransactionActionType.Add, headRow)
                        : new(TableTransactionActionType.UpdateReplace, headRow, version),
                ],
                cancellationToken
            );
            return true;
        }
        catch (RequestFailedException fault) when (fault.IsConflict())
        {
            return (
                await Rows.GetEntityIfExistsAsync<TableEntity>(
                    cause.PartitionKey,
                    cause.RowKey,
                    ["RowKey"],
                    cancellationToken
                )
            ).HasValue;
        }
    }

    private async Task<(ChainHead? Head, ETag Version)> HeadAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    )
    {
        var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
            program.Value,
            HeadRow,
            cancellationToken: cancellationToken
        );
        return row.HasValue
            ? (new ChainHead(row.Value!.GetInt64("count")!.Value, row.Value.GetString("hash")), row.Value.ETag)
            : (null, default);
    }

    private static TableEntity CauseRow(AuditEntry entry)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(entry.Cause)));
        return new TableEntity(entry.Program.Value, $"cause:{hash}");
    }

    private static TableEntity RecordRow(ProgramSlug program, long sequence, ChainedText chained) =>
        new(program.Value, RecordRows + sequence.ToString("000000000000", CultureInfo.InvariantCulture))
        {
            ["text"] = chained.Text,
            ["previous"] = chained.Previous,
            ["hash"] = chained.Hash,
        };
}
