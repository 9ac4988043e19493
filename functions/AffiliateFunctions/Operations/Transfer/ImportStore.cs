using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>
/// Stores the progress of imports in the table <c>imports</c>. One call at a time works on an import: the call has a
/// lease, which it renews with the progress, and another call can take over a lease that has expired.
/// </summary>
public sealed class ImportStore(StorageTables tables, TimeProvider clock) : IProgramImports
{
    /// <summary>The name of the table.</summary>
    public const string Table = "imports";

    /// <summary>How long a lease lasts after its last renewal.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private TableDocuments<ImportProgress> Documents => new(tables[Table]);

    /// <inheritdoc/>
    public async Task<bool> IsBegunAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        await FindAsync(program, cancellationToken) is not null;

    /// <summary>Begins or continues the import of an export, unless another call works on it.</summary>
    /// <returns>The progress with the lease; null if another call or another export has the import.</returns>
    internal async Task<ImportProgress?> TryBeginAsync(
        ProgramSlug program,
        string hash,
        CancellationToken cancellationToken
    )
    {
        // The change is called again after a conflict, and the last call is the one that counts.
        ImportProgress? taken = null;
        await Documents.ChangeAsync(
            KeyOf(program),
            stored =>
            {
                var now = clock.GetUtcNow();
                var before = stored ?? new ImportProgress(hash, now);
                taken =
                    before.Sha256 == hash && !(before.RunningUntil > now)
                        ? before with
                        {
                            Run = before.Run + 1,
                            RunningUntil = now + Lease,
                        }
                        : null;
                return taken;
            },
            cancellationToken
        );
        return taken;
    }

    /// <summary>The progress of the import of a program, or null.</summary>
    internal Task<ImportProgress?> FindAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Documents.FindAsync(KeyOf(program), cancellationToken);

    /// <summary>Stores how many rows are written, and renews the lease.</summary>
    /// <param name="program">The program.</param>
    /// <param name="run">The number of the call.</param>
    /// <param name="rows">The number of rows; a smaller number than the stored one changes only the lease.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ImportTakenOverException">Another call has taken over the import.</exception>
    internal Task SetRowsAsync(ProgramSlug program, int run, long rows, CancellationToken cancellationToken) =>
        Documents.ChangeExistingAsync(
            KeyOf(program),
            stored =>
                stored.Run == run
                    ? stored with
                    {
                        Rows = Math.Max(stored.Rows, rows),
                        RunningUntil = clock.GetUtcNow() + Lease,
                    }
                    : throw new ImportTakenOverException(),
            cancellationToken
        );

    /// <summary>Ends the lease of a call, so that the next call need not wait until the lease expires.</summary>
    internal Task ReleaseAsync(ProgramSlug program, int run, CancellationToken cancellationToken) =>
        Documents.ChangeExistingAsync(
            KeyOf(program),
            stored => stored.Run == run ? stored with { RunningUntil = null } : stored,
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

    /// <summary>The number of the call that works on the import, from 1.</summary>
    public int Run { get; init; }

    /// <summary>When the lease of the call expires; null while no call works on the import.</summary>
    public DateTimeOffset? RunningUntil { get; init; }
}

/// <summary>Reports to a call that its lease expired, and that another call works on the import.</summary>
internal sealed class ImportTakenOverException() : Exception("Another call has taken over the import.");
