using System.Globalization;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Imports;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Attribution.Customers;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;

namespace AffiliateFunctions.Attribution.Touches;

/// <summary>
/// Stores the touches of a file, some thousand rows at a time, so that the memory does not depend on the length of the
/// file. A repeated row changes nothing. Conversions without a credited partner are decided again.
/// </summary>
public sealed class TouchImport(
    CustomerStore customers,
    IPartners partners,
    RevisitConversions revisit,
    DecisionSourceReader open,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const string Key = "key";
    private const int RowsAtOnce = 2000;
    private const int MaxListed = 1000;
    private const int MaxConcurrent = 8;

    // A transaction has at most 100 rows, and at most 4 MiB.
    private const int CustomersInTransaction = 50;

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Stores the touches of the rows, or finds out what storing them would do.</summary>
    /// <param name="program">The program.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="defaultAt">The time of rows that give none.</param>
    /// <param name="isDryRun">Whether nothing is stored.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task<TouchImportAnswer> RunAsync(
        ProgramSlug program,
        UploadedRows rows,
        DateTimeOffset? defaultAt,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var (references, refused, now) = (
            new PartnerReferences(partners, program),
            new List<RefusedRow>(),
            clock.GetUtcNow()
        );
        var (count, added, valid) = (0, 0, 0);
        var waiting = new List<ImportedTouch>(RowsAtOnce);
        foreach (var row in rows.All())
        {
            count++;
            var read = await ReadAsync(row, references, defaultAt, now, cancellationToken);
            if (read.Succeeded)
            {
                valid++;
                waiting.Add(read.Value);
            }
            else if (refused.Count < MaxListed)
            {
                refused.Add(new RefusedRow(row.Number, read.Problem.Errors));
            }

            if (waiting.Count == RowsAtOnce)
            {
                added += await StoreAsync(program, rows.Hash, waiting, isDryRun, cancellationToken);
                waiting.Clear();
            }
        }

        added += await StoreAsync(program, rows.Hash, waiting, isDryRun, cancellationToken);
        return new TouchImportAnswer(
            isDryRun,
            rows.Columns.Product,
            rows.Columns.Names,
            rows.Columns.Ignored,
            count,
            added,
            valid - added,
            count - valid,
            refused
        );
    }

    private static async Task<Result<ImportedTouch>> ReadAsync(
        UploadedRow row,
        PartnerReferences references,
        DateTimeOffset? defaultAt,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var (number, written) = (row.Number, row["at"]);
        var isCustomer = CustomerId.TryParse(row["customer"], out var customer);
        var at = written is null ? defaultAt : WrittenDate.Read(written);
        var partner = row["partner"] is { } name ? await references.FindAsync(name, cancellationToken) : null;
        var errors = new List<(string, string)>();
        if (!isCustomer)
        {
            errors.Add(("/customer", $"Give the id of the customer: {CustomerId.Form}."));
        }

        if (partner is null)
        {
            errors.Add(("/partner", PartnerReferences.Sentence));
        }
        else if (partner.Status != PartnerStatus.Active)
        {
            errors.Add(("/partner", "The partner is not active. Reinstate it first, or leave the row out."));
        }

        if (at is null || at < Earliest || at > now)
        {
            errors.Add(("/at", $"Give {WrittenDate.Form}, from the year 2000 until now."));
        }

        return errors.Count > 0
            ? Problem.Invalid(errors)
            : new ImportedTouch(number, customer, new Touch(partner!.Id, TouchKind.Manual, at!.Value));
    }

    private async Task<int> StoreAsync(
        ProgramSlug program,
        string file,
        IReadOnlyList<ImportedTouch> touches,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        if (touches.Count == 0)
        {
            return 0;
        }

        if (!isDryRun)
        {
            await RecordAsync(program, file, touches, cancellationToken);
        }

        // The order of the file is kept within each customer.
        var chunks = touches
            .GroupBy(imported => imported.Customer)
            .GroupBy(customer => CustomerStore.PartitionOf(program, customer.Key))
            .SelectMany(partition =>
                partition
                    .Chunk(CustomersInTransaction)
                    .Select(some => new TouchChunk(partition.Key, [.. some.SelectMany(rows => rows)]))
            );
        var added = 0;
        await Parallel.ForEachAsync(
            chunks,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrent, CancellationToken = cancellationToken },
            async (chunk, token) => Interlocked.Add(ref added, await StoreChunkAsync(program, chunk, isDryRun, token))
        );
        return added;
    }

    private async Task<int> StoreChunkAsync(
        ProgramSlug program,
        TouchChunk chunk,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the customers of {chunk.Partition}");
        while (true)
        {
            var ids = chunk.Touches.Select(imported => imported.Customer).Distinct().ToList();
            var rows = await customers.ReadAsync(chunk.Partition, ids, [], cancellationToken);
            var added = 0;
            foreach (var (_, id, touch) in chunk.Touches)
            {
                var before = rows.Customer(id);
                var after = before.Touched(touch);
                if (!ReferenceEquals(before, after))
                {
                    rows.Change(after);
                    added++;
                }
            }

            if (isDryRun || rows.Count == 0 || await customers.StoreAsync(rows, cancellationToken))
            {
                // A file that is sent again after an interruption finds the touches stored, and revisits them.
                if (!isDryRun)
                {
                    await RevisitAsync(program, ids.Select(rows.Customer), cancellationToken);
                }

                return added;
            }

            await retries.NextAsync(cancellationToken);
        }
    }

    private async Task RevisitAsync(
        ProgramSlug program,
        IEnumerable<StoredCustomer> touched,
        CancellationToken cancellationToken
    )
    {
        var waiting = touched.Where(customer => customer.Uncredited.Count > 0 || customer.Links.Count > 0).ToList();
        if (waiting.Count == 0)
        {
            return;
        }

        var sources = await open.ForAsync(program, cancellationToken);
        foreach (var customer in waiting)
        {
            await revisit.OfAsync(customer, sources, cancellationToken);
        }
    }

    // One record for some thousand rows: a record for each row would make the chain as long as the file.
    private Task RecordAsync(
        ProgramSlug program,
        string file,
        IReadOnlyList<ImportedTouch> touches,
        CancellationToken cancellationToken
    ) =>
        audit.RecordAsync(
            new AuditEntry(
                program,
                string.Create(CultureInfo.InvariantCulture, $"touches_imported:{file}:{touches[0].Row}"),
                Key,
                "touches_imported",
                program.Value,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{touches.Count} manual touches of the rows {touches[0].Row} to {touches[^1].Row} of the file with "
                ) + $"the SHA-256 {file}",
                clock.GetUtcNow()
            ),
            cancellationToken
        );

    private sealed record TouchChunk(string Partition, IReadOnlyList<ImportedTouch> Touches);

    /// <summary>The touch of a row.</summary>
    private sealed record ImportedTouch(int Row, CustomerId Customer, Touch Touch);
}
