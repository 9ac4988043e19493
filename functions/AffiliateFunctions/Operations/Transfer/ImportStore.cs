using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>Stores the progress of imports in the table <c>imports</c>.</summary>
public sealed class ImportStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "imports";

    private TableDocuments<ImportProgress> Documents => new(tables[Table]);

    /// <summary>The progress of the import of a program; a new one if there is none.</summary>
    internal Task<ImportProgress> BeginAsync(
        ProgramSlug program,
        string hash,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => Documents.GetOrAddAsync(KeyOf(program), new ImportProgress(hash, now), cancellationToken);

    /// <summary>The progress of the import of a program, or null.</summary>
    internal Task<ImportProgress?> FindAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Documents.FindAsync(KeyOf(program), cancellationToken);

    /// <summary>Stores how many rows are written; a smaller number of another caller changes nothing.</summary>
    internal Task SetRowsAsync(ProgramSlug program, long rows, CancellationToken cancellationToken) =>
        Documents.ChangeExistingAsync(
            KeyOf(program),
            stored => stored.Rows >= rows ? stored : stored with { Rows = rows },
            cancellationToken
        );

    private static DocumentKey KeyOf(ProgramSlug program) =>
        new(program.Value, "import", $"the progress of the import of {program}");
}

/// <summary>The progress of an import.</summary>
/// <param name="Sha256">The hash of the export.</param>
/// <param name="StartedAt">When the import began.</param>
internal sealed record ImportProgress(string Sha256, DateTimeOffset StartedAt)
{
    /// <summary>The number of rows that are written.</summary>
    public long Rows { get; init; }
}
