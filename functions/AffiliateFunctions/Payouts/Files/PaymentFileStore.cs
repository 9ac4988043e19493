using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Payouts.Store;
using Azure.Data.Tables;

namespace AffiliateFunctions.Payouts.Files;

/// <summary>
/// Stores payment files, which contain bank details, in the partition of their cycle in the table <c>payouts</c>. A
/// file consists of parts that are encrypted one by one. The keys contain the SHA-256 of the file: runs of a step that
/// overlap write the same parts, or parts of different files, and never parts of a file that do not fit together.
/// </summary>
public sealed class PaymentFileStore(StorageTables tables, EncryptedText encryption)
{
    // A binary property holds 64 KiB, of which the encryption needs some bytes.
    private const int PartLength = 60 * 1024;
    private const string Content = "content";

    private TableClient Rows => tables[CycleStore.PayoutsTable];

    private TableDocuments<FileReferences> References => new(Rows);

    /// <summary>Stores a file. Stored again, it replaces the same file.</summary>
    /// <param name="program">The program.</param>
    /// <param name="period">The period of the cycle.</param>
    /// <param name="file">The name and the SHA-256 of the file.</param>
    /// <param name="content">The bytes of the file.</param>
    /// <param name="references">The references of the payments in the file.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task PutAsync(
        ProgramSlug program,
        Period period,
        CycleFile file,
        ReadOnlyMemory<byte> content,
        FileReferences references,
        CancellationToken cancellationToken
    )
    {
        for (var (at, number) = (0, 0); at < content.Length; at += PartLength, number++)
        {
            var part = content.Slice(at, Math.Min(PartLength, content.Length - at));
            var row = new TableEntity(PartitionOf(program, period), PartRow(file, number));
            row[Content] = encryption.Seal(part.Span, $"{row.PartitionKey}:{row.RowKey}");
            await Rows.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }

        await References.PutAsync(ReferencesKey(program, period, file), references, cancellationToken);
    }

    /// <summary>The bytes of a file, part by part.</summary>
    /// <exception cref="InvalidDataException">The file is not stored.</exception>
    public async IAsyncEnumerable<byte[]> ReadAsync(
        ProgramSlug program,
        Period period,
        CycleFile file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (from, to) = (PartsOf(file), $"{PartsOf(file)}~");
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {PartitionOf(program, period)} and RowKey gt {from} and RowKey lt {to}"
        );
        var isEmpty = true;
        await foreach (var row in Rows.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            isEmpty = false;
            yield return encryption.OpenBytes(row.GetBinary(Content), $"{row.PartitionKey}:{row.RowKey}");
        }

        if (isEmpty)
        {
            yield return await ReadSealedAsOneAsync(program, period, file, cancellationToken);
        }
    }

    // Earlier versions sealed a file as a whole and stored the box in numbered rows without a hash in their keys. An
    // interrupted run could leave other bytes under the name, so the hash is compared.
    private async Task<byte[]> ReadSealedAsOneAsync(
        ProgramSlug program,
        Period period,
        CycleFile file,
        CancellationToken cancellationToken
    )
    {
        var (partition, box) = (PartitionOf(program, period), new List<byte>());
        for (var number = 0; ; number++)
        {
            var row = await Rows.GetEntityIfExistsAsync<TableEntity>(
                partition,
                $"file:{file.Name}:{number:D4}",
                cancellationToken: cancellationToken
            );
            if (!row.HasValue)
            {
                break;
            }

            box.AddRange(row.Value!.GetBinary(Content));
        }

        var content = box.Count == 0 ? null : encryption.OpenBytes([.. box], $"{partition}:{file.Name}");
        return content is not null && Convert.ToHexStringLower(SHA256.HashData(content)) == file.Sha256
            ? content
            : throw new InvalidDataException($"The file {file.Name} of {period} of {program} is not stored.");
    }

    /// <summary>The references of the payments in a file.</summary>
    public Task<FileReferences> ReferencesAsync(
        ProgramSlug program,
        Period period,
        CycleFile file,
        CancellationToken cancellationToken
    ) => References.RequireAsync(ReferencesKey(program, period, file), cancellationToken);

    private static string PartitionOf(ProgramSlug program, Period period) => $"{program}:{period}";

    private static string PartsOf(CycleFile file) => $"file:{file.Name}:{file.Sha256}:";

    private static string PartRow(CycleFile file, int number) => $"{PartsOf(file)}{number:D5}";

    private static DocumentKey ReferencesKey(ProgramSlug program, Period period, CycleFile file) =>
        new(
            PartitionOf(program, period),
            $"references:{file.Name}:{file.Sha256}",
            $"the references of the file {file.Name} of {period} of {program}"
        );
}

/// <summary>The references under which a bank reports on the payments of a file.</summary>
/// <param name="MessageId">The message identification of a SEPA file; otherwise null.</param>
/// <param name="Payments">The payments, in the order of the file.</param>
public sealed record FileReferences(string? MessageId, IReadOnlyList<FileReference> Payments);

/// <summary>The reference of one payment.</summary>
/// <param name="PayoutId">The id of the payout.</param>
/// <param name="Reference">The trace number of an ACH entry, or the end-to-end identification.</param>
public sealed record FileReference(string PayoutId, string Reference);
