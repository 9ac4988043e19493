using System.Runtime.CompilerServices;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Store;
using Azure;
using Azure.Data.Tables;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>
/// Stores payment files, which contain bank details, in the partition of their cycle in the table <c>payouts</c>. A
/// file consists of parts that are encrypted one by one. The keys contain the run of the step that writes the files, so
/// runs that overlap never mix their parts; the cycle names the run whose files were handed over.
/// </summary>
public sealed class PaymentFileStore(StorageTables tables, EncryptedText encryption) : ISealedValues
{
    private const string Content = "content";
    private const string Prefix = "file:";
    private const string AfterFiles = "file;";
    private const string ReferencesPrefix = "references:";
    private const string AfterReferences = "references;";

    // An entity group transaction is limited to 100 entities.
    private const int MaxInTransaction = 100;

    /// <inheritdoc/>
    public string Name => "payment files";

    /// <inheritdoc/>
    public string Table => CycleStore.PayoutsTable;

    /// <inheritdoc/>
    public string Filter { get; } = TableClient.CreateQueryFilter($"RowKey gt {Prefix} and RowKey lt {AfterFiles}");

    private TableClient Rows => tables[CycleStore.PayoutsTable];

    private TableDocuments<FileReferences> References => new(Rows);

    /// <summary>Stores a part of a file that the run of the cycle writes.</summary>
    internal async Task PutPartAsync(
        StoredCycle cycle,
        string name,
        int number,
        ReadOnlyMemory<byte> part,
        CancellationToken cancellationToken
    )
    {
        var row = new TableEntity(PartitionOf(cycle), $"{PartsOf(cycle, name)}{number:D5}");
        row[Content] = encryption.Seal(part.Span, BoundTo(row));
        await Rows.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Stores the references of some payments of a file that the run of the cycle writes.</summary>
    internal Task PutReferencesAsync(
        StoredCycle cycle,
        string name,
        int number,
        FileReferences references,
        CancellationToken cancellationToken
    ) =>
        References.PutAsync(
            new DocumentKey(
                PartitionOf(cycle),
                $"{ReferencesOf(cycle, name)}{number:D5}",
                $"the references of the file {name} of {cycle.Period} of {cycle.Program}"
            ),
            references,
            cancellationToken
        );

    /// <summary>The bytes of a file, part by part.</summary>
    /// <exception cref="InvalidDataException">The file is not stored.</exception>
    public async IAsyncEnumerable<byte[]> ReadAsync(
        StoredCycle cycle,
        CycleFile file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var isEmpty = true;
        var filter = FilterOf(cycle, PartsOf(cycle, file.Name));
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            isEmpty = false;
            yield return encryption.OpenBytes(row.GetBinary(Content), BoundTo(row));
        }

        if (isEmpty)
        {
            throw Missing(cycle, file);
        }
    }

    /// <summary>The references of the payments in a file.</summary>
    /// <exception cref="InvalidDataException">The file is not stored.</exception>
    public async Task<FileReferences> ReferencesAsync(
        StoredCycle cycle,
        CycleFile file,
        CancellationToken cancellationToken
    )
    {
        var (messageId, payments) = ((string?)null, new List<FileReference>());
        var filter = FilterOf(cycle, ReferencesOf(cycle, file.Name));
        await foreach (var part in References.ListAsync(filter, cancellationToken))
        {
            messageId = part.MessageId;
            payments.AddRange(part.Payments);
        }

        return payments.Count > 0 ? new FileReferences(messageId, payments) : throw Missing(cycle, file);
    }

    /// <summary>Deletes the files, and their references, that other runs have written and nobody hands over.</summary>
    public async Task DeleteOthersAsync(StoredCycle cycle, CancellationToken cancellationToken)
    {
        if (cycle.FileRun is null)
        {
            return;
        }

        await DeleteOthersAsync(cycle, Prefix, AfterFiles, cancellationToken);
        await DeleteOthersAsync(cycle, ReferencesPrefix, AfterReferences, cancellationToken);
    }

    /// <inheritdoc/>
    public Task ResealAsync(TableEntity row, Resealing resealing, CancellationToken cancellationToken) =>
        resealing.ResealColumnsAsync(Table, row, [Content], (read, _) => BoundTo(read), cancellationToken);

    private async Task DeleteOthersAsync(
        StoredCycle cycle,
        string prefix,
        string end,
        CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {PartitionOf(cycle)} and RowKey gt {prefix} and RowKey lt {end}"
        );
        var others = await Rows.QueryAsync<TableEntity>(
                filter,
                select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)],
                cancellationToken: cancellationToken
            )
            .Where(row => !row.RowKey.StartsWith($"{prefix}{cycle.FileRun}:", StringComparison.Ordinal))
            .Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All))
            .ToListAsync(cancellationToken);
        foreach (var some in others.Chunk(MaxInTransaction))
        {
            await Rows.SubmitTransactionAsync(some, cancellationToken);
        }
    }

    private static string BoundTo(TableEntity row) => $"{row.PartitionKey}:{row.RowKey}";

    private static string PartitionOf(StoredCycle cycle) => CycleStore.PartitionOf(cycle.Program, cycle.Period);

    private static string PartsOf(StoredCycle cycle, string name) => $"{Prefix}{cycle.FileRun}:{name}:";

    private static string ReferencesOf(StoredCycle cycle, string name) => $"{ReferencesPrefix}{cycle.FileRun}:{name}:";

    private static string FilterOf(StoredCycle cycle, string prefix) =>
        TableClient.CreateQueryFilter(
            $"PartitionKey eq {PartitionOf(cycle)} and RowKey gt {prefix} and RowKey lt {prefix + "~"}"
        );

    private static InvalidDataException Missing(StoredCycle cycle, CycleFile file) =>
        new($"The file {file.Name} of {cycle.Period} of {cycle.Program} is not stored.");
}

/// <summary>The references under which a bank reports on the payments of a file.</summary>
/// <param name="MessageId">
/// The identification of a SEPA file or of a batch that is sent to the API of a provider; otherwise null.
/// </param>
/// <param name="Payments">The payments, in the order of the file.</param>
public sealed record FileReferences(string? MessageId, IReadOnlyList<FileReference> Payments);

/// <summary>The reference of one payment.</summary>
/// <param name="PayoutId">The id of the payout.</param>
/// <param name="Reference">The trace number of an ACH entry, or the end-to-end identification.</param>
public sealed record FileReference(string PayoutId, string Reference);
