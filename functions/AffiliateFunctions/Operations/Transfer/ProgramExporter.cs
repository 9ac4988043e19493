using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Operations.Transfer;

/// <summary>Writes all rows of a program as lines, with their types. Encrypted values stay encrypted.</summary>
public sealed class ProgramExporter(
    StorageTables tables,
    KeyRegistry keys,
    ProgramBalances balances,
    IEnumerable<IProcessSource> processes,
    TimeProvider clock
)
{
    /// <summary>Writes the export.</summary>
    public async Task WriteAsync(AffiliateProgram program, Stream output, CancellationToken cancellationToken)
    {
        await using var lines = new HashedLines(output);
        await lines.WriteAsync(await HeaderAsync(program, cancellationToken), cancellationToken);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in TransferredTables.All)
        {
            await foreach (var row in tables.RowsAsync(table, program.Slug, cancellationToken))
            {
                await lines.WriteAsync(table, row, cancellationToken);
                counts[table] = counts.GetValueOrDefault(table) + 1;
            }
        }

        var sums = await balances.OfAsync(program.Slug, cancellationToken);
        await lines.WriteAsync(new ExportEnd(counts.Values.Sum(), counts, sums, lines.Hash), cancellationToken);
    }

    private async Task<ExportHeader> HeaderAsync(AffiliateProgram program, CancellationToken cancellationToken) =>
        new(
            ExportHeader.FormatName,
            ExportHeader.Version,
            AppVersion.Short,
            program.Slug,
            program.Stage,
            clock.GetUtcNow(),
            keys.IndexKeys(),
            await keys.EncryptionKeysAsync(cancellationToken),
            TransferredTables.All,
            TransferredTables.LeftOut,
            await WaitingAsync(program.Slug, cancellationToken)
        );

    private async Task<IReadOnlyDictionary<string, int>> WaitingAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    )
    {
        var waiting = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var process in processes)
        {
            await foreach (var run in process.RunsAsync(program, clock.GetUtcNow(), cancellationToken))
            {
                if (run.EndedAt is null)
                {
                    waiting[run.Step] = waiting.GetValueOrDefault(run.Step) + 1;
                }
            }
        }

        return waiting;
    }
}
